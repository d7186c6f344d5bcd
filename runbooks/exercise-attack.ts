import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const exerciseAttack = defineInspection({
  id: 'exercise-attack',
  title: runbooks['exercise-attack'].title,
  purpose: {
    zh: '每半年组织攻防演练与钓鱼演练。只能由人完成；技术处置用相应手册并留有执行记录。',
    en: 'Half-yearly attack and phishing exercise. Only people can do this; technical measures use their runbooks, whose runs stay on record.',
  },
  alerts: [],
  duties: ['RB-H01'],
  roles: ['security-admin'],
  escalation: {
    zh: '演练中发现真实入侵的，立即停止演练并执行 triage-incident。',
    en: 'A real intrusion found on the way stops the exercise: triage-incident at once.',
  },
  scope: 'site',

  parameters: {},
  people: [
    {
      zh: '授权书、范围与禁止事项已由单位负责人签发',
      en: 'The unit leader signed authority, scope and what is off limits',
    },
    { zh: '演练期间值班与业务单位已知悉', en: 'On-call and the business units knew of it' },
    { zh: '发现的问题已逐项指定责任人与期限', en: 'Every finding has an owner and a date' },
    { zh: '演练报告已归档（备注填编号）', en: 'The report is filed (number in the note)' },
  ],
});
