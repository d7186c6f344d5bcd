import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const checkDrift = defineInspection({
  id: 'check-drift',
  title: runbooks['check-drift'].title,
  purpose: {
    zh: '每日比对运行态与声明：谁改了什么、何时改的，有无未声明的对象。',
    en: 'Daily: live against declared. Who changed what and when, and what stands that nobody declared.',
  },
  alerts: [],
  duties: ['RB-D07'],
  roles: ['system-admin', 'on-call'],
  escalation: {
    zh: '未经审批的改动按事件处理：先 preserve-evidence，再用 apply-change 恢复。',
    en: 'A change that nobody approved is an incident: preserve-evidence first, then restore with apply-change.',
  },
  scope: 'network',
  parameters: {},
  people: [],
  look: async ({ platform }) => {
    const drift = await platform.drift();
    return {
      findings: drift.map(({ object, field, kind, manager, user, since }) => ({
        subject: object,
        fault: {
          zh: `${field || '对象'}：${kind}（${manager}，${user}，${since ?? '时间不明'}）`,
          en: `${field || 'object'}: ${kind} (${manager}, ${user}, ${since ?? 'time unknown'})`,
        },
        remedy: {
          zh: '查明缘由；恢复声明的状态，或改声明并送审。',
          en: 'Find out why; restore what is declared, or change the declaration and have it approved.',
        },
      })),
      tables: [],
      facts: { drifts: String(drift.length) },
    };
  },
});
