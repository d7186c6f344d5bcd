import { listRuns } from '../../operations/run-list.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { table } from '../text-table.ts';
import { runbookSetting } from './setting.ts';

/** `fadun runbook runs`. JSON: `[{run, runbook, network, phase, startedAt, updatedAt, operator, fault?}]`. */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { folders } = await runbookSetting(options);
  const runs = listRuns(folders.runs);
  return {
    exitCode: 0,
    data: runs,
    human: (language) =>
      runs.length === 0
        ? language === 'zh'
          ? '没有执行记录'
          : 'no runs'
        : table(
            runs.map(({ run: id, phase, network, operator, updatedAt, fault }) => [
              id,
              phase,
              network,
              operator,
              updatedAt,
              fault ?? '',
            ]),
          ),
  };
}
