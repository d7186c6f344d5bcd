import { siteIdOf } from '../../pipeline/select-site.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import { stopSandbox } from '../../sandbox/stop.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';

/** `fadun sandbox down`. JSON: `{networks: [{id, components}]}`, how each process ended. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const report = await stopSandbox({
    directory: workspaceOf(await siteIdOf(chosen.site), chosen.out).sandbox,
    purge: options.purge === true,
  });
  const stopped = report.networks.length;
  return {
    exitCode: 0,
    data: report,
    human: (language) =>
      language === 'zh' ? `已停止 ${stopped} 个网络的控制面` : `control planes of ${stopped} networks are stopped`,
  };
}
