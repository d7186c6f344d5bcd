import type { NetworkContext } from './context.ts';
import {
  channelNamespace,
  labels,
  observabilityNamespace,
  systemNamespace,
  systemNamespaceOfFadun,
} from './model/names.ts';
import { componentProfiles, replicaRange } from './model/profiles.ts';
import type { Component, System } from './model/system.ts';
import type { DataClass, MlpsLevel, Organ, SegmentKind } from './model/vocabulary.ts';

/** A component where it runs. */
export interface PlacedComponent {
  readonly systemId: string;
  readonly system: System;
  readonly name: string;
  readonly component: Component;
  readonly segment: SegmentKind;
  readonly namespace: string;
  readonly entrance?: 'public' | 'terminals';
}

/** A namespace that the platform creates in one network. */
export interface PlannedNamespace {
  readonly name: string;
  readonly segment: SegmentKind;
  readonly system: string;
  readonly owner: Organ;
  readonly mlpsLevel: MlpsLevel;
  readonly dataClass: DataClass;
  /** `gateway` and `exchange` may hold entrances (GB/T 22239 8.1.3.1 a). */
  readonly role: 'workload' | 'gateway' | 'exchange' | 'operations';
  readonly channel?: string;
  readonly expires?: string;
  /** Upper bounds for the quota, from the components that live here. */
  readonly demand: {
    readonly pods: number;
    readonly cpuMillicores: number;
    readonly memoryMi: number;
    readonly storageGi: number;
  };
}

/** Components of every system placed in the network, in declaration order. */
export function placedComponents({ site, networkId }: NetworkContext): PlacedComponent[] {
  return Object.entries(site.systems).flatMap(([systemId, system]) => {
    const placement = system.placements[networkId];
    if (!placement) return [];
    return Object.entries(placement.components).map(([name, component]) => {
      const { segment } = componentProfiles[component.kind];
      return {
        systemId,
        system,
        name,
        component,
        segment,
        namespace: systemNamespace(systemId, segment),
        ...(placement.entrance && entranceKinds.has(component.kind) && { entrance: placement.entrance }),
      };
    });
  });
}

const entranceKinds = new Set(['gateway', 'media', 'telephony', 'bastion']);

/** Channels with a front-end in the network. */
export function channelsOf({ site, networkId }: NetworkContext): string[] {
  return Object.entries(site.channels)
    .filter(([, channel]) => channel.from.network === networkId || channel.to.network === networkId)
    .map(([id]) => id);
}

/** Every namespace of the network, one per system and tier, one per channel, and the platform's own two. */
export function plannedNamespaces(context: NetworkContext): PlannedNamespace[] {
  const tiers = Map.groupBy(placedComponents(context), (placed) => placed.namespace);
  const systems = [...tiers].map(([name, members]) => systemTier(context, name, members));
  const channels = channelsOf(context).map((id) => channelTier(context, id));
  return [...systems, ...channels, ...platformTiers(context)];
}

function systemTier(context: NetworkContext, name: string, members: readonly PlacedComponent[]): PlannedNamespace {
  const [first] = members as readonly [PlacedComponent, ...PlacedComponent[]];
  const expires = first.system.placements[context.networkId]?.expires;
  return {
    name,
    segment: first.segment,
    system: first.systemId,
    owner: first.system.owner,
    mlpsLevel: first.system.mlpsLevel,
    dataClass: first.system.dataClass,
    role: members.some((member) => member.entrance) ? 'gateway' : first.segment === 'ops' ? 'operations' : 'workload',
    ...(expires && { expires }),
    demand: demandOf(members.map((member) => member.component)),
  };
}

function channelTier({ site }: NetworkContext, id: string): PlannedNamespace {
  const channel = site.channels[id]!;
  return {
    name: channelNamespace(id),
    segment: 'exchange',
    system: 'secure-data-exchange',
    owner: site.systems['secure-data-exchange']?.owner ?? 'PLC',
    mlpsLevel: 3,
    dataClass: channel.maxDataClass,
    role: 'exchange',
    channel: id,
    demand: demandOf([{ kind: 'front-end' }, { kind: 'front-end' }, { kind: 'front-end' }], 20),
  };
}

function platformTiers({ site }: NetworkContext): PlannedNamespace[] {
  const owner = site.systems['secops-platform']?.owner ?? 'ALL';
  const platform = {
    segment: 'ops',
    system: 'secops-platform',
    owner,
    mlpsLevel: 3,
    dataClass: 'important',
    role: 'operations',
  } as const;
  return [
    {
      ...platform,
      name: observabilityNamespace,
      demand: demandOf([{ kind: 'timeseries' }, { kind: 'timeseries' }, { kind: 'relay' }]),
    },
    { ...platform, name: systemNamespaceOfFadun, demand: demandOf([{ kind: 'worker' }]) },
  ];
}

/** Resources at full scale, doubled for a rolling update. */
function demandOf(components: readonly Component[], extraStorageGi = 0): PlannedNamespace['demand'] {
  const total = { pods: 0, cpuMillicores: 0, memoryMi: 0, storageGi: extraStorageGi };
  for (const component of components) {
    const profile = componentProfiles[component.kind];
    const { min, max } = replicaRange(component);
    const replicas = (max ?? min) * 2;
    total.pods += replicas;
    total.cpuMillicores += replicas * profile.cpuMillicores * 2;
    total.memoryMi += replicas * profile.memoryMi * 2;
    total.storageGi += (component.storageGi ?? profile.storageGi) * min;
  }
  return total;
}

/** Identity labels of a namespace: what policies, quotas and proofs select by. */
export function namespaceIdentity(namespace: PlannedNamespace): Record<string, string> {
  return {
    [labels.segment]: namespace.segment,
    [labels.system]: namespace.system,
    [labels.owner]: namespace.owner,
    [labels.mlpsLevel]: String(namespace.mlpsLevel),
    [labels.dataClass]: namespace.dataClass,
    [labels.role]: namespace.role,
    ...(namespace.channel && { [labels.channel]: namespace.channel }),
  };
}
