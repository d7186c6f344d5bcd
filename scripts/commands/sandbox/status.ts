import { siteIdOf } from '../../pipeline/select-site.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import { sandboxStatus } from '../../sandbox/status.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { sandboxLines } from './lines.ts';

/** `fadun sandbox status`. JSON: `{directory, site, networks: [{id, state, server, components, kubeconfigs, auditLog}]}`. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const status = await sandboxStatus(workspaceOf(await siteIdOf(chosen.site), chosen.out).sandbox);
  const whole = status.networks.every(({ state }) => state === 'running');
  return { exitCode: whole ? 0 : 1, data: status, human: (language) => sandboxLines(status, language) };
}
