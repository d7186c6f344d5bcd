import { FadunError } from '../../errors.ts';
import { siteIdOf } from '../../pipeline/select-site.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import { type Identity, identities } from '../../sandbox/layout.ts';
import { sandboxStatus } from '../../sandbox/status.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';

/** `fadun sandbox kubeconfig NETWORK`. JSON: `{network, identity, kubeconfig, server}`. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const [network, ...rest] = positional;
  const chosen = siteOptions(rest, options);
  const identity = identities.find((known): known is Identity => known === options.identity) ?? 'reader';
  const { networks } = await sandboxStatus(workspaceOf(await siteIdOf(chosen.site), chosen.out).sandbox);
  const found = networks.find(({ id }) => id === network);
  if (!found) {
    const known = networks.map(({ id }) => id);
    throw new FadunError(
      `network ${network}`,
      { zh: '沙箱没有该网络', en: 'the sandbox has no such network' },
      {
        zh: `现有：${known.join('、') || '无'}。请用 fadun sandbox up 启动。`,
        en: `It has: ${known.join(', ') || 'none'}. Start it with fadun sandbox up.`,
      },
    );
  }
  const data = { network: found.id, identity, kubeconfig: found.kubeconfigs[identity], server: found.server };
  return { exitCode: 0, data, human: () => data.kubeconfig };
}
