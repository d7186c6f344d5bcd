import { type ListedRun, listRuns } from '../../operations/run-list.ts';
import { type CalledWith, calledWith, resumeCommand } from '../../terminal/next-command.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { table } from '../text-table.ts';
import { runbookSetting } from './setting.ts';

const words = {
  zh: {
    none: '没有执行记录',
    goOn: '继续',
    standing: {
      'at-work': '正在执行',
      stopped: '已停下',
      left: '中断',
      finished: '已完成',
      aborted: '已中止',
      undone: '已回退',
      damaged: '日志损坏',
    },
  },
  en: {
    none: 'no runs',
    goOn: 'go on',
    standing: {
      'at-work': 'at work',
      stopped: 'stopped',
      left: 'left half-way',
      finished: 'finished',
      aborted: 'aborted',
      undone: 'undone',
      damaged: 'damaged',
    },
  },
} as const;

/**
 * `fadun runbook runs`: every run and how it stands; what was left half-way with the command that goes on. JSON: `[{run,
 * runbook, network, phase, standing, startedAt, updatedAt, operator, fault?}]`.
 */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { folders, site } = await runbookSetting(options);
  const runs = listRuns(folders.runs);
  const called = calledWith(options);
  return {
    exitCode: 0,
    data: runs,
    human: (language) => {
      const say = words[language];
      if (runs.length === 0) return say.none;
      const rows = runs.map(({ run: id, standing, network, operator, updatedAt, fault }) => [
        ...[id, say.standing[standing], network, operator, updatedAt, fault ?? ''],
      ]);
      const next = runs.flatMap((each) => nextCommand(each, site.id, called).map((line) => `${say.goOn}: ${line}`));
      return [table(rows), ...next].join('\n');
    },
  };
}

function nextCommand({ run, network, standing }: ListedRun, site: string, called: CalledWith): readonly string[] {
  if (standing !== 'stopped' && standing !== 'left') return [];
  return [resumeCommand(run, { target: { site, network } }, 'resume', called)];
}
