import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const failoverSite = defineInspection({
  id: 'failover-site',
  title: runbooks['failover-site'].title,
  purpose: {
    zh: '每半年灾备切换演练。切换由人按预案执行；平台在切换前后各巡检一次并留存，以比对与计时。',
    en: 'Half-yearly fail-over to the recovery site. People switch by the plan; the platform is inspected before and after, to compare and to time it.',
  },
  alerts: [],
  duties: ['RB-H02'],
  roles: ['system-admin'],
  escalation: {
    zh: '超过 RTO 未恢复的，立即回切并报单位负责人。',
    en: 'Not restored within the RTO: switch back, and tell the unit leader.',
  },
  scope: 'site',

  parameters: {},
  people: [
    { zh: '切换前已执行 inspect-platform 并留存', en: 'inspect-platform was run and kept before the switch' },
    {
      zh: '切换开始与业务恢复时间已记录（备注填两个时刻）',
      en: 'Start of the switch and return of service are on record (both times in the note)',
    },
    {
      zh: '切换后已执行 inspect-platform 与 reconcile-exchanges，无数据丢失',
      en: 'inspect-platform and reconcile-exchanges were run after it; nothing was lost',
    },
    { zh: '已回切，并再次核对', en: 'Switched back, and checked again' },
  ],
});
