import { commonLabels, type NetworkContext } from '../../context.ts';
import { labels, observabilityNamespace } from '../../model/names.ts';
import { ConfigMapV1, type TerraformStack } from '../../terraform.ts';
import { buildDashboard } from './build.ts';
import { dashboardsOf } from './index.ts';

/** Largest ConfigMap that an API server takes: 1 MiB with its metadata (etcd's request limit is 1.5 MiB). */
export const largestConfigMap = 1_000_000;

/** Declares a ConfigMap a dashboard, under the label that Grafana's sidecar looks for. */
export function dashboardConfigMaps(stack: TerraformStack, context: NetworkContext): void {
  for (const spec of dashboardsOf(context)) {
    const json = JSON.stringify(buildDashboard(spec, context.network.name));
    if (json.length > largestConfigMap) throw new Error(`dashboard ${spec.id}: ${json.length} bytes fit no ConfigMap`);
    new ConfigMapV1(stack, `dashboard-${spec.id}`, {
      metadata: {
        name: `dashboard-${spec.id}`,
        namespace: observabilityNamespace,
        labels: { ...commonLabels(context, 'observability'), [labels.component]: 'dashboard', grafana_dashboard: '1' },
      },
      data: { [`${spec.id}.json`]: json },
    });
  }
}
