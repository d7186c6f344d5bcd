import { keys } from '../../scripts/engines/direct/inventory.ts';

type Json = Record<string, unknown>;

const setByServer = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'uid'];
const setByControllers = [
  'autoscaling.alpha.kubernetes.io/conditions',
  'autoscaling.alpha.kubernetes.io/current-metrics',
  'deprecated.daemonset.template.generation',
  'deployment.kubernetes.io/revision',
  'kubectl.kubernetes.io/last-applied-configuration',
];
const inventory: readonly string[] = Object.values(keys);

/** Lists whose order Terraform does not keep: it holds them as sets. */
const sets = new Set([
  ...['accessModes', 'apiGroups', 'mountOptions', 'namespaces', 'resourceNames', 'resources', 'scopes'],
  ...['supplementalGroups', 'values', 'verbs', 'loadBalancerSourceRanges', 'externalIPs', 'nonResourceURLs'],
]);

/**
 * A live object without what the server, its controllers or an inventory set on it, and without the suffix and the uid
 * that tell two of a kind apart.
 */
export function comparable(live: object, suffix: string): unknown {
  const { uid } = (live as { metadata: { uid?: string } }).metadata;
  const text = JSON.stringify(live)
    .replaceAll(suffix, '')
    .replaceAll(uid ?? '\0', 'UID');
  const object = JSON.parse(text) as Json;
  const metadata = object.metadata as Json;
  delete object.status;
  for (const field of setByServer) delete metadata[field];
  for (const [field, own] of Object.entries({ labels: inventory, annotations: [...inventory, ...setByControllers] })) {
    metadata[field] = without(metadata[field] as Json | undefined, own);
  }
  withoutAllocations(object);
  return sorted(object);
}

function without(map: Json | undefined, keysToDrop: readonly string[]): Json {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !keysToDrop.includes(key)));
}

/** Addresses and ports that a Service is given differ from one to the next. */
function withoutAllocations({ kind, spec }: Json): void {
  if (kind !== 'Service') return;
  const service = spec as { clusterIP?: string; clusterIPs?: string[]; healthCheckNodePort?: number; ports?: Json[] };
  if (service.clusterIP !== 'None') {
    delete service.clusterIP;
    delete service.clusterIPs;
  }
  delete service.healthCheckNodePort;
  for (const port of service.ports ?? []) delete port.nodePort;
}

function sorted(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item));
    return sets.has(field) ? items.sort() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner, key)]));
}
