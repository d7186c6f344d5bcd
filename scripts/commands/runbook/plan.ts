import { propose } from '../../../runbooks/kit/approvals/approval.ts';
import { planDigest, planRunbook, type RunbookPlan, runSubject, showPlan } from '../../../runbooks/kit/plan-runbook.ts';
import { failingChecks, savePlan } from '../../operations/plan-file.ts';
import { planningAccess } from '../../operations/planning-access.ts';
import { requireRunbook } from '../../operations/procedures.ts';
import { readAccess } from '../../operations/reads.ts';
import { approveCommand, type CalledWith, calledWith } from '../../terminal/next-command.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import {
  accessOption,
  idAndParameters,
  inLanguage,
  keyringOption,
  networkOption,
  runbookSetting,
  signerOption,
  textOption,
} from './setting.ts';

/**
 * `fadun runbook plan ID --name=value …`: what a run would do, exactly, with a credential that cannot write. The plan is
 * saved (0600); with `--key` it is put up for approval in that person's name. JSON: `{file, digest, proposedBy, plan}`.
 * Exit 1 where a precheck does not hold: the plan is shown and not saved.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { id, parameters } = idAndParameters(positional.flat().filter((word) => word !== undefined));
  const runbook = await requireRunbook(id);
  const setting = await runbookSetting(options);
  const network = networkOption(setting.site, options);
  const access = await accessOption(setting, network, options, 'reader');
  try {
    const plan = await inLanguage(context.language, async () => {
      const { access: planning, outage } = await planningAccess(access);
      if (outage) context.progress(outageText(outage)[context.language]);
      const target = { site: setting.site.id, network };
      return planRunbook(
        runbook,
        parameters,
        target,
        await readAccess(planning, setting.site, setting.out),
        () => new Date(),
      );
    });
    const holds = failingChecks(plan, context.language).length === 0;
    const signer = textOption(options.key) ? signerOption(await keyringOption(setting, options), options) : undefined;
    const proposal = signer ? propose(runSubject(plan), signer.person, new Date(), signer.pair) : null;
    const file = holds ? savePlan(setting.folders.plans, { plan, proposal }, textOption(options.save)) : null;
    return {
      exitCode: holds ? 0 : 1,
      data: { file, digest: planDigest(plan), proposedBy: signer?.person ?? null, plan },
      human: (language) =>
        [...showPlan(plan, language), '', ...nextSteps(file, plan, language, calledWith(options))].join('\n'),
    };
  } finally {
    await access.transport.close();
  }
}

function outageText(outage: string) {
  return {
    zh: `API 服务器无法使用（${outage}）；计划仅依据控制平面主机所见`,
    en: `the API server is out (${outage}); the plan rests on what the control plane’s machines show`,
  };
}

function nextSteps(
  file: string | null,
  plan: RunbookPlan,
  language: 'zh' | 'en',
  called: CalledWith,
): readonly string[] {
  if (file === null) {
    const failing = failingChecks(plan, language).map((check) => `  ${check}`);
    return language === 'zh'
      ? [
          '前置条件不满足，计划未保存；使以下各项成立后重新计划:',
          ...failing,
          `手册说明: fadun runbook show ${plan.runbook}`,
        ]
      : [
          'the plan is not saved: bring about what does not hold, then plan again:',
          ...failing,
          `what it needs and why: fadun runbook show ${plan.runbook}`,
        ];
  }
  return language === 'zh'
    ? [`计划已保存: ${file}`, `由另一人审批: ${approveCommand(file, plan, called)}`]
    : [`saved: ${file}`, `have another person approve it: ${approveCommand(file, plan, called)}`];
}
