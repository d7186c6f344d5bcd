import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { applySteps, changeParameters } from './steps/apply-plan.ts';
import { peopleStep } from './steps/change-commands.ts';

export const applyEmergencyChange = defineRunbook({
  id: 'apply-emergency-change',
  title: runbooks['apply-emergency-change'].title,
  purpose: {
    zh: '紧急变更：两人电话核实后各自签署应急审批，立即实施，24 小时内补记。',
    en: 'An emergency change: two people agree by telephone and each sign an emergency approval; applied at once, recorded within 24 hours.',
  },
  alerts: [],
  duties: ['RB-C03'],
  roles: ['on-call', 'system-admin'],
  blastRadius: {
    zh: '计划中列出的对象，不多也不少。',
    en: 'The objects that the plan lists, no more and no fewer.',
  },
  escalation: {
    zh: '联系不到两名审批人的，报分管领导；任何情况下不得一人实施。',
    en: 'Where two approvers cannot be reached, tell the unit leader; nobody acts alone.',
  },
  class: 'destructive',
  breakGlass: true,
  reversible: false,
  parameters: { ...changeParameters, ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }) },
  steps: [
    peopleStep({
      id: 'telephone',
      title: { zh: '电话核实', en: 'Agree by telephone' },
      does: { zh: '由人核实两名审批人身份与意见', en: 'people make sure of both approvers and what they consent to' },
      checklist: [
        {
          zh: '已用登记号码回拨两名审批人并核对计划摘要',
          en: 'Both approvers were called back on their registered numbers, and read out the plan’s digest',
        },
        { zh: '业务单位已知悉影响', en: 'The business unit knows what it means' },
      ],
    }),
    ...applySteps(),
    peopleStep({
      id: 'record',
      title: { zh: '24 小时内补记', en: 'Record within 24 hours' },
      does: { zh: '由人补记变更单并约定复核', en: 'people write the ticket and set the review' },
      checklist: [
        { zh: '变更单已补记（24 小时内）', en: 'The ticket was written (within 24 hours)' },
        { zh: '72 小时内的复核已约定', en: 'The review within 72 hours is set' },
      ],
    }),
  ],
});
