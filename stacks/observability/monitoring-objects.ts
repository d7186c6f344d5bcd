import { createHash } from 'node:crypto';
import { dump } from 'js-yaml';
import { commonLabels, type NetworkContext } from '../context.ts';
import { labelPrefix, labels, observabilityNamespace } from '../model/names.ts';
import type { PodFacts } from '../systems/pod-template.ts';
import { ConfigMapV1, type TerraformStack } from '../terraform.ts';
import { certificateFolder } from './collector/network-collector.ts';
import { alertmanagerConfiguration } from './routing/alertmanager.ts';
import { networkRules, renderRuleFiles } from './rules/rule-files.ts';
import { prometheusConfiguration, rulesFolder, webConfiguration } from './scrape/prometheus.ts';
import { stateMetricsArguments } from './state-metrics.ts';

/** What a pod needs to run by the configuration that is declared for it; a change of it rolls the pods. */
export type Configured = Required<Pick<PodFacts, 'arguments' | 'configuration' | 'certificates'>> & {
  readonly annotations: Readonly<Record<string, string>>;
};

/** Workloads that run by what `monitoringObjects` declares. */
type MonitoringWorkload = 'prometheus' | 'alertmanager' | 'kube-state-metrics';

/** Files by ConfigMap. */
type ConfigMaps = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Rules of the statutory clocks: half of all, and apart, so that neither ConfigMap comes near its limit of 1 MiB. */
const clockFiles: ReadonlySet<string> = new Set(['statutory-clocks.yaml', 'clock-data.yaml']);

/** Every file that monitoring of a network runs by, by the ConfigMap that delivers it. */
export function monitoringFiles(context: NetworkContext): Readonly<Record<MonitoringWorkload, ConfigMaps>> {
  const rules = Object.entries(renderRuleFiles(context.networkId, networkRules(context)));
  const web = { 'web.yaml': yaml(webConfiguration) };
  return {
    prometheus: {
      prometheus: { 'prometheus.yaml': yaml(prometheusConfiguration(context)), ...web },
      'prometheus-rules': Object.fromEntries(rules.filter(([name]) => !clockFiles.has(name))),
      'prometheus-rules-clocks': Object.fromEntries(rules.filter(([name]) => clockFiles.has(name))),
    },
    alertmanager: { alertmanager: { 'alertmanager.yaml': yaml(alertmanagerConfiguration(context)), ...web } },
    'kube-state-metrics': { 'kube-state-metrics': web },
  };
}

/** Declares the ConfigMaps of a network's monitoring. @returns what its pods need to read them */
export function monitoringObjects(
  stack: TerraformStack,
  context: NetworkContext,
): Readonly<Record<MonitoringWorkload, Configured>> {
  const files = monitoringFiles(context);
  return {
    prometheus: configured(stack, context, 'prometheus', files.prometheus, [
      ...ownConfiguration('prometheus'),
      '--storage.tsdb.path=/var/lib/data',
      // Error budgets run over 30 days.
      '--storage.tsdb.retention.time=35d',
    ]),
    alertmanager: configured(stack, context, 'alertmanager', files.alertmanager, [
      ...ownConfiguration('alertmanager'),
      '--storage.path=/var/lib/data',
      '--cluster.listen-address=0.0.0.0:9094',
      '--cluster.peer=alertmanager.fadun-observability.svc:9094',
    ]),
    'kube-state-metrics': configured(
      stack,
      context,
      'kube-state-metrics',
      files['kube-state-metrics'],
      stateMetricsArguments('/etc/kube-state-metrics/web.yaml'),
    ),
  };
}

function ownConfiguration(name: 'prometheus' | 'alertmanager'): string[] {
  return [`--config.file=/etc/${name}/${name}.yaml`, `--web.config.file=/etc/${name}/web.yaml`];
}

function configured(
  stack: TerraformStack,
  context: NetworkContext,
  name: MonitoringWorkload,
  configMaps: ConfigMaps,
  own: readonly string[],
): Configured {
  const filled = Object.entries(configMaps).filter(([, data]) => Object.keys(data).length > 0);
  for (const [configMap, data] of filled) {
    new ConfigMapV1(stack, `configuration-${configMap}`, {
      metadata: {
        name: configMap,
        namespace: observabilityNamespace,
        labels: { ...commonLabels(context, 'observability'), [labels.component]: name },
      },
      data,
    });
  }
  const digest = createHash('sha256').update(JSON.stringify(configMaps)).digest('hex').slice(0, 16);
  const folder = `/etc/${name}`;
  return {
    arguments: own,
    configuration: filled.map(([configMap]) => ({
      name: configMap,
      path: configMap === name ? folder : `${rulesFolder}/${configMap}`,
      configMap,
    })),
    certificates: { secret: `${name}-tls`, path: certificateFolder },
    annotations: { [`${labelPrefix}/configuration`]: digest },
  };
}

function yaml(value: object): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}
