import { createHash } from 'node:crypto';
import { dump } from 'js-yaml';
import { commonLabels, type NetworkContext } from '../context.ts';
import { labelPrefix, labels, observabilityNamespace } from '../model/names.ts';
import { platformWorkloads } from '../platform.ts';
import { ConfigMapV1, type TerraformStack } from '../terraform.ts';
import { certificateFolder } from './collector/network-collector.ts';
import type { Configured } from './monitoring-objects.ts';

const name = 'trace-store';
const folder = '/etc/jaeger';
const data = '/var/lib/data';
const store = 'spans';

const [spans, queries, metrics] = platformWorkloads[name].ports;

/** Inside the pod only: by this way its own metrics reach the exporter that serves them over TLS. */
const ownTelemetry = '127.0.0.1:4319';

const tls = {
  cert_file: `${certificateFolder}/tls.crt`,
  key_file: `${certificateFolder}/tls.key`,
  min_version: '1.2',
  reload_interval: '1h',
} as const;

/**
 * What Jaeger (2.x, configured as a collector is) of a network runs by. It serves what `platformWorkloads` declares and
 * nothing else. Its own listener for metrics knows no TLS: it hands them to itself, and an exporter serves them with TLS.
 */
export const traceStoreConfiguration = {
  extensions: {
    healthcheckv2: { use_v2: true, http: { endpoint: '127.0.0.1:13133' } },
    jaeger_storage: {
      backends: {
        [store]: {
          badger: {
            directories: { keys: `${data}/keys`, values: `${data}/values` },
            ephemeral: false,
            // Sampled traces explain a week; what must be kept longer is an audit record.
            ttl: { spans: '168h' },
          },
        },
      },
    },
    jaeger_query: {
      storage: { traces: store },
      grpc: { endpoint: `0.0.0.0:${queries.port}`, tls },
      http: { endpoint: '127.0.0.1:16686' },
    },
  },
  receivers: {
    otlp: { protocols: { grpc: { endpoint: `0.0.0.0:${spans.port}`, tls } } },
    'otlp/own': { protocols: { grpc: { endpoint: ownTelemetry } } },
  },
  processors: { batch: { timeout: '1s' } },
  exporters: {
    jaeger_storage_exporter: { trace_storage: store },
    prometheus: { endpoint: `0.0.0.0:${metrics.port}`, tls, metric_expiration: '10m' },
  },
  service: {
    extensions: ['healthcheckv2', 'jaeger_storage', 'jaeger_query'],
    telemetry: {
      logs: { level: 'info', encoding: 'json' },
      metrics: {
        level: 'normal',
        readers: [
          {
            periodic: {
              interval: 60_000,
              exporter: {
                otlp: { protocol: 'grpc', endpoint: `http://${ownTelemetry}`, insecure: true },
              },
            },
          },
        ],
      },
    },
    pipelines: {
      traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] },
      metrics: { receivers: ['otlp/own'], processors: ['batch'], exporters: ['prometheus'] },
    },
  },
} as const;

/** Declares the ConfigMap of a network's trace store. @returns what its pod needs to read it */
export function traceStoreObjects(stack: TerraformStack, context: NetworkContext): Configured {
  const yaml = dump(traceStoreConfiguration, { lineWidth: 120, noRefs: true });
  new ConfigMapV1(stack, `configuration-${name}`, {
    metadata: {
      name,
      namespace: observabilityNamespace,
      labels: { ...commonLabels(context, 'observability'), [labels.component]: name },
    },
    data: { 'config.yaml': yaml },
  });
  return {
    arguments: [`--config=${folder}/config.yaml`],
    configuration: [{ name, path: folder, configMap: name }],
    certificates: { secret: `${name}-tls`, path: certificateFolder },
    annotations: { [`${labelPrefix}/configuration`]: createHash('sha256').update(yaml).digest('hex').slice(0, 16) },
  };
}
