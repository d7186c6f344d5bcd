import type { NetworkContext } from '../../context.ts';
import { labels, observabilityNamespace } from '../../model/names.ts';
import { metricsPort } from '../../model/profiles.ts';
import { platformWorkloads } from '../../platform.ts';
import { certificateFolder } from '../collector/network-collector.ts';

interface Relabel {
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
  readonly action?: 'keep' | 'drop' | 'replace' | 'labeldrop';
}

interface ScrapeJob {
  readonly job_name: string;
  readonly scheme: 'https';
  readonly honor_labels?: true;
  readonly tls_config: Readonly<Record<string, string>>;
  readonly authorization?: { readonly credentials_file: string };
  readonly kubernetes_sd_configs: readonly { readonly role: 'pod' | 'node' | 'endpoints' }[];
  readonly relabel_configs: readonly Relabel[];
  readonly metric_relabel_configs: readonly Relabel[];
  readonly label_value_length_limit: number;
}

/** Prometheus' configuration of one network. */
export interface PrometheusConfiguration {
  readonly global: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly rule_files: readonly string[];
  readonly alerting: object;
  readonly scrape_configs: readonly ScrapeJob[];
}

export const rulesFolder = '/etc/prometheus/rules';

const tls = {
  ca_file: `${certificateFolder}/ca.crt`,
  cert_file: `${certificateFolder}/tls.crt`,
  key_file: `${certificateFolder}/tls.key`,
  min_version: 'TLS12',
};

const podLabel = (label: string) => `__meta_kubernetes_pod_label_${label.replaceAll(/[./-]/g, '_')}`;

/**
 * What one network's Prometheus scrapes, evaluates and tells. Every series carries its network; system and channel come
 * from the labels that the applier sets on pods, so no emitter can speak for another.
 */
export function prometheusConfiguration(context: NetworkContext): PrometheusConfiguration {
  const network: Relabel = { target_label: 'network', replacement: context.networkId };
  const [alerts] = platformWorkloads.alertmanager.ports;
  return {
    global: {
      scrape_interval: '30s',
      evaluation_interval: '30s',
      external_labels: { site: context.site.id, network: context.networkId },
    },
    rule_files: [`${rulesFolder}/*/*.yaml`],
    alerting: {
      alertmanagers: [
        {
          scheme: 'https',
          tls_config: tls,
          dns_sd_configs: [{ names: [`alertmanager.${observabilityNamespace}.svc`], type: 'A', port: alerts.port }],
        },
      ],
    },
    scrape_configs: [workloads(network)],
  };
}

/** Every pod of ours that serves metrics: systems, front-ends, the platform's own. */
function workloads(network: Relabel): ScrapeJob {
  return {
    job_name: 'workloads',
    scheme: 'https',
    tls_config: tls,
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_pod_container_port_name'], regex: metricsPort.name, action: 'keep' },
      network,
      { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
      { source_labels: [podLabel(labels.system)], target_label: 'system' },
      { source_labels: [podLabel(labels.channel)], target_label: 'channel' },
    ],
    // What an emitter says of itself gives way to the target's labels; it is dropped, not kept beside them.
    metric_relabel_configs: [{ regex: 'exported_.*', action: 'labeldrop' }],
    label_value_length_limit: 64,
  };
}

/** Pages and interfaces by certificate only (GB/T 22239 8.1.2.2 a); read by Prometheus and by Alertmanager alike. */
export const webConfiguration = {
  tls_server_config: {
    cert_file: tls.cert_file,
    key_file: tls.key_file,
    client_ca_file: tls.ca_file,
    client_auth_type: 'RequireAndVerifyClientCert',
    min_version: tls.min_version,
  },
} as const;
