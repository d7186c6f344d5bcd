import { createHash } from 'node:crypto';
import { dump } from 'js-yaml';
import { commonLabels, type NetworkContext } from '../../context.ts';
import { labelPrefix, labels, observabilityNamespace } from '../../model/names.ts';
import type { PodFacts } from '../../systems/pod-template.ts';
import { ConfigMapV1, type TerraformStack } from '../../terraform.ts';
import type { Workload } from '../../workloads.ts';
import type { CollectorConfiguration } from './configuration.ts';
import { certificateFolder, networkCollector } from './network-collector.ts';
import { auditRetentionDays } from './retention.ts';

const name = 'collector';
const folder = '/etc/otelcol';

/** The configuration as the collector reads it: a dollar sign of a pattern is doubled, one that names a variable is not. */
export function collectorYaml(configuration: CollectorConfiguration): string {
  return dump(configuration, { lineWidth: 120, noRefs: true }).replaceAll(/\$(?!\{env:)/g, '$$$$');
}

/** Declares the ConfigMap of a network's collector. @returns what its pods need to read it */
export function collectorConfigMap(
  stack: TerraformStack,
  context: NetworkContext,
  workloads: readonly Workload[],
): Pick<PodFacts, 'arguments' | 'configuration' | 'certificates'> & { annotations: Readonly<Record<string, string>> } {
  const yaml = collectorYaml(networkCollector(context, workloads));
  new ConfigMapV1(stack, `configuration-${name}`, {
    metadata: {
      name,
      namespace: observabilityNamespace,
      labels: { ...commonLabels(context, 'observability'), [labels.component]: name },
      annotations: { [`${labelPrefix}/audit-retention-days`]: String(auditRetentionDays) },
    },
    data: { 'config.yaml': yaml },
  });
  return {
    arguments: [`--config=${folder}/config.yaml`],
    configuration: [{ name: 'configuration', path: folder, configMap: name }],
    certificates: { secret: `${name}-tls`, path: certificateFolder },
    annotations: { [`${labelPrefix}/configuration`]: createHash('sha256').update(yaml).digest('hex').slice(0, 16) },
  };
}
