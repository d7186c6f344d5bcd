import { existsSync, readFileSync } from 'node:fs';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { holds } from '../../policies/reachability/prove.ts';
import type { VerdictCounts } from '../../policies/verdict.ts';
import type { Waiver } from '../../policies/waiver.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { changeStateFolder } from '../change/change-state.ts';
import { keyringPath } from '../change/keyring-file.ts';
import { operationsFolders } from '../operations/folders.ts';
import { type City, objectsOf } from '../pipeline/city.ts';
import { type Cluster, openClusters } from '../pipeline/clusters.ts';
import { proveCity, sandboxNodes, trustedSubjects } from '../pipeline/prove-city.ts';
import { civilDate } from '../pipeline/today.ts';
import { sandboxSystem } from '../sandbox/configuration/nodes.ts';
import { inStage } from '../telemetry/stage.ts';
import { changeWatch } from './observe-changes.ts';
import { type ClusterObservation, observeCluster } from './observe-cluster.ts';
import { observeDrills } from './observe-drills.ts';
import { observeDuties } from './observe-duties.ts';
import { journalWatch } from './observe-journals.ts';
import type { Observation } from './samples.ts';
import { verdictsByNetwork } from './verdicts.ts';

/** What an exporter watches. */
export interface WatchOptions {
  /** A real cluster of exactly one network; the sandbox when left out. */
  readonly kubeconfig?: string;
  /** Folder of plans, runs, anchors and drills. @default `operations` in the site's workspace */
  readonly operations?: string;
  /** @default the site's */
  readonly waivers?: readonly Waiver[];
  readonly now?: () => Date;
  /** Says where the records of changes of real clusters lie. @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Networks that are looked at at once. */
const atOnce = 3;

/**
 * A watch over a city: each call looks at every cluster and at the journals. A cluster that does not answer is said to
 * be unreachable, and the rest is read.
 */
export function watchCity(city: City, options: WatchOptions = {}): () => Promise<Observation> {
  const { site, workspace, networks } = city;
  const now = options.now ?? (() => new Date());
  const waivers = options.waivers ?? waiversOf(site.id);
  const folders = operationsFolders(workspace, options.operations);
  const readJournals = journalWatch();
  const readChanges = changeWatch();
  const isReal = options.kubeconfig !== undefined;
  const environment = options.environment ?? process.env;
  const changes = changeStateFolder(site.id, { workspace, isReal, environment });
  const failures = new Map<string, number>();
  let judged: { readonly day: string; readonly verdicts: ReadonlyMap<string, VerdictCounts> } | undefined;
  return async () => {
    const at = now();
    const today = civilDate(at);
    // What is declared changes only with the day, on which waivers end.
    if (judged?.day !== today) judged = { day: today, verdicts: verdictsByNetwork(city, waivers, today) };
    const keyring = keyringAt(keyringPath(site.id));
    const clusters = await lookAtAll(city, { today, now, kubeconfig: options.kubeconfig });
    for (const network of networks) {
      const failed = clusters.every((one) => one.network !== network);
      failures.set(network, (failures.get(network) ?? 0) + (failed ? 1 : 0));
    }
    return {
      site,
      networks,
      declared: new Map(networks.map((network) => [network, objectsOf(city, network).length])),
      clusters,
      failures,
      verdicts: judged.verdicts,
      proofs: proofsOf(city, clusters, !isReal),
      waivers,
      journals: readJournals({ runs: folders.runs, anchors: folders.anchors, keyring }),
      changes: readChanges(changes),
      drills: observeDrills(folders.drills),
      duties: await observeDuties(site, networks, folders, keyring, at),
      today,
      at: now().getTime() / 1000,
    };
  };
}

type Look = Pick<WatchOptions, 'kubeconfig'> & { readonly today: string; readonly now: () => Date };

async function lookAtAll(city: City, look: Look): Promise<ClusterObservation[]> {
  const waiting = [...city.networks];
  const seen: ClusterObservation[] = [];
  const worker = async () => {
    for (let network = waiting.shift(); network !== undefined; network = waiting.shift()) {
      const cluster = await lookAt(city, network, look);
      if (cluster) seen.push(cluster);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return seen;
}

/** Undefined where the cluster cannot be read: the next look tries again, with whatever credential lies there by then. */
async function lookAt(city: City, network: string, { kubeconfig, today, now }: Look) {
  const { site, workspace } = city;
  let cluster: Cluster | undefined;
  try {
    const choice = { site: site.id, workspace, networks: [network], kubeconfig, identity: 'reader' } as const;
    [cluster] = await openClusters(choice);
    const { client } = cluster!;
    const objects = objectsOf(city, network);
    const question = { site, network, client, objects, today, now, ...(!kubeconfig && { ownSystem: sandboxSystem }) };
    return await inStage('look', { 'fadun.site': site.id, 'fadun.network': network }, () => observeCluster(question));
  } catch {
    return undefined;
  } finally {
    await cluster?.client.close();
  }
}

/** Proves the networks that answered; what holds over the whole estate is judged from these. */
function proofsOf(city: City, clusters: readonly ClusterObservation[], inSandbox: boolean) {
  if (clusters.length === 0) return new Map<string, boolean>();
  const live = new Map<string, readonly KubernetesObject[]>(clusters.map((one) => [one.network, one.live]));
  const networks = city.networks.filter((network) => live.has(network));
  const trusted = inSandbox ? [...trustedSubjects, sandboxNodes] : trustedSubjects;
  const { proofs, report } = proveCity({ ...city, networks }, (network) => live.get(network)!, trusted);
  const estateHolds = report.invariants.every((invariant) => invariant.holds);
  return new Map(
    networks.map((network, index) => {
      const isVoid = report.void.some((reason) => reason.network === network);
      return [network, estateHolds && !isVoid && holds(proofs[index]!)] as const;
    }),
  );
}

/** Undefined where there is none or it cannot be read. */
function keyringAt(path: string): Keyring | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const keyring = JSON.parse(readFileSync(path, 'utf8')) as Partial<Keyring>;
    return Array.isArray(keyring.keys) ? (keyring as Keyring) : undefined;
  } catch {
    return undefined;
  }
}
