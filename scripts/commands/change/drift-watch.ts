import { buildCity } from '../../pipeline/city.ts';
import { forEachCluster, openClusters } from '../../pipeline/clusters.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { standingOf } from '../../pipeline/standing.ts';
import { watchDrift } from '../../pipeline/watch-drift.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { positiveInteger, siteOptions } from '../options.ts';

/**
 * `fadun drift --watch`: one JSON line a change, until it is stopped by SIGINT or SIGTERM. What drifted is put right by
 * `fadun plan` like any other change.
 */
export async function watch(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const { site, workspace, networks } = city;
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const look = async () => {
    const clusters = await openClusters({
      site: site.id,
      workspace,
      networks,
      kubeconfig: chosen.kubeconfig,
      identity: 'reader',
    });
    return forEachCluster(clusters, 3, (cluster) => standingOf(city, cluster).drift());
  };
  const { looks, standing } = await watchDrift({
    look,
    everySeconds: positiveInteger('--every', options.every ?? '60'),
    signal: stop.signal,
    now: () => new Date(),
    onChange: (change) => context.print(JSON.stringify(change)),
  });
  const end = { at: new Date().toISOString(), state: 'stopped', looks, standing };
  return { exitCode: 0, data: end, human: () => JSON.stringify(end), text: () => JSON.stringify(end) };
}
