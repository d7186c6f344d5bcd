import { storageClassName } from '../cloud/storage-classes.ts';
import { commonLabels, type NetworkContext } from '../context.ts';
import { labels } from '../model/names.ts';
import type { DataClass } from '../model/vocabulary.ts';
import { type PlatformWorkloadName, platformWorkloads } from '../platform.ts';
import { imageReference } from '../systems/images.ts';
import type { PodFacts } from '../systems/pod-template.ts';
import { userIdOf } from '../systems/user-ids.ts';
import { standingWorkload } from '../systems/workload-resources.ts';
import type { TerraformStack } from '../terraform.ts';
import { networkWorkloads, type Workload } from '../workloads.ts';
import { collectorConfigMap } from './collector/collector-objects.ts';
import { dashboardConfigMaps } from './dashboards/dashboard-objects.ts';
import { logStreamsMap } from './log-streams.ts';
import { type Configured, monitoringObjects } from './monitoring-objects.ts';
import { traceStoreObjects } from './trace-store.ts';

/** Images of the network's own observability, by repository. */
export const observabilityImages: Readonly<Record<PlatformWorkloadName, string>> = {
  prometheus: 'platform/prometheus',
  alertmanager: 'platform/alertmanager',
  collector: 'platform/opentelemetry-collector',
  'trace-store': 'platform/jaeger',
  'kube-state-metrics': 'platform/kube-state-metrics',
};

interface Size {
  readonly replicas: number;
  readonly cpuMillicores: number;
  readonly memoryMi: number;
  readonly storageGi: number;
  /** @default important */
  readonly dataClass?: DataClass;
  /** Reads the API server, by the token of its own account. @default false */
  readonly apiAccess?: true;
}

/**
 * Traces are sampled and hold no identifiers: their store has one member, and its loss costs no record. Two
 * kube-state-metrics would count every object twice; one keeps nothing and starts again in seconds.
 */
const sizes: Readonly<Record<PlatformWorkloadName, Size>> = {
  prometheus: { replicas: 2, cpuMillicores: 500, memoryMi: 2048, storageGi: 200, apiAccess: true },
  alertmanager: { replicas: 3, cpuMillicores: 100, memoryMi: 128, storageGi: 5 },
  collector: { replicas: 2, cpuMillicores: 200, memoryMi: 512, storageGi: 10 },
  'trace-store': { replicas: 1, cpuMillicores: 300, memoryMi: 1024, storageGi: 50, dataClass: 'general' },
  'kube-state-metrics': {
    replicas: 1,
    cpuMillicores: 100,
    memoryMi: 256,
    storageGi: 0,
    dataClass: 'general',
    apiAccess: true,
  },
};

/** Members of each workload of the platform. */
export function platformReplicas(name: PlatformWorkloadName): number {
  return sizes[name].replicas;
}

/** Metrics, alerts and traces of one network; nothing of them leaves it but the declared one-way summary. */
export function observabilityFamily(stack: TerraformStack, context: NetworkContext): void {
  const all = networkWorkloads(context);
  const workloads = new Map(all.map((workload) => [workload.end, workload]));
  dashboardConfigMaps(stack, context);
  const collector = collectorConfigMap(stack, context, all);
  const streams = logStreamsMap(stack, context);
  const configured: Readonly<Partial<Record<PlatformWorkloadName, Partial<Configured>>>> = {
    ...monitoringObjects(stack, context),
    'trace-store': traceStoreObjects(stack, context),
    collector: { ...collector, configuration: [...(collector.configuration ?? []), streams] },
  };
  for (const name of Object.keys(platformWorkloads) as PlatformWorkloadName[]) {
    platformWorkload(stack, context, name, workloads.get(`platform:${name}`)!, configured[name] ?? {});
  }
}

function platformWorkload(
  stack: TerraformStack,
  context: NetworkContext,
  name: PlatformWorkloadName,
  workload: Workload,
  own: Partial<Configured>,
): void {
  const { annotations, ...ownFacts } = own;
  const size = sizes[name];
  const { dataClass = 'important' } = size;
  const facts: PodFacts = {
    container: name,
    image: imageReference(context, observabilityImages[name]),
    serviceAccount: name,
    segment: 'ops',
    ports: workload.ports,
    selector: workload.podLabels,
    priority: 'fadun-platform',
    userId: userIdOf(workload.namespace, name),
    cpuMillicores: size.cpuMillicores,
    memoryMi: size.memoryMi,
    writable: [
      { name: 'scratch', path: '/tmp', source: { kind: 'scratch', sizeMi: 256 } },
      ...(size.storageGi ? [{ name: 'data', path: '/var/lib/data', source: { kind: 'template' } } as const] : []),
    ],
    ...(size.apiAccess && { apiAccess: true }),
    ...ownFacts,
  };
  standingWorkload(stack, context, {
    workload,
    objectLabels: {
      ...commonLabels(context, 'observability'),
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/component': name,
      [labels.dataClass]: dataClass,
    },
    facts,
    ...(annotations && { annotations }),
    replicas: size.replicas,
    maxReplicas: null,
    claim: size.storageGi ? { storageClass: storageClassName(dataClass), storageGi: size.storageGi } : null,
  });
}
