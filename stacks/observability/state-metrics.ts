import { metricsPort } from '../model/profiles.ts';
import { metricsOf } from './metrics/external-metrics.ts';

/** Resources that kube-state-metrics can tell of, by the prefix of the metrics that do. */
const resourcesByPrefix = {
  kube_node_: { apiGroup: '', resource: 'nodes' },
  kube_pod_: { apiGroup: '', resource: 'pods' },
  kube_resourcequota: { apiGroup: '', resource: 'resourcequotas' },
  kube_deployment_: { apiGroup: 'apps', resource: 'deployments' },
  kube_statefulset_: { apiGroup: 'apps', resource: 'statefulsets' },
  kube_cronjob_: { apiGroup: 'batch', resource: 'cronjobs' },
} as const;

const read = metricsOf('kube-state-metrics');

/** What it watches: the resources of which the metrics contract reads something, and no other. */
export const watchedResources = Object.entries(resourcesByPrefix)
  .filter(([prefix]) => read.some((metric) => metric.startsWith(prefix)))
  .map(([, watched]) => watched);

/** It serves what the contract reads, on one port by certificate; its own telemetry stays inside the pod. */
export function stateMetricsArguments(webConfigurationFile: string): string[] {
  return [
    `--port=${metricsPort.port}`,
    '--telemetry-host=127.0.0.1',
    `--tls-config=${webConfigurationFile}`,
    `--resources=${watchedResources.map(({ resource }) => resource).join(',')}`,
    `--metric-allowlist=${read.join(',')}`,
  ];
}
