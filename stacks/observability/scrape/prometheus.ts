import type { NetworkContext } from '../../context.ts';
import { observabilityNamespace } from '../../model/names.ts';
import { platformWorkloads } from '../../platform.ts';
import { type ScrapeJob, scrapeJobs } from './jobs.ts';
import { ownTls as tls } from './tls.ts';

/** Prometheus' configuration of one network. */
export interface PrometheusConfiguration {
  readonly global: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly rule_files: readonly string[];
  readonly alerting: object;
  readonly scrape_configs: readonly ScrapeJob[];
}

export const rulesFolder = '/etc/prometheus/rules';

/**
 * What one network's Prometheus scrapes, evaluates and tells. Every series carries its network; system and channel come
 * from the labels that the applier sets on pods, so no emitter can speak for another.
 */
export function prometheusConfiguration(context: NetworkContext): PrometheusConfiguration {
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
    scrape_configs: scrapeJobs(context),
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
