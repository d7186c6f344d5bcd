import type { Flow } from '../../model/flow.ts';
import { servedPorts } from '../../model/flows.ts';
import type { Component, ComponentKind, Placement } from '../../model/system.ts';
import type { Text } from '../../model/vocabulary.ts';

/** A flow whose ends are ids that the declaration knows. */
export type TypedFlow<NetworkId extends string, SystemId extends string, ChannelId extends string = never> = Omit<
  Flow,
  'network' | 'from' | 'to'
> & {
  readonly network: NetworkId;
  readonly from: `${SystemId}/${string}` | `peer:${string}` | `channel:${ChannelId}`;
  readonly to: `${SystemId}/${string}` | `peer:${string}` | `channel:${ChannelId}`;
};

/** Systems with their placements, as flow rules read them. */
export type PlacedSystems<NetworkId extends string, SystemId extends string> = Readonly<
  Record<SystemId, { readonly placements: Readonly<Partial<Record<NetworkId, Placement>>> }>
>;

/** A component where it is placed. */
export interface Placed<NetworkId extends string, SystemId extends string> {
  readonly network: NetworkId;
  readonly system: SystemId;
  readonly name: string;
  readonly component: Component;
  readonly entrance: Placement['entrance'];
  /** The flow end that names it. */
  readonly end: `${SystemId}/${string}`;
}

/** All components of a declaration, in its order. */
export function placedComponents<NetworkId extends string, SystemId extends string>(
  systems: PlacedSystems<NetworkId, SystemId>,
): Placed<NetworkId, SystemId>[] {
  return (Object.entries(systems) as [SystemId, PlacedSystems<NetworkId, SystemId>[SystemId]][]).flatMap(
    ([system, { placements }]) =>
      (Object.entries(placements) as [NetworkId, Placement][]).flatMap(([network, { components, entrance }]) =>
        Object.entries(components).map(([name, component]) => ({
          network,
          system,
          name,
          component,
          entrance,
          end: `${system}/${name}` as const,
        })),
      ),
  );
}

/** One flow for each port that a kind serves. */
export function onServedPorts<NetworkId extends string, SystemId extends string>(
  kind: ComponentKind,
  flow: Pick<TypedFlow<NetworkId, SystemId>, 'network' | 'from' | 'to' | 'exchange'> & { readonly purpose: Text },
): TypedFlow<NetworkId, SystemId>[] {
  return servedPorts(kind).map(({ port, protocol }) => ({
    ...flow,
    port,
    ...(protocol === 'TCP' ? {} : { protocol }),
  }));
}

/** One flow on the first port that a kind serves: what components use among themselves. */
export function onMainPort<NetworkId extends string, SystemId extends string>(
  kind: ComponentKind,
  flow: Pick<TypedFlow<NetworkId, SystemId>, 'network' | 'from' | 'to' | 'exchange'> & { readonly purpose: Text },
): TypedFlow<NetworkId, SystemId> {
  return onServedPorts(kind, flow)[0]!;
}
