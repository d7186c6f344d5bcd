import { readManifests } from '../../../policies/inputs/manifests/read.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { permittedConnections } from '../../../policies/reachability/connections.ts';
import { difference } from '../../../policies/reachability/difference.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';
import { problemText } from '../../../policies/reachability/problem.ts';
import { type ProofReport, undeclaredReport } from '../../../policies/reachability/report.ts';
import { networkFacts } from '../../../stacks/intent.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { FadunError } from '../../errors.ts';
import { readCheckInputs, sortPaths } from '../../pipeline/check-inputs.ts';
import { buildCity } from '../../pipeline/city.ts';
import { forEachCluster, openClusters } from '../../pipeline/clusters.ts';
import { earlierObjects } from '../../pipeline/earlier-version.ts';
import { liveObjects } from '../../pipeline/live-objects.ts';
import { proveCity, sandboxNodes, trustedSubjects } from '../../pipeline/prove-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { proofLines } from './proof-lines.ts';

/**
 * `fadun prove`: permitted = declared, in every network and across the estate. `--live` proves the clusters' policies,
 * `--base` adds what is gained and lost since a folder or revision, `--manifests` lists connections without a
 * declaration. JSON: `{networks, workloads, classes, policies, declared, permitted, permittedNotDeclared,
 * declaredNotPermitted, invariants, void, seconds}`. Exit 1 where the proof does not hold.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  if (typeof options.manifests === 'string') return proveManifests(options.manifests);
  const chosen = siteOptions(positional, options);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const live = options.live === true || chosen.kubeconfig !== undefined;
  const given = typeof options.objects === 'string' ? await readGiven(city.networks, options.objects) : undefined;
  const objects = given ?? (live ? await readLive(city, chosen.kubeconfig) : undefined);
  const { report, proofs } = proveCity(
    city,
    objects && ((network) => objects.get(network) ?? []),
    live && !chosen.kubeconfig ? [...trustedSubjects, sandboxNodes] : trustedSubjects,
  );
  const changes =
    typeof options.base === 'string'
      ? await changesSince(
          options.base,
          city.site,
          city.networks,
          new Map(proofs.map(({ model }) => [model.network, model])),
        )
      : undefined;
  const data = { site: city.site.id, ...report, ...(changes && { difference: changes }) };
  return {
    exitCode: report.holds ? 0 : 1,
    data,
    human: (language) =>
      [proofLines(report, language), ...(changes ? [changeLines(changes, language)] : [])].join('\n'),
  };
}

async function readLive(city: Awaited<ReturnType<typeof buildCity>>, kubeconfig: string | undefined) {
  const { site, workspace, networks } = city;
  const clusters = await openClusters({ site: site.id, workspace, networks, kubeconfig, identity: 'reader' });
  const read = await forEachCluster(
    clusters,
    3,
    async ({ network, client }) => [network, await liveObjects(client)] as const,
  );
  return new Map(read);
}

/** Objects from elsewhere (manifests, a Terraform plan, synthesised stacks), held against one network's declaration. */
async function readGiven(networks: readonly string[], path: string): Promise<Map<string, readonly KubernetesObject[]>> {
  const [network] = networks;
  if (networks.length !== 1 || !network) {
    throw new FadunError(
      `--objects ${path}`,
      { zh: '这些对象属于单个网络', en: 'they are one network’s' },
      { zh: '请用 --network 指明网络。', en: 'Name the network with --network.' },
    );
  }
  const { objects, errors } = await readCheckInputs(await sortPaths([path]));
  const [first] = errors;
  if (first) throw new FadunError(first.source.file, first.fault, first.remedy);
  return new Map([[network, objects.map(({ object }) => object)]]);
}

async function proveManifests(folder: string): Promise<CommandResult> {
  const begun = performance.now();
  const { objects, errors } = await readManifests([folder]);
  const [first] = errors;
  if (first) throw new FadunError(first.source.file, first.fault, first.remedy);
  const plain = objects.map(({ object }) => object);
  const model = buildNetworkModel(plain, { network: folder });
  const report = undeclaredReport(model, plain, (performance.now() - begun) / 1000);
  const connections = [...permittedConnections(model)];
  return {
    exitCode: report.holds ? 0 : 1,
    data: { ...report, connections },
    human: (language) =>
      [
        ...connections.map(({ from, to, protocol, ports }) => `${from} → ${to} ${protocol} ${ports}`),
        ...problemLines(report),
        language === 'zh'
          ? `${report.workloads} 个工作负载,${report.policies} 条策略,${connections.length} 条连接`
          : `${report.workloads} workloads, ${report.policies} policies, ${connections.length} connections`,
      ].join('\n'),
  };
}

function problemLines({ problems }: ProofReport): string[] {
  return problems.map(problemText);
}

type Changes = { gained: readonly Change[]; lost: readonly Change[] };
type Change = ReturnType<typeof difference>['gained'][number];

async function changesSince(
  base: string,
  site: Site,
  networks: readonly string[],
  now: ReadonlyMap<string, ReturnType<typeof buildNetworkModel>>,
): Promise<Changes> {
  const earlier = await earlierObjects(base, site.id, networks);
  const parts = networks.map((network) => {
    const before = (earlier.get(network) ?? []).map(({ object }) => object);
    return difference(
      buildNetworkModel(before, { network, facts: networkFacts(site.networks[network]!) }),
      now.get(network)!,
    );
  });
  return { gained: parts.flatMap(({ gained }) => gained), lost: parts.flatMap(({ lost }) => lost) };
}

function changeLines({ gained, lost }: Changes, language: Language): string {
  const lines = (sign: string, list: readonly Change[]) =>
    list.map(({ network, from, to, protocol, ports }) => `${sign} ${network}: ${from} → ${to} ${protocol} ${ports}`);
  const head =
    language === 'zh'
      ? `可达性变化:新增 ${gained.length},减少 ${lost.length}`
      : `Reachability: ${gained.length} gained, ${lost.length} lost`;
  return [head, ...lines('+', gained), ...lines('-', lost)].join('\n');
}
