import { consentToRun, newRunId } from '../../operations/perform-run.ts';
import { readPlanFile } from '../../operations/plan-file.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { conduct } from './conduct.ts';
import { planPath, runbookSetting, textOption, textsOption } from './setting.ts';

/** `fadun runbook run PLAN --approval FILE --key FILE`: runs an approved plan. JSON and exit codes: see `conduct`. */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const file = readPlanFile(planPath(setting.folders, String(positional[0] ?? '')));
  return conduct({
    context,
    setting,
    options,
    plan: file.plan,
    run: textOption(options.id) ?? newRunId(file.plan.runbook, new Date()),
    what: (environment) => ({
      verb: 'run',
      plan: file.plan,
      consent: consentToRun(file, textsOption(options.approval), environment),
    }),
  });
}
