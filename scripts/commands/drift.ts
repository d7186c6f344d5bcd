import { driftOf } from '../engines/direct/drift.ts';
import { buildCity, objectsOf } from '../pipeline/city.ts';
import { forEachCluster, openClusters } from '../pipeline/clusters.ts';
import { selectSite } from '../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Positional } from './context.ts';
import { siteOptions } from './options.ts';

/**
 * `fadun drift`. JSON: `{site, objects, drifted: [{network, object, field, expected, actual, manager, user, since, kind}],
 * networks, seconds}`, where `seconds` is the time spent comparing. Exit 1 where anything drifted.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
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
  const begun = performance.now();
  const results = await forEachCluster(clusters, 3, ({ client, network, auditLog }) =>
    driftOf(objectsOf(city, network), { client, network, ...(auditLog && { auditLog }) }),
  );
  const data = {
    site: site.id,
    objects: results.reduce((sum, { objects }) => sum + objects, 0),
    drifted: results.flatMap(({ drifted }) => drifted),
    networks: results.map(({ network, objects, drifted, seconds }) => ({
      id: network,
      objects,
      drifted: drifted.length,
      seconds,
    })),
    seconds: Math.round(performance.now() - begun) / 1000,
  };
  return {
    exitCode: data.drifted.length === 0 ? 0 : 1,
    data,
    human: (language) =>
      [
        language === 'zh'
          ? `${data.objects} 个对象,${data.drifted.length} 处漂移,用时 ${data.seconds} 秒`
          : `${data.objects} objects, ${data.drifted.length} drifts, in ${data.seconds} s`,
        ...data.drifted.map(
          ({ network, object, field, expected, actual, manager, user, since, kind }) =>
            `  ${network}: ${object}${field && `: ${field}`}: ${kind}: ${JSON.stringify(expected)} → ${JSON.stringify(actual)}\n    ${manager} (${user}) ${since ?? ''}`,
        ),
      ].join('\n'),
  };
}
