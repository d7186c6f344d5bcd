import type { VerdictCounts } from '../../policies/verdict.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { ProbeReport } from '../engines/direct/probe.ts';
import { inStage } from '../telemetry/stage.ts';
import { applyCity, requireFreelyApplied } from './apply-city.ts';
import { buildCity, type City, chooseNetworks } from './city.ts';
import { forEachCluster, openClusters } from './clusters.ts';
import { writeDocuments } from './documents.ts';
import { type CityJudgement, judgeCity, requireOpenGate } from './judge-city.ts';
import { probeCity } from './probe-city.ts';
import { selectSite } from './select-site.ts';
import { standingOf } from './standing.ts';
import { startCitySandbox } from './start-sandbox.ts';
import { civilDate } from './today.ts';
import { writeObjects } from './write-objects.ts';

export interface UpOptions {
  readonly site: string;
  readonly out: string;
  readonly scale: number;
  readonly networks?: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: (line: string) => void;
}

/** One network after `up`. */
export interface UpNetwork {
  readonly id: string;
  readonly objects: number;
  readonly applied: number;
  readonly changed: number;
  readonly pruned: number;
  readonly verified: number;
  readonly drifted: number;
  readonly seconds: number;
  readonly workloads: { readonly deployments: number; readonly statefulSets: number };
  readonly kubeconfig: string;
}

type Totals = Pick<UpNetwork, 'objects' | 'applied' | 'changed' | 'pruned' | 'verified' | 'drifted' | 'seconds'>;

/** What `up` did, per network and in total. */
export interface UpResult {
  readonly site: string;
  readonly name: Text;
  readonly networks: readonly UpNetwork[];
  readonly totals: Totals;
  /** What admission probes showed on each network. */
  readonly probes: readonly ProbeReport[];
  readonly gate: { readonly rules: number; readonly verdicts: VerdictCounts; readonly proofHolds: boolean };
  readonly outputs: {
    readonly terraform: string;
    readonly objects: string;
    readonly documents: string;
    readonly kubeconfigs: string;
  };
}

/** Takes a declared site to running, verified clusters of the sandbox. Real clusters take approved plans only. */
export async function up(options: UpOptions): Promise<UpResult> {
  const begun = performance.now();
  const site = await selectSite(options.site, options.scale);
  requireFreelyApplied(site, chooseNetworks(site, options.networks));
  const city = await buildCity(site, options.out, options.networks);
  const { workspace, networks } = city;
  await Promise.all([writeObjects(city), writeDocuments(site, workspace.documents)]);
  options.progress(`${city.stacks.length} stacks synthesised, ${countObjects(city)} objects rendered`);
  const judgement = judgeCity(city, { today: civilDate(new Date()) });
  options.progress(gateLine(judgement));
  requireOpenGate(judgement);
  const attributes = { 'fadun.site': site.id };
  await inStage('sandbox', attributes, () => startCitySandbox(city, options));
  const applied = await applyCity(city, options);
  const standing = await cityStanding(city);
  const probes = await probeCity(city);
  const perNetwork = networks.map((id, index): UpNetwork => {
    const { objects, applied: sent, changed, pruned, seconds } = applied[index]!;
    const { verified, drifted, seconds: checking, kubeconfig } = standing[index]!;
    return {
      id,
      objects,
      applied: sent,
      changed,
      pruned,
      verified,
      drifted,
      seconds: round(seconds + checking),
      workloads: workloadsOf(city, id),
      kubeconfig,
    };
  });
  return {
    site: site.id,
    name: site.name,
    networks: perNetwork,
    totals: { ...totalsOf(perNetwork), seconds: round((performance.now() - begun) / 1000) },
    probes,
    gate: { rules: judgement.result.rules, verdicts: judgement.result.verdicts, proofHolds: judgement.proof.holds },
    outputs: {
      terraform: workspace.terraform,
      objects: workspace.objects,
      documents: workspace.documents,
      kubeconfigs: `${workspace.sandbox}/<network>/kubeconfigs/`,
    },
  };
}

/** Live objects against the declaration, by a credential that can only read. */
async function cityStanding(city: City) {
  const { site, workspace, networks } = city;
  const clusters = await openClusters({ site: site.id, workspace, networks, identity: 'reader' });
  return forEachCluster(clusters, 3, async (cluster) => {
    const standing = standingOf(city, cluster);
    const verified = await standing.verify();
    const drift = await standing.drift();
    return {
      verified: verified.equal,
      drifted: drift.drifted.length,
      seconds: verified.seconds + drift.seconds,
      kubeconfig: cluster.kubeconfig,
    };
  });
}

function totalsOf(networks: readonly UpNetwork[]): Omit<Totals, 'seconds'> {
  const sum = (field: keyof Omit<Totals, 'seconds'>) => networks.reduce((total, network) => total + network[field], 0);
  return {
    objects: sum('objects'),
    applied: sum('applied'),
    changed: sum('changed'),
    pruned: sum('pruned'),
    verified: sum('verified'),
    drifted: sum('drifted'),
  };
}

function workloadsOf(city: City, network: string) {
  const kinds = (city.objects.get(network) ?? []).map(({ object }) => object.kind);
  return {
    deployments: kinds.filter((kind) => kind === 'Deployment').length,
    statefulSets: kinds.filter((kind) => kind === 'StatefulSet').length,
  };
}

function gateLine({ result, proof }: CityJudgement): string {
  const { pass, fail, error, unknown } = result.verdicts;
  return `${result.rules} rules: ${pass} pass, ${fail + error + unknown} block; proof ${proof.holds ? 'holds' : 'fails'}: ${proof.declared} declared, ${proof.permitted} permitted`;
}

function countObjects(city: City): number {
  return [...city.objects.values()].reduce((sum, { length }) => sum + length, 0);
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
