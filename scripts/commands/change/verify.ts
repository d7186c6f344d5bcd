import { buildCity } from '../../pipeline/city.ts';
import { forEachCluster, openClusters } from '../../pipeline/clusters.ts';
import { probeCity } from '../../pipeline/probe-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { standingOf } from '../../pipeline/standing.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { elapsed } from '../elapsed.ts';
import { siteOptions } from '../options.ts';
import { heldLines } from './held-lines.ts';
import { probeLines } from './probe-lines.ts';

/** `fadun verify`. JSON: `{site, objects, equal, missing, different, held, networks, probes, seconds}`. Exit 1 where anything differs,
 * or admission does not answer as it should. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const seconds = elapsed();
  const chosen = siteOptions(positional, options);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const { site, workspace, networks } = city;
  const clusters = await openClusters({
    site: site.id,
    workspace,
    networks,
    kubeconfig: chosen.kubeconfig,
    identity: 'reader',
  });
  const results = await forEachCluster(clusters, 3, (cluster) => standingOf(city, cluster).verify());
  const probes = await probeCity(city, chosen.kubeconfig);
  const data = {
    site: site.id,
    objects: results.reduce((sum, { objects }) => sum + objects, 0),
    equal: results.reduce((sum, { equal }) => sum + equal, 0),
    missing: results.flatMap(({ network, missing }) => missing.map((object) => ({ network, object }))),
    different: results.flatMap(({ network, different }) => different.map((difference) => ({ network, ...difference }))),
    held: results.flatMap(({ network, held }) => held.map((one) => ({ network, ...one }))),
    networks: results.map(({ network, objects, equal, seconds: took }) => ({
      id: network,
      objects,
      equal,
      seconds: took,
    })),
    probes,
    seconds: seconds(),
  };
  const probed = probes.every(({ failed }) => failed.length === 0);
  const holds = probed && data.missing.length === 0 && data.different.length === 0;
  return {
    exitCode: holds ? 0 : 1,
    data,
    human: (language) =>
      [
        language === 'zh'
          ? `${data.equal}/${data.objects} 个对象与声明一致,用时 ${data.seconds} 秒`
          : `${data.equal} of ${data.objects} objects equal the declaration, in ${data.seconds} s`,
        ...data.missing.map(
          ({ network, object }) => `  ${network}: ${object}: ${language === 'zh' ? '缺失' : 'missing'}`,
        ),
        ...data.different.map(
          ({ network, object, field, expected, actual }) =>
            `  ${network}: ${object}: ${field}: ${JSON.stringify(expected)} ≠ ${JSON.stringify(actual)}`,
        ),
        ...heldLines(data.held, language),
        ...probeLines(probes, language),
      ].join('\n'),
  };
}
