import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { applySteps, changeParameters } from './steps/apply-plan.ts';
import { peopleStep } from './steps/change-commands.ts';

export const applyChange = defineRunbook({
  id: 'apply-change',
  title: runbooks['apply-change'].title,
  purpose: {
    zh: '常规变更：实施一份已按变更流程审批的计划（fadun plan、fadun approve），核验后更新台账。',
    en: 'A normal change: a plan that went through review and approval (fadun plan, fadun approve) is applied, verified, and entered in the inventory.',
  },
  alerts: [],
  duties: ['RB-C01'],
  roles: ['system-admin'],
  blastRadius: {
    zh: '计划中列出的对象，不多也不少；计划须先读懂（fadun plan 的输出）。',
    en: 'The objects that the plan lists, no more and no fewer; read it first (what fadun plan printed).',
  },
  escalation: {
    zh: '实施中断的，先 resume；核验不通过的，报安全管理员并以新计划恢复。',
    en: 'Where it stops half-way, resume first; where it does not verify, tell the security administrator and restore by a new plan.',
  },
  class: 'widening',
  reversible: false,
  parameters: { ...changeParameters, ticket: parameter.ticket({ zh: '变更单号', en: 'change ticket' }) },
  steps: [
    ...applySteps(),
    peopleStep({
      id: 'inventory',
      title: { zh: '更新台账', en: 'Update the inventory' },
      does: { zh: '由人更新台账并关闭变更单', en: 'people update the inventory and close the ticket' },
      checklist: [
        { zh: '资产与配置台账已更新', en: 'The inventory of assets and configuration is up to date' },
        { zh: '变更单已附证据包并关闭', en: 'The ticket holds the evidence and is closed' },
      ],
    }),
  ],
});
