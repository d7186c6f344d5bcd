import type { AccessRule } from '../../policies/rights/administrators.ts';
import { watchedResources } from '../observability/state-metrics.ts';

const read = ['get', 'list', 'watch'] as const;

/** Paths that are no resources (RBAC `nonResourceURLs`). */
export interface PathRule {
  readonly nonResourceUrls: readonly string[];
  readonly verbs: readonly string[];
}

/** What the network's Prometheus needs to discover its targets: no secrets, no writes. */
export const discoveryRules: readonly (AccessRule | PathRule)[] = [
  { apiGroups: [''], resources: ['services', 'endpoints', 'pods', 'namespaces', 'nodes'], verbs: read },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  // A kubelet asks for `nodes/metrics`, the API server for the path itself; neither opens `nodes/proxy`.
  { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
  { nonResourceUrls: ['/metrics'], verbs: ['get'] },
];

/** kube-state-metrics lists and watches what its metrics tell of, and reads nothing else: no secrets, no ConfigMaps. */
export const stateMetricsRules: readonly AccessRule[] = [
  ...Map.groupBy(watchedResources, ({ apiGroup }) => apiGroup),
].map(([apiGroup, members]) => ({
  apiGroups: [apiGroup],
  resources: members.map(({ resource }) => resource),
  verbs: ['list', 'watch'],
}));
