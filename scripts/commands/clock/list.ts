import { selectSite } from '../../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { table } from '../text-table.ts';

/** `fadun clock`: every statutory clock of a site. JSON: `[{id, name, holders, mode, limit, article, certainty}]`. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const site = await selectSite(siteOptions(positional, options).site);
  const clocks = Object.entries(site.clocks).map(([id, { name, holders, mode, versions, certainty }]) => {
    const { limit, article } = versions.at(-1)!;
    return { id, name, holders, mode, limit, article, certainty };
  });
  return {
    exitCode: 0,
    data: clocks,
    human: (language) =>
      table(
        clocks.map(({ id, name, limit, article, certainty }) => [
          id,
          `${limit.count} ${limit.unit}`,
          article,
          certainty,
          name[language],
        ]),
      ),
  };
}
