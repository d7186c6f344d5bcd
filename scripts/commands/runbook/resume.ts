import { consentToRun } from '../../operations/perform-run.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { conductBegun } from './conduct.ts';

/** `fadun runbook resume RUN`: settles what is open by asking the target, then goes on. New approvals replace expired ones. */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  return conductBegun(context, positional, options, ({ plan, approvals }, environment) => {
    if (approvals.length === 0) return { verb: 'resume' };
    const file = { type: 'fadun/runbook-plan-file/v1', plan, proposal: null } as const;
    return { verb: 'resume', renewed: consentToRun(file, approvals, environment) };
  });
}
