import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { VerdictCounts } from '../../policies/verdict.ts';
import { daysLeft } from '../../policies/waiver.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import { driftOf } from '../engines/direct/drift.ts';
import { verifyObjects } from '../engines/direct/verify.ts';
import { type City, objectsOf } from '../pipeline/city.ts';
import { forEachCluster, openClusters } from '../pipeline/clusters.ts';
import { judgeCity } from '../pipeline/judge-city.ts';
import { liveObjects } from '../pipeline/live-objects.ts';
import { proveCity, sandboxNodes, trustedSubjects } from '../pipeline/prove-city.ts';
import { civilDate } from '../pipeline/today.ts';

/** How one network stands; the counts are 0 where it could not be reached. */
export interface NetworkPosture {
  readonly id: string;
  readonly reachable: boolean;
  readonly objects: number;
  readonly verified: number;
  readonly drifted: number;
}

/** How a city stands at a moment. */
export interface Posture {
  /** Unix time in seconds. */
  readonly at: number;
  readonly networks: readonly NetworkPosture[];
  readonly verdicts: VerdictCounts;
  /** Of the live policies; false where a network could not be read. */
  readonly proofHolds: boolean;
  readonly waivers: readonly { readonly id: string; readonly daysLeft: number }[];
}

/** Looks at every cluster of a city; a cluster that does not answer is said to be unreachable, and the rest is read. */
export async function postureOf(city: City, now: Date, kubeconfig?: string): Promise<Posture> {
  const { site, workspace, networks } = city;
  const live = new Map<string, readonly KubernetesObject[]>();
  const clusters = await openClusters({ site: site.id, workspace, networks, kubeconfig, identity: 'reader' }).catch(
    () => [],
  );
  const read = await forEachCluster(clusters, 3, async ({ network, client }): Promise<NetworkPosture> => {
    const objects = objectsOf(city, network);
    try {
      const verified = await verifyObjects(objects, { client, network });
      const drift = await driftOf(objects, { client, network });
      live.set(network, await liveObjects(client));
      return {
        id: network,
        reachable: true,
        objects: objects.length,
        verified: verified.equal,
        drifted: drift.drifted.length,
      };
    } catch {
      return unreachable(city, network);
    }
  });
  const seen = new Map(read.map((network) => [network.id, network]));
  const today = civilDate(now);
  const trusted = kubeconfig ? trustedSubjects : [...trustedSubjects, sandboxNodes];
  return {
    at: now.getTime() / 1000,
    networks: networks.map((id) => seen.get(id) ?? unreachable(city, id)),
    verdicts: judgeCity(city, { today }).result.verdicts,
    proofHolds: live.size === networks.length && proveCity(city, (id) => live.get(id) ?? [], trusted).report.holds,
    waivers: waiversOf(site.id).map((waiver) => ({ id: waiver.id, daysLeft: daysLeft(waiver, today) })),
  };
}

function unreachable(city: City, id: string): NetworkPosture {
  return { id, reachable: false, objects: objectsOf(city, id).length, verified: 0, drifted: 0 };
}
