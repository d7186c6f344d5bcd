import { consentToUndo } from '../../operations/perform-run.ts';
import { planOfRun } from '../../operations/run-list.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { conduct } from './conduct.ts';
import { runbookSetting, textsOption } from './setting.ts';

/** `fadun runbook undo RUN`: goes back over a run. A finished one needs approvals of its undo (`approve --undo RUN`). */
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
      verb: 'undo',
      ...(approvals.length > 0 ? { consent: consentToUndo(plan, id, approvals, environment) } : {}),
    }),
  });
}
