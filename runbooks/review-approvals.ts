import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const reviewApprovals = defineInspection({
  id: 'review-approvals',
  title: runbooks['review-approvals'].title,
  purpose: {
    zh: '分管领导每季度召集复核：谁能审批什么、是否仍合适。只能由人完成。',
    en: 'Once a quarter the unit leader has reviewed who may approve what, and whether that is still right. Only people can do this.',
  },
  alerts: [],
  duties: ['RB-Q03'],
  roles: ['unit-leader'],
  escalation: {
    zh: '审批人缺位或兼任三员的，报分管领导当日处理。',
    en: 'Where an approver is missing or holds two of the three administrators’ roles, the unit leader settles it the same day.',
  },
  scope: 'site',
  parameters: {},
  people: [
    {
      zh: '逐项核对审批级别（新增、放宽、破坏、应急）与审批人名单',
      en: 'Each level of approval (additive, widening, destructive, emergency) is compared with the list of approvers',
    },
    {
      zh: '确认系统、安全、审计三员分立，无人兼任',
      en: 'System, security and audit administrators are different people; nobody holds two roles',
    },
    { zh: '抽查本季度三份审批与其执行记录是否相符', en: 'Three approvals of the quarter are compared with their runs' },
    { zh: '会议纪要已签字归档', en: 'The minutes are signed and filed' },
  ],
});
