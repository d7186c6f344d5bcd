import { existsSync } from 'node:fs';
import { keyringPath } from '../../change/keyring-file.ts';
import { scopesOf } from '../../duties/scopes.ts';
import { type DutyStatus, dutyStatuses } from '../../duties/status.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { keyringOption, networkOption, runbookSetting, textOption } from '../runbook/setting.ts';
import { table } from '../text-table.ts';

/**
 * `fadun duty overdue --network N`: which duties should have been done by now. A record whose journal does not verify
 * counts for nothing. JSON: `[{duty, scope, last, due, overdueSeconds, faults}]`. Exit 1 where any is overdue.
 */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const { site, folders } = setting;
  const network = networkOption(site, options);
  const named = textOption(options.keyring) ?? keyringPath(site.id);
  const keyring = existsSync(named) ? await keyringOption(setting, options) : undefined;
  const scopes = await scopesOf(Object.values(site.duties));
  const statuses = dutyStatuses(
    { site, folders, keyring, now: new Date(), scopeOf: ({ runbook }) => scopes.get(runbook) ?? 'network' },
    network,
  );
  const late = statuses.filter(({ overdueSeconds, faults }) => overdueSeconds > 0 || faults.length > 0);
  return {
    exitCode: late.length > 0 ? 1 : 0,
    data: late,
    human: (language) => {
      if (late.length === 0) return language === 'zh' ? '没有逾期任务' : 'nothing is overdue';
      const name = (id: string) => site.duties[id]!.name[language];
      return table(late.map((status) => [status.duty, status.scope, lateness(status, language), name(status.duty)]));
    },
  };
}

function lateness({ overdueSeconds, last, faults }: DutyStatus, language: 'zh' | 'en'): string {
  if (faults.length > 0) return `${language === 'zh' ? '记录不可信' : 'record not sound'}: ${faults.join(', ')}`;
  const days = Math.floor(overdueSeconds / 86_400);
  const hours = Math.floor((overdueSeconds % 86_400) / 3600);
  const since = last ? last.at.slice(0, 10) : language === 'zh' ? '从未' : 'never';
  return language === 'zh'
    ? `逾期 ${days} 天 ${hours} 小时（上次 ${since}）`
    : `${days} d ${hours} h late (last ${since})`;
}
