import { observabilityNamespace } from './model/names.ts';
import { metricsPort } from './model/profiles.ts';
import type { ProfilePort } from './model/system.ts';

/** Workloads that the platform itself runs in every network, in `fadun-observability`. */
export interface PlatformWorkload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly namespace: string;
  /** All that it serves; the one named `metrics` is scraped. */
  readonly ports: readonly ProfilePort[];
}

export const platformWorkloads = {
  prometheus: {
    kind: 'StatefulSet',
    namespace: observabilityNamespace,
    // Its own metrics come with its interface; there is no second listener.
    ports: [{ name: metricsPort.name, port: 9090, protocol: 'TCP' }],
  },
  alertmanager: {
    kind: 'StatefulSet',
    namespace: observabilityNamespace,
    ports: [
      { name: metricsPort.name, port: 9093, protocol: 'TCP' },
      { name: 'mesh', port: 9094, protocol: 'TCP' },
    ],
  },
  collector: {
    kind: 'StatefulSet',
    namespace: observabilityNamespace,
    ports: [
      { name: 'otlp', port: 4317, protocol: 'TCP' },
      { name: 'sampling', port: 4319, protocol: 'TCP' },
      metricsPort,
    ],
  },
  'trace-store': {
    kind: 'StatefulSet',
    namespace: observabilityNamespace,
    ports: [
      { name: 'otlp', port: 4317, protocol: 'TCP' },
      { name: 'https', port: 16685, protocol: 'TCP' },
      metricsPort,
    ],
  },
  'kube-state-metrics': {
    kind: 'Deployment',
    namespace: observabilityNamespace,
    ports: [metricsPort],
  },
} as const satisfies Record<string, PlatformWorkload>;

export type PlatformWorkloadName = keyof typeof platformWorkloads;

/** Port of the front-end that the boundary device speaks to, apart from the port for the inside of the network. */
export const devicePort: ProfilePort = { name: 'device', port: 9443, protocol: 'TCP' };

/** The cluster's name service: in `kube-system`, provided by the distribution, reached after address translation. */
export const nameService = {
  namespace: 'kube-system',
  podLabels: { 'k8s-app': 'kube-dns' },
  ports: [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ],
} as const;
