import { selectSite } from '../../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { table } from '../text-table.ts';

/** `fadun duty`: the recurring duties of a site. JSON: `[{id, name, period, roles, runbook, manual, evidence, basis}]`. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const site = await selectSite(siteOptions(positional, options).site);
  const duties = Object.entries(site.duties).map(([id, duty]) => ({ id, ...duty }));
  return {
    exitCode: 0,
    data: duties,
    human: (language) =>
      duties.length === 0
        ? noDuties(site.id)[language]
        : table(
            duties.map(({ id, period, roles, runbook, basis, name }) => [
              id,
              period,
              roles.join('/'),
              runbook,
              basis,
              name[language],
            ]),
          ),
  };
}

function noDuties(site: string) {
  return {
    zh: `${site} 未声明定期事项；全部事项见 stacks/catalogue/duties`,
    en: `${site} declares no duties; those that there are stand in stacks/catalogue/duties`,
  };
}
