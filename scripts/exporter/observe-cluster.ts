import { endedWaiversIn } from '../../policies/admission/live-waivers.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { isListedNode, type NodeInfo } from '../../stacks/model/listed-nodes.ts';
import { channelNamespace } from '../../stacks/model/names.ts';
import type { Network } from '../../stacks/model/network.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { ClusterClient } from '../engines/client/client.ts';
import { engineOf } from '../engines/engines.ts';
import { liveObjects } from '../pipeline/live-objects.ts';

/** What one look at one network's cluster showed. */
export interface ClusterObservation {
  readonly network: string;
  /** Declared objects that stand as declared. */
  readonly verified: number;
  /** Objects that differ from the declaration, each counted once. */
  readonly drifted: number;
  /** Nodes whose architecture or system the declaration does not list. */
  readonly unlistedNodes: number;
  /** For the proof of the live policies. */
  readonly live: readonly KubernetesObject[];
  /** Ids, as live policies carry them, of waivers that have ended; not to be trusted as label values. */
  readonly endedWaivers: readonly string[];
  readonly isBreakGlassOpen: boolean;
  /** By channel: Unix time in seconds of the latest reconciliation that agreed. */
  readonly reconciled: ReadonlyMap<string, number>;
  /** Unix time in seconds. */
  readonly at: number;
  /** How long the look took, in seconds. */
  readonly seconds: number;
}

export interface ClusterQuestion {
  readonly site: Site;
  readonly network: string;
  readonly client: ClusterClient;
  readonly objects: readonly KubernetesObject[];
  /** Day on which waivers are judged, `YYYY-MM-DD`. */
  readonly today: string;
  readonly now: () => Date;
  /** System of nodes that is listed besides those declared: the sandbox's own. */
  readonly ownSystem?: string;
}

/** Looks at one cluster with a credential that can only read. @throws ClusterError where it does not answer */
export async function observeCluster({ site, network, client, objects, today, now, ownSystem }: ClusterQuestion) {
  const begun = performance.now();
  const engine = engineOf(site.networks[network]!.engine);
  const verified = await engine.verify({ objects, client, network });
  const { drifted } = await engine.drift({ objects, client, network }, {});
  const live = await liveObjects(client);
  const nodes = await client.list(await client.resourceFor('v1', 'Node'));
  return {
    network,
    verified: verified.equal,
    drifted: new Set(drifted.map(({ object }) => object)).size,
    unlistedNodes: nodes.filter((node) => !isListed(node, site.networks[network]!, ownSystem)).length,
    live,
    endedWaivers: endedWaiversIn(live, today).map(({ waiver }) => waiver),
    isBreakGlassOpen: live.some(bindsBreakGlass),
    reconciled: reconciliations(live, Object.keys(site.channels)),
    at: now().getTime() / 1000,
    seconds: (performance.now() - begun) / 1000,
  } satisfies ClusterObservation;
}

function isListed(
  { status }: KubernetesObject & { status?: unknown },
  { clusters }: Network,
  ownSystem?: string,
): boolean {
  const { nodeInfo = {} } = (status ?? {}) as { readonly nodeInfo?: NodeInfo };
  return nodeInfo.osImage === ownSystem || isListedNode(nodeInfo, Object.values(clusters));
}

/** The identity that may write managed objects in an emergency (see `policies/admission/guards.ts`). */
const breakGlass = 'fadun:break-glass';

function bindsBreakGlass({ kind, subjects }: KubernetesObject & { readonly subjects?: unknown }): boolean {
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return false;
  return Array.isArray(subjects) && subjects.some((subject: { name?: unknown }) => subject.name === breakGlass);
}

/** The hourly reconciliation succeeds where manifest and receipts agree: the time of its latest success is that of the CronJob. */
function reconciliations(live: readonly KubernetesObject[], channels: readonly string[]): ReadonlyMap<string, number> {
  const byNamespace = new Map(channels.map((id) => [channelNamespace(id), id]));
  const found = new Map<string, number>();
  for (const { kind, metadata, status } of live as readonly (KubernetesObject & {
    status?: { lastSuccessfulTime?: string };
  })[]) {
    const channel = byNamespace.get(metadata.namespace ?? '');
    const at = Date.parse(status?.lastSuccessfulTime ?? '');
    if (kind === 'CronJob' && channel !== undefined && !Number.isNaN(at)) found.set(channel, at / 1000);
  }
  return found;
}
