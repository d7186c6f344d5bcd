import { type Deadline, deadline } from '../../../stacks/model/calendar/deadline.ts';
import type { Clock } from '../../../stacks/model/clock.ts';
import { FadunError } from '../../errors.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';

/**
 * `fadun clock show ID --from T`: when a statutory limit that starts at T ends, and why. Without `--from`, what the clock
 * says. JSON: `{id, name, holders, mode, atLimit, certainty, versions, deadline}`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const [id, ...rest] = positional as string[];
  const site = await selectSite(siteOptions(rest, options).site);
  const clock = site.clocks[id!];
  if (!clock) {
    const all = Object.keys(site.clocks);
    const near = all.filter((one) => one.startsWith(id!.slice(0, 4)));
    const known = near.length > 0 ? near : all;
    throw new FadunError(
      `clock ${id}`,
      { zh: '没有该时限', en: 'there is no such clock' },
      { zh: `可能是 ${known.join('、')}。`, en: `Perhaps ${known.join(', ')}.` },
    );
  }
  const ends = typeof options.from === 'string' ? endOf(id!, clock, options.from, options) : null;
  return {
    exitCode: 0,
    data: { id, ...clock, deadline: ends },
    human: (language) => describe(id!, clock, ends, language),
  };
}

function endOf(id: string, clock: Clock, from: string, options: Record<string, unknown>): Deadline {
  try {
    return deadline(id, clock, from, {
      ...(Array.isArray(options.branch) && { branches: options.branch as string[] }),
      ...(options.custody === true && { custody: true }),
    });
  } catch (error) {
    const branches = clock.versions.flatMap((version) => version.branches.map((branch) => branch.id));
    throw new FadunError(`clock ${id}`, (error as Error).message, {
      zh: `--from 请给出日期或北京时间,如 2026-03-01T10:00${branches.length > 0 ? `;情形:${branches.join('、')}` : ''}。`,
      en: `Give --from as a date or a time in China, such as 2026-03-01T10:00${branches.length > 0 ? `; branches: ${branches.join(', ')}` : ''}.`,
    });
  }
}

function describe(id: string, clock: Clock, ends: Deadline | null, language: Language): string {
  const text = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const version = clock.versions.at(-1)!;
  const lines = [
    `${id}: ${clock.name[language]} (${clock.stage[language]})`,
    `  ${text('期限', 'limit')}: ${version.limit.count} ${version.limit.unit}; ${version.article}; ${text('主体', 'holder')} ${clock.holders.join(', ')}; ${text('确信度', 'certainty')} ${clock.certainty}`,
    ...version.branches.map(
      ({ id: branch, name, limit, effect }) =>
        `  --branch ${branch}: ${name[language]} (${effect === 'add' ? '+' : '='}${limit.count} ${limit.unit})`,
    ),
  ];
  if (!ends) return lines.join('\n');
  return [
    ...lines,
    `  ${text('最后一日', 'last day')}: ${ends.lastDay}; ${text('届满时刻', 'ends at')} ${ends.end}${ends.rolled ? text('(遇休息日顺延)', ' (moved from a rest day)') : ''}`,
    `  ${text('依据', 'basis')}: ${ends.basis.articles.join('; ')}; ${ends.basis.mode}`,
    ...Object.entries(ends.warnings).map(([level, at]) => `  ${level}: ${at}`),
  ].join('\n');
}
