import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { guardPeriodAt } from './kit/approvals/policy.ts';
import { defineInspection } from './kit/inspection.ts';
import { unknownSource } from './looks/sources.ts';

export const reportGuardShift = defineInspection({
  id: 'report-guard-shift',
  title: runbooks['report-guard-shift'].title,
  purpose: {
    zh: '重保期每 4–8 小时一次报告，无事也报（零报告）：未收尾的处置、告警、漂移、通道。',
    en: 'In a protection period, every four to eight hours, also when nothing happened: runs, alerts, drift, channels.',
  },
  alerts: [],
  duties: ['RB-G02'],
  roles: ['on-call'],
  escalation: {
    zh: '任何红色事项立即电话报带班领导，不等下次报告。',
    en: 'Anything red goes to the unit leader by telephone at once.',
  },
  scope: 'network',

  parameters: {},
  people: [
    { zh: '公众页面与交换通道本班已查看', en: 'Public pages and exchange channels were watched through the shift' },
    { zh: '本班无变更，或每项变更有两人审批', en: 'No change in the shift, or each with two approvals' },
    {
      zh: '已向上级报送本班报告（备注填时刻与接收人岗位）',
      en: 'The report was sent up (when, and to which post, in the note)',
    },
  ],
  look: async ({ platform, target, now }) => {
    const guard = guardPeriodAt(platform.site.guardPeriods, now());
    const [alerts, drift, runs] = [await platform.alerts(), await platform.drift(), await platform.runs()];
    const firing = (alerts ?? []).filter(({ state }) => state === 'firing');
    const open = runs.filter(
      ({ network, phase }) => network === target.network && (phase === 'running' || phase === 'undoing'),
    );
    return {
      findings: [
        ...(alerts
          ? []
          : [
              unknownSource(
                'alerts',
                { zh: '告警', en: 'alerts' },
                { zh: '用 --prometheus 给出地址。', en: 'Name Prometheus with --prometheus.' },
              ),
            ]),
        ...firing.map(({ name, severity }) => ({
          subject: name,
          fault: { zh: `正在触发（${severity}）`, en: `it fires (${severity})` },
          remedy: { zh: '按其手册处置。', en: 'Follow its runbook.' },
        })),
        ...drift.map(({ object, kind, user }) => ({
          subject: object,
          fault: { zh: `漂移：${kind}（${user}）`, en: `drift: ${kind} (${user})` },
          remedy: { zh: '核对是否有应急审批。', en: 'Match it with an emergency approval.' },
        })),
      ],
      tables: [],
      facts: {
        'protection period': guard?.id ?? 'none',
        'alerts firing': alerts ? String(firing.length) : 'unknown',
        drifts: String(drift.length),
        'runs open': String(open.length),
      },
    };
  },
});
