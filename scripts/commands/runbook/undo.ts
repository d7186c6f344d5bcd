import { consentToUndo } from '../../operations/perform-run.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { conductBegun } from './conduct.ts';

/** `fadun runbook undo RUN`: goes back over a run. A finished one needs approvals of its undo (`approve --undo RUN`). */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  return conductBegun(context, positional, options, ({ plan, run: id, approvals }, environment) =>
    approvals.length === 0
      ? { verb: 'undo' }
      : { verb: 'undo', consent: consentToUndo(plan, id, approvals, environment) },
  );
}
