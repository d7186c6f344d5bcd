import type { AccessRule } from '../../policies/rights/administrators.ts';

const read = ['get', 'list', 'watch'] as const;

/** What the network's Prometheus needs to discover its targets: no secrets, no writes. */
export const discoveryRules: readonly AccessRule[] = [
  { apiGroups: [''], resources: ['services', 'endpoints', 'pods', 'namespaces', 'nodes'], verbs: read },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
];
