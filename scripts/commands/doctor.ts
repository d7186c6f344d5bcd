import { surveyMachine } from '../doctor/machine.ts';
import type { CommandContext, CommandResult, Positional } from './context.ts';
import { table } from './text-table.ts';

/** `fadun doctor`. JSON: `{ready, checks: [{id, state, found, needed, remedy}]}`. Exit 3 where the main job cannot run. */
export async function run(
  context: CommandContext,
  _positional: Positional,
  _options: Record<string, unknown>,
): Promise<CommandResult> {
  const checks = await surveyMachine(context.environment);
  const ready = checks.every(({ state }) => state !== 'missing');
  return {
    exitCode: ready ? 0 : 3,
    data: { ready, checks },
    human: (language) =>
      [
        table(checks.map(({ id, state, found, needed }) => [state.padEnd(8), id, found ?? '-', needed[language]])),
        ...checks.filter(({ state }) => state !== 'present').map(({ id, remedy }) => `${id}: ${remedy[language]}`),
      ].join('\n'),
  };
}
