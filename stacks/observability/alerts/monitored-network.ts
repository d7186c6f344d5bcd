import type { NetworkContext } from '../../context.ts';
import type { Clock } from '../../model/clock.ts';
import type { Duty } from '../../model/duty.ts';
import type { ExchangeChannel } from '../../model/exchange.ts';
import type { Network } from '../../model/network.ts';
import { componentProfiles } from '../../model/profiles.ts';
import type { Availability, ComponentKind, SystemKind } from '../../model/system.ts';
import type { Organ } from '../../model/vocabulary.ts';
import { channelsOf } from '../../namespaces.ts';
import { scrapeJobs } from '../scrape/jobs.ts';

/** A system as one network's monitoring sees it. */
export interface MonitoredSystem {
  readonly id: string;
  readonly kind: SystemKind;
  /** Who answers for it in this network. */
  readonly owner: Organ;
  readonly availability: Availability;
  readonly entrance?: 'public' | 'terminals';
  /** Kinds of what runs of it here. */
  readonly components: readonly ComponentKind[];
  /** Keeps data that a backup must hold. */
  readonly stateful: boolean;
  /** Takes calls (12348). */
  readonly takesCalls: boolean;
  /** Keeps keys, with a quorum of members. */
  readonly keepsKeys: boolean;
}

/** One side of a channel: no Prometheus sees the other. */
export interface MonitoredChannel {
  readonly id: string;
  readonly channel: ExchangeChannel;
  readonly sends: boolean;
  readonly receives: boolean;
  /** Receipts come back only where a return channel is declared. */
  readonly awaitsReceipts: boolean;
}

export interface MonitoredClock {
  readonly id: string;
  readonly clock: Clock;
  /** Who answers for its cases in this network. */
  readonly owner: Organ;
}

/** What one network's Prometheus can see, and who answers for it. */
export interface MonitoredNetwork {
  readonly id: string;
  readonly network: Network;
  readonly systems: readonly MonitoredSystem[];
  /** Systems by the organ that answers for them here. */
  readonly owners: readonly { readonly owner: Organ; readonly systems: readonly MonitoredSystem[] }[];
  /** Systems that realise a capability, by its id. */
  readonly capabilities: Readonly<Record<string, readonly string[]>>;
  readonly channels: readonly MonitoredChannel[];
  readonly clocks: readonly MonitoredClock[];
  readonly duties: Readonly<Record<string, Duty>>;
  /** Jobs that this network's Prometheus scrapes; one without a target is a blind spot. */
  readonly jobs: readonly string[];
}

/** The system that watches the limits of every organ's cases (从立案到执行的全方位自动监控和预警). */
const lifecycleMonitor = 'case-lifecycle-monitor';

/** Takes from the declaration what alerts of one network are about. */
export function monitoredNetwork(context: NetworkContext): MonitoredNetwork {
  const systems = monitoredSystems(context);
  return {
    id: context.networkId,
    network: context.network,
    systems,
    owners: [...Map.groupBy(systems, ({ owner }) => owner)].map(([owner, members]) => ({ owner, systems: members })),
    capabilities: Object.fromEntries(
      Object.entries(context.site.systems).flatMap(([id, { hosts }]) => (hosts ? [[id, hosts]] : [])),
    ),
    channels: channelsOf(context).map((id) => monitoredChannel(context, id)),
    clocks: monitoredClocks(context),
    duties: context.site.duties,
    jobs: scrapeJobs(context).map(({ job_name }) => job_name),
  };
}

function monitoredSystems(context: NetworkContext): MonitoredSystem[] {
  return Object.entries(context.site.systems).flatMap(([id, system]) => {
    const placement = system.placements[context.networkId];
    if (!placement) return [];
    const kinds = Object.values(placement.components).map(({ kind }) => kind);
    return {
      id,
      kind: system.kind,
      owner: answering(context, [system.owner]),
      availability: system.availability,
      ...(placement.entrance && { entrance: placement.entrance }),
      components: kinds,
      stateful: kinds.some((kind) => componentProfiles[kind].storageGi > 0),
      takesCalls: kinds.includes('telephony'),
      keepsKeys: kinds.includes('key-management'),
    };
  });
}

/** The first of the organs that alerts reach in this network; else the network's own. */
function answering({ network }: NetworkContext, organs: readonly Organ[]): Organ {
  const reached = new Set(network.alerting?.receivers.map(({ organ }) => organ));
  return organs.find((organ) => reached.has(organ)) ?? network.owner;
}

function monitoredChannel({ site, networkId }: NetworkContext, id: string): MonitoredChannel {
  const channel = site.channels[id]!;
  const both = channel.direction === 'both';
  const sends = both || channel.from.network === networkId;
  return {
    id,
    channel,
    sends,
    receives: both || channel.to.network === networkId,
    awaitsReceipts: sends && channel.returnChannel !== undefined,
  };
}

/** Clocks of the organ whose cases are kept in the network; all of them where the lifecycle monitor stands. */
function monitoredClocks(context: NetworkContext): MonitoredClock[] {
  const { site, network, networkId } = context;
  const watchesAll = site.systems[lifecycleMonitor]?.placements[networkId] !== undefined;
  const holdsCases = Object.values(site.systems).some(
    ({ owner, placements }) =>
      owner === network.owner &&
      Object.values(placements[networkId]?.components ?? {}).some(({ kind }) => kind === 'database'),
  );
  return Object.entries(site.clocks)
    .filter(
      ([, { holders }]) => watchesAll || (holdsCases && (holders.includes(network.owner) || holders.includes('ALL'))),
    )
    .map(([id, clock]) => ({ id, clock, owner: answering(context, clock.holders) }));
}
