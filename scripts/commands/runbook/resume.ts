import { consentToRun } from '../../operations/perform-run.ts';
import { planOfRun } from '../../operations/run-list.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { conduct } from './conduct.ts';
import { runbookSetting, textsOption } from './setting.ts';

/** `fadun runbook resume RUN`: settles what is open by asking the target, then goes on. New approvals replace expired ones. */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const id = String(positional[0] ?? '');
  const plan = planOfRun(setting.folders.runs, id);
  const approvals = textsOption(options.approval);
  return conduct({
    context,
    setting,
    options,
    plan,
    run: id,
    what: (environment) => ({
      verb: 'resume',
      ...(approvals.length > 0
        ? {
            renewed: consentToRun({ type: 'fadun/runbook-plan-file/v1', plan, proposal: null }, approvals, environment),
          }
        : {}),
    }),
  });
}
