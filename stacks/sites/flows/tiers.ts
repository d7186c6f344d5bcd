import type { ComponentKind } from '../../model/system.ts';
import type { Text } from '../../model/vocabulary.ts';
import { onMainPort, type PlacedSystems, placedComponents, type TypedFlow } from './flow.ts';

/** Stores that the working tiers of a system read and write. */
const stores: readonly ComponentKind[] = [
  'database',
  'search',
  'broker',
  'object-store',
  'cache',
  'gis',
  'olap',
  'timeseries',
  'vector-store',
];

/** Which tiers of one system speak to which, inside one network. What is not here needs a flow of its own. */
const tierRules: readonly { readonly from: ComponentKind; readonly to: readonly ComponentKind[] }[] = [
  { from: 'gateway', to: ['web', 'api', 'media'] },
  { from: 'web', to: ['api'] },
  {
    from: 'api',
    to: [...stores, 'model-serving', 'workflow', 'media', 'signer', 'front-end', 'log-store', 'repository'],
  },
  { from: 'worker', to: [...stores, 'api', 'model-serving', 'signer', 'front-end', 'log-store', 'repository'] },
  { from: 'workflow', to: ['api', 'database', 'broker'] },
  { from: 'connector', to: ['api', 'database', 'broker'] },
  { from: 'front-end', to: ['api', 'broker', 'object-store'] },
  { from: 'relay', to: ['scanner', 'signer', 'broker', 'object-store'] },
  { from: 'model-serving', to: ['object-store', 'vector-store', 'repository'] },
  { from: 'media', to: ['api', 'object-store'] },
  { from: 'telephony', to: ['api', 'object-store'] },
  { from: 'identity-provider', to: ['database', 'cache', 'key-management'] },
  { from: 'signer', to: ['key-management'] },
];

const purpose: Text = { zh: '系统内部调用', en: 'Between the tiers of one system' };

/** A web tier without an API of its own reads its analysis store. */
const webWithoutApi: readonly ComponentKind[] = ['olap', 'model-serving'];

/** The flows between the tiers of each system, network by network. */
export function tierFlows<NetworkId extends string, SystemId extends string>(
  systems: PlacedSystems<NetworkId, SystemId>,
): TypedFlow<NetworkId, SystemId>[] {
  const placements = Map.groupBy(placedComponents(systems), ({ system, network }) => `${system} ${network}`);
  return [...placements.values()].flatMap((members) =>
    members.flatMap((from) =>
      members
        .filter((to) => to !== from && permitted(from.component.kind, to.component.kind, members.some(isApi)))
        .map((to) => onMainPort(to.component.kind, { network: from.network, from: from.end, to: to.end, purpose })),
    ),
  );
}

function permitted(from: ComponentKind, to: ComponentKind, hasApi: boolean): boolean {
  if (from === 'web' && !hasApi) return webWithoutApi.includes(to);
  return tierRules.some((rule) => rule.from === from && rule.to.includes(to));
}

function isApi({ component }: { readonly component: { readonly kind: ComponentKind } }): boolean {
  return component.kind === 'api';
}
