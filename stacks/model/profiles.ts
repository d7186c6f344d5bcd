import type { ComponentKind, ComponentProfile, ProfilePort } from './system.ts';

/** Every component serves its metrics here, for its network's Prometheus only. */
export const metricsPort: ProfilePort = { name: 'metrics', port: 9464, protocol: 'TCP' };

/** TLS everywhere: nothing plaintext crosses a namespace (GB/T 22239 8.1.2.2 a). */
const https: ProfilePort = { name: 'https', port: 8443, protocol: 'TCP' };

const stateless = (segment: ComponentProfile['segment'], cpuMillicores: number, memoryMi: number, maxReplicas = 6) =>
  ({
    segment,
    workload: 'Deployment',
    ports: [https],
    replicas: 2,
    maxReplicas,
    cpuMillicores,
    memoryMi,
    storageGi: 0,
  }) as const;

const stateful = (port: ProfilePort, cpuMillicores: number, memoryMi: number, storageGi: number) =>
  ({
    segment: 'data',
    workload: 'StatefulSet',
    ports: [port],
    replicas: 3,
    maxReplicas: null,
    cpuMillicores,
    memoryMi,
    storageGi,
  }) as const;

const tcp = (name: string, port: number): ProfilePort => ({ name, port, protocol: 'TCP' });
const udp = (name: string, port: number): ProfilePort => ({ name, port, protocol: 'UDP' });

/** What each component kind means in Kubernetes: segment, workload, ports, size. A component may override sizes. */
export const componentProfiles: Readonly<Record<ComponentKind, ComponentProfile>> = {
  gateway: stateless('web', 200, 256),
  web: stateless('web', 100, 256),
  api: stateless('app', 200, 512),
  worker: stateless('app', 200, 512),
  workflow: stateless('app', 200, 512),
  connector: stateless('app', 100, 256, 4),
  'model-serving': stateless('app', 1000, 4096, 4),
  signer: { ...stateless('app', 100, 256), maxReplicas: null },
  'identity-provider': stateless('app', 200, 512),
  relay: { ...stateless('exchange', 100, 256, 4) },
  'front-end': { ...stateless('exchange', 100, 256), maxReplicas: null },
  scanner: { ...stateless('exchange', 200, 512, 4) },
  media: { ...stateless('web', 500, 512), ports: [https, udp('turn', 3478)] },
  telephony: { ...stateless('web', 500, 512), ports: [tcp('sips', 5061)] },
  bastion: { ...stateless('ops', 100, 256), ports: [https, tcp('ssh', 2222)], maxReplicas: null },
  repository: { ...stateful(https, 200, 512, 50), segment: 'ops' },
  'log-store': { ...stateful(tcp('syslog-tls', 6514), 500, 1024, 200), segment: 'security' },
  'name-server': { ...stateless('ops', 100, 128), ports: [udp('dns', 5353), tcp('dns-tcp', 5353)], maxReplicas: null },
  'time-server': { ...stateless('ops', 50, 64), ports: [udp('ntp', 11123)], maxReplicas: null },
  database: stateful(tcp('database', 5432), 500, 1024, 100),
  search: stateful(tcp('search', 9200), 500, 2048, 100),
  broker: stateful(tcp('broker-tls', 9093), 300, 1024, 50),
  'object-store': stateful(tcp('object-store', 9000), 300, 1024, 500),
  cache: stateful(tcp('cache-tls', 6380), 100, 512, 10),
  gis: { ...stateful(https, 500, 1024, 100) },
  olap: stateful(tcp('olap-tls', 9440), 1000, 4096, 200),
  timeseries: stateful(tcp('timeseries', 8428), 300, 1024, 100),
  'vector-store': stateful(tcp('vector-tls', 6334), 300, 1024, 50),
  'key-management': { ...stateful(tcp('kmip', 5696), 200, 256, 5) },
};

/** The replicas with which a component starts, and where they end when it scales by itself. */
export function replicaRange(component: { kind: ComponentKind; replicas?: number }): {
  min: number;
  max: number | null;
} {
  const profile = componentProfiles[component.kind];
  const min = component.replicas ?? profile.replicas;
  return { min, max: profile.maxReplicas === null ? null : Math.max(profile.maxReplicas, min * 2) };
}
