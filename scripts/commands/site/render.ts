import { buildCity } from '../../pipeline/city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { writeObjects } from '../../pipeline/write-objects.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { elapsed } from '../elapsed.ts';
import { siteOptions } from '../options.ts';
import { stackLines } from './stack-lines.ts';

/** `fadun render`. JSON as `synth`, with `objects` counted after conversion and `files` written. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const seconds = elapsed();
  const chosen = siteOptions(positional, options);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const files = await writeObjects(city);
  const objects = [...city.objects.values()].reduce((sum, { length }) => sum + length, 0);
  const data = {
    site: city.site.id,
    stacks: city.stacks,
    objects,
    files,
    folder: city.workspace.objects,
    seconds: seconds(),
  };
  return { exitCode: 0, data, human: (language) => stackLines(data, language) };
}
