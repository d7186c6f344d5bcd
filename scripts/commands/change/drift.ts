import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { exceptMeasures, type Measures } from '../../../policies/reachability/measures.ts';
import type { DriftResult } from '../../engines/direct/drift.ts';
import { buildCity, type City } from '../../pipeline/city.ts';
import { forEachCluster, openClusters } from '../../pipeline/clusters.ts';
import { differencesOf } from '../../pipeline/judge-city.ts';
import { liveObjects } from '../../pipeline/live-objects.ts';
import { proveCity, sandboxNodes, trustedSubjects } from '../../pipeline/prove-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { standingOf } from '../../pipeline/standing.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { watch } from './drift-watch.ts';
import { heldLines } from './held-lines.ts';
import { putRightLines } from './put-right-lines.ts';

/**
 * `fadun drift`. JSON: `{site, objects, drifted: [{network, object, field, expected, actual, manager, user, since, kind}],
 * held: [{network, object, as, runbook, run, since, hold}], networks, seconds, proof}`, where `seconds` is the longest comparison of a network. Exit 1 where anything drifted or the
 * proof of the live policies fails.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  if (options.watch === true) return watch(context, positional, options);
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
  const live = new Map<string, readonly KubernetesObject[]>();
  const results = await forEachCluster(clusters, 3, async (cluster) => {
    const drift = await standingOf(city, cluster).drift();
    if (options.proof !== false) live.set(cluster.network, await liveObjects(cluster.client));
    return drift;
  });
  const data = {
    site: site.id,
    objects: results.reduce((sum, { objects }) => sum + objects, 0),
    drifted: results.flatMap(({ drifted }) => drifted),
    held: results.flatMap(({ network, held }) => held.map((one) => ({ network, ...one }))),
    networks: results.map(({ network, objects, drifted, seconds }) => ({
      id: network,
      objects,
      drifted: drifted.length,
      seconds,
    })),
    seconds: Math.max(...results.map(({ seconds }) => seconds)),
    proof: live.size > 0 ? liveProof(city, live, measuresOf(results), chosen.kubeconfig) : null,
  };
  return {
    exitCode: data.drifted.length === 0 && data.proof?.holds !== false ? 0 : 1,
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
        ...putRightLines(data.drifted, { site, named: chosen.site }, language),
        ...heldLines(data.held, language),
        ...(data.proof ? [proofLine(data.proof, language), ...data.proof.differences.map((line) => `  ${line}`)] : []),
      ].join('\n'),
  };
}

interface LiveProof {
  readonly holds: boolean;
  readonly declared: number;
  readonly permitted: number;
  readonly differences: readonly string[];
}

/**
 * Whether the policies that stand in the clusters permit exactly what is declared; what a measure has closed may permit
 * less, and never more.
 */
function liveProof(
  city: City,
  live: ReadonlyMap<string, readonly KubernetesObject[]>,
  measures: Measures,
  kubeconfig: string | undefined,
): LiveProof {
  const trusted = kubeconfig ? trustedSubjects : [...trustedSubjects, sandboxNodes];
  const { report } = proveCity(city, (network) => live.get(network) ?? [], trusted);
  const judged = exceptMeasures(report, measures);
  return {
    holds: judged.holds,
    declared: report.declared,
    permitted: report.permitted,
    differences: differencesOf(judged),
  };
}

function measuresOf(results: readonly DriftResult[]): Measures {
  return new Map(results.map(({ network, measures }) => [network, measures]));
}

function proofLine({ holds, declared, permitted }: LiveProof, language: Language): string {
  return language === 'zh'
    ? `线上策略证明${holds ? '成立' : '不成立'}:声明 ${declared},允许 ${permitted}`
    : `the proof of the live policies ${holds ? 'holds' : 'fails'}: ${declared} declared, ${permitted} permitted`;
}
