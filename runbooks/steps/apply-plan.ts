import { command } from '../kit/command.ts';
import { parameter } from '../kit/parameters.ts';
import type { Step } from '../kit/runbook.ts';
import { applySeconds, commandStep, verifySteps } from './change-commands.ts';

/** The plan and its approvals as files of the working folder. */
export const changeParameters = {
  plan: parameter.fileName({
    zh: '已审批的计划文件（当前目录）',
    en: 'the approved plan, a file of the working folder',
  }),
  approval: parameter.fileName({ zh: '审批文件（当前目录）', en: 'its approval, a file of the working folder' }),
  approval2: parameter.optional(parameter.fileName({ zh: '第二份审批文件', en: 'a second approval' })),
} as const;

interface Files {
  readonly plan: string;
  readonly approval: string;
  readonly approval2: string | undefined;
}

/** Applies an approved plan by the change path, which decides over it anew, and verifies what stands. */
export function applySteps(): readonly Step<Files>[] {
  return [
    commandStep<Files>({
      id: 'apply',
      title: { zh: '实施计划', en: 'Apply the plan' },
      does: {
        zh: '按计划实施；审批、门禁与时效由变更流程再判一次，任何一项不符即不动',
        en: 'apply exactly the plan; the change path judges approvals, gate and staleness again, and touches nothing where one fails',
      },
      command: ({ parameters, target }) =>
        command('fadun', ['apply', target.site, ...second(parameters.approval2)], {
          network: target.network,
          plan: parameters.plan,
          approval: parameters.approval,
        }),
      deadlineSeconds: applySeconds,
    }),
    ...verifySteps<Files>(),
  ];
}

/** The same flag twice; the value has passed its pattern, which leaves no room for another word. */
function second(approval: string | undefined): readonly string[] {
  return approval === undefined ? [] : [`--approval=${approval}`];
}
