import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const drillEmergencyPlans = defineInspection({
  id: 'drill-emergency-plans',
  title: runbooks['drill-emergency-plans'].title,
  purpose: {
    zh: '每年应急预案培训、演练与修订。只能由人完成；核心手册的演练见 fadun drill。',
    en: 'Yearly training, drill and revision of the emergency plans. Only people can do this; drills of the core runbooks are fadun drill.',
  },
  alerts: [],
  duties: ['RB-Y06'],
  roles: ['unit-leader', 'on-call'],
  escalation: { zh: '预案与现状不符的，一个月内修订。', en: 'A plan that no longer fits is revised within a month.' },
  scope: 'site',

  parameters: {},
  people: [
    { zh: '全体值班与管理岗位已培训并签到', en: 'Everyone on call and in administration was trained, and signed' },
    { zh: '至少一个场景已完整演练并计时', en: 'At least one scene was drilled whole, and timed' },
    { zh: '预案已按演练结果修订并重新批准', en: 'The plans were revised by what the drill showed, and approved again' },
  ],
});
