import { chooseNetworks } from '../../pipeline/city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { startCitySandbox } from '../../pipeline/start-sandbox.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { sandboxLines } from './lines.ts';

/** `fadun sandbox up`: real control planes for the networks of a site. JSON: the sandbox's status. */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const site = await selectSite(chosen.site);
  const city = { site, workspace: workspaceOf(site.id, chosen.out), networks: chooseNetworks(site, chosen.networks) };
  const status = await startCitySandbox(city, context);
  return { exitCode: 0, data: status, human: (language) => sandboxLines(status, language) };
}
