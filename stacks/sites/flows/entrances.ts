import type { ComponentKind } from '../../model/system.ts';
import type { Text } from '../../model/vocabulary.ts';
import { onServedPorts, type PlacedSystems, placedComponents, type TypedFlow } from './flow.ts';

/** Kinds that stand at a placement's entrance. */
const entranceKinds: readonly ComponentKind[] = ['gateway', 'media'];

const purposes = {
  public: { zh: '公众访问', en: 'The public' },
  terminals: { zh: '本单位终端访问', en: 'Terminals of the organ' },
} as const satisfies Record<string, Text>;

/** Flows from the public or from the organ's terminals to the entrances that placements declare. */
export function entranceFlows<NetworkId extends string, SystemId extends string>(
  systems: PlacedSystems<NetworkId, SystemId>,
): TypedFlow<NetworkId, SystemId>[] {
  return placedComponents(systems)
    .filter(({ component, entrance }) => entrance && entranceKinds.includes(component.kind))
    .flatMap(({ network, component, entrance, end }) =>
      onServedPorts(component.kind, {
        network,
        from: `peer:${entrance!}`,
        to: end,
        purpose: purposes[entrance!],
      }),
    );
}
