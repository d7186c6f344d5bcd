import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const reviewSuppliers = defineInspection({
  id: 'review-suppliers',
  title: runbooks['review-suppliers'].title,
  purpose: {
    zh: '每季度由分管领导召集供应商与外包运维评审。只能由人完成。',
    en: 'Once a quarter the unit leader has suppliers and outsourced operations reviewed. Only people can do this.',
  },
  alerts: [],
  duties: ['RB-Q06'],
  roles: ['unit-leader'],
  escalation: {
    zh: '供应商失陷或失联的，按 block-image 与 triage-incident 处理。',
    en: 'A supplier that is compromised or cannot be reached: block-image and triage-incident.',
  },
  scope: 'site',

  parameters: {},
  people: [
    {
      zh: '驻场与远程人员名单、背景审查与保密协议已核对',
      en: 'Staff on site and remote, their vetting and confidentiality agreements were checked',
    },
    {
      zh: '本季度供应商事件、补丁与服务指标已评审',
      en: 'Incidents, patches and service levels of the quarter were reviewed',
    },
    {
      zh: '合同含事件向运营者报告的义务（国家网络安全事件报告管理办法）',
      en: 'Contracts oblige suppliers to report incidents to the operator',
    },
    { zh: '会议纪要已签字归档（备注填编号）', en: 'The minutes are signed and filed (number in the note)' },
  ],
});
