import { commonLabels, type NetworkContext } from '../context.ts';
import { labels, observabilityNamespace } from '../model/names.ts';
import { plannedNamespaces } from '../namespaces.ts';
import type { PodFacts } from '../systems/pod-template.ts';
import { ConfigMapV1, type TerraformStack } from '../terraform.ts';
import { auditRetentionDays } from './collector/retention.ts';

/** Name of the ConfigMap. */
const logStreamsName = 'log-streams';

/** Streams that every network keeps apart (GB/T 22239 8.1.3.5 d, 8.2.5.1 c). */
const ownStreams = ['boundary-access', 'remote-operations', 'internet-access', 'api-audit', 'platform'];

/** How every stream is kept: shipped within a minute, unalterable, chained, backed up daily, half a year and more. */
const keeping = {
  retentionDays: auditRetentionDays,
  shipWithinSeconds: 30,
  backupHours: 24,
  immutable: true,
  chain: 'sm3',
} as const;

/** Each system's stream covers its namespaces; what the provider did there is in it (8.2.3.3 b). */
function logStreams(context: NetworkContext) {
  const systems = Map.groupBy(plannedNamespaces(context), ({ system }) => system);
  const readers = ['fadun:audit-admins'];
  return [
    ...ownStreams.map((id) => ({ id, ...keeping, namespaces: [], readers })),
    ...[...systems].map(([system, namespaces]) => ({
      id: `tenant:${system}`,
      ...keeping,
      namespaces: namespaces.map(({ name }) => name),
      readers,
    })),
  ];
}

/**
 * What is recorded in a network, how long it is kept and who reads it: the log store keeps each stream as told here, the
 * collector carries the same days on every record and holds the contract beside its own configuration.
 * @returns what the collector mounts
 */
export function logStreamsMap(
  stack: TerraformStack,
  context: NetworkContext,
): NonNullable<PodFacts['configuration']>[number] {
  new ConfigMapV1(stack, 'log-streams', {
    metadata: {
      name: logStreamsName,
      namespace: observabilityNamespace,
      labels: { ...commonLabels(context, 'observability'), [labels.contract]: 'log-streams' },
    },
    data: { 'streams.json': JSON.stringify({ streams: logStreams(context) }, null, 2) },
  });
  return { name: 'streams', path: '/etc/log-streams', configMap: logStreamsName };
}
