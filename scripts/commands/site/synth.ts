import { chooseNetworks } from '../../pipeline/city.ts';
import { writeDocuments } from '../../pipeline/documents.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { synthesise } from '../../pipeline/synthesise.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { elapsed } from '../elapsed.ts';
import { siteOptions } from '../options.ts';
import { stackLines } from './stack-lines.ts';

/** `fadun synth`. JSON: `{site, stacks: [{id, network, family, resources, path}], objects, documents, seconds}`. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const seconds = elapsed();
  const chosen = siteOptions(positional, options);
  const site = await selectSite(chosen.site, chosen.scale);
  const workspace = workspaceOf(site.id, chosen.out);
  const stacks = await synthesise(site, workspace.terraform, chooseNetworks(site, chosen.networks));
  const documents = await writeDocuments(site, workspace.documents);
  const objects = stacks.reduce((sum, { resources }) => sum + resources, 0);
  const data = { site: site.id, stacks, objects, documents, folder: workspace.terraform, seconds: seconds() };
  return {
    exitCode: 0,
    data,
    human: (language) => stackLines(data, language),
  };
}
