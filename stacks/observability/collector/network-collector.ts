import type { NetworkContext } from '../../context.ts';
import { observabilityNamespace } from '../../model/names.ts';
import { metricsPort } from '../../model/profiles.ts';
import { platformWorkloads } from '../../platform.ts';
import type { Workload } from '../../workloads.ts';
import type { CollectorConfiguration, Delivery, OtlpReceiver, Tls } from './configuration.ts';
import { hiddenKeys, identifyingValues } from './identifiers.ts';
import { auditRetentionDays } from './retention.ts';

/** Where the collector finds its own certificate and key and the authorities of its network. */
export const certificateFolder = '/etc/fadun/tls';

/** A claim of the collector's own: what could not be sent yet outlives the pod. */
export const queueFolder = '/var/lib/data/queue';

const own: Tls = {
  cert_file: `${certificateFolder}/tls.crt`,
  key_file: `${certificateFolder}/tls.key`,
  min_version: '1.2',
  reload_interval: '1h',
};

const ofNetwork: Tls = { ca_file: `${certificateFolder}/ca.crt`, min_version: '1.2', reload_interval: '1h' };

/** Memory that the collector may use, in MiB: below the limit of its container. */
const memory = { limit: 400, spike: 80 } as const;

const telemetryPort = 8888;

/** What one network's collector does; every address in it is of this network (crossing rule R1). */
export function networkCollector(context: NetworkContext, workloads: readonly Workload[]): CollectorConfiguration {
  const logStore = workloads.find(({ end }) => end === 'security-assurance/log-store');
  const { ports } = platformWorkloads.collector;
  const host = serviceHost({ name: 'collector', namespace: observabilityNamespace });
  return {
    receivers: {
      otlp: otlpOn(ports[0].port),
      'otlp/sampling': otlpOn(ports[1].port),
      prometheus: {
        config: {
          scrape_configs: [
            {
              job_name: 'collector',
              scrape_interval: '30s',
              static_configs: [{ targets: [`127.0.0.1:${telemetryPort}`] }],
            },
          ],
        },
      },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: memory.limit, spike_limit_mib: memory.spike },
      redaction,
      resource: {
        attributes: [attribute('fadun.site', context.site.id), attribute('fadun.network', context.networkId)],
      },
      tail_sampling: sampling,
      batch: { send_batch_size: 1024, send_batch_max_size: 2048, timeout: '1s' },
      ...(logStore && {
        'resource/retention': { attributes: [attribute('fadun.retention.days', auditRetentionDays)] },
        'transform/syslog': toSyslog,
      }),
    },
    exporters: {
      // All spans of a trace must meet at one member before it is decided on.
      loadbalancing: {
        routing_key: 'traceID',
        protocol: { otlp: { timeout: '5s', tls: { ...ofNetwork, server_name_override: host } } },
        resolver: { dns: { hostname: host, port: String(ports[1].port), interval: '30s' } },
      },
      'otlp/traces': {
        endpoint: `${serviceHost({ name: 'trace-store', namespace: observabilityNamespace })}:${platformWorkloads['trace-store'].ports[0].port}`,
        tls: ofNetwork,
        ...delivery(2000, '1h'),
      },
      prometheus: {
        endpoint: `0.0.0.0:${metricsPort.port}`,
        tls: own,
        metric_expiration: '10m',
        resource_to_telemetry_conversion: { enabled: false },
      },
      ...(logStore && {
        syslog: {
          endpoint: serviceHost(logStore),
          port: 6514,
          network: 'tcp',
          protocol: 'rfc5424',
          // RFC 5425 4.3: messages over TLS are counted, not ended by a newline.
          enable_octet_counting: true,
          tls: ofNetwork,
          // An audit record is never given up.
          ...delivery(20_000, '0'),
        },
      }),
    },
    extensions: {
      health_check: { endpoint: '127.0.0.1:13133' },
      file_storage: fileStorage(queueFolder),
    },
    service: {
      extensions: ['health_check', 'file_storage'],
      telemetry: ownTelemetry,
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'redaction'],
          exporters: ['loadbalancing'],
        },
        'traces/sampling': {
          receivers: ['otlp/sampling'],
          processors: ['memory_limiter', 'redaction', 'resource', 'tail_sampling', 'batch'],
          exporters: ['otlp/traces'],
        },
        metrics: {
          receivers: ['otlp', 'prometheus'],
          processors: ['memory_limiter', 'redaction', 'batch'],
          exporters: ['prometheus'],
        },
        ...(logStore && {
          logs: {
            receivers: ['otlp'],
            processors: ['memory_limiter', 'redaction', 'resource', 'resource/retention', 'transform/syslog', 'batch'],
            exporters: ['syslog'],
          },
        }),
      },
    },
  };
}

/** Reads the API server's audit log where it is written, on the hosts of the control plane: nothing else may mount it. */
export function auditAgent({ site, networkId }: NetworkContext): CollectorConfiguration {
  return {
    receivers: {
      'filelog/audit': {
        include: ['/var/log/kubernetes/audit/*.log'],
        start_at: 'beginning',
        storage: 'file_storage',
        include_file_name: true,
        max_log_size: '1MiB',
        retry_on_failure: { enabled: true, max_elapsed_time: '0' },
        operators: [
          {
            type: 'json_parser',
            parse_from: 'body',
            timestamp: {
              parse_from: 'attributes.stageTimestamp',
              layout_type: 'gotime',
              layout: '2006-01-02T15:04:05.999999Z07:00',
            },
          },
        ],
      },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: 200, spike_limit_mib: 40 },
      redaction,
      resource: {
        attributes: [
          attribute('service.name', 'kube-apiserver'),
          attribute('fadun.site', site.id),
          attribute('fadun.network', networkId),
          attribute('fadun.retention.days', auditRetentionDays),
        ],
      },
      batch: { send_batch_size: 512, send_batch_max_size: 1024, timeout: '1s' },
    },
    exporters: {
      otlp: { endpoint: `${collectorAddress}:4317`, tls: ofNetwork, ...delivery(20_000, '0') },
    },
    extensions: {
      health_check: { endpoint: '127.0.0.1:13133' },
      file_storage: fileStorage('/var/lib/fadun-audit-agent'),
    },
    service: {
      extensions: ['health_check', 'file_storage'],
      telemetry: ownTelemetry,
      pipelines: {
        'logs/audit': {
          receivers: ['filelog/audit'],
          processors: ['memory_limiter', 'redaction', 'resource', 'batch'],
          exporters: ['otlp'],
        },
      },
    },
  };
}

/** The hosts do not resolve names of the cluster: whoever installs the agent gives the address of the collector's service. */
export const collectorAddress = `$\{env:FADUN_COLLECTOR_ADDRESS}`;

function otlpOn(port: number): OtlpReceiver {
  return { protocols: { grpc: { endpoint: `0.0.0.0:${port}`, max_recv_msg_size_mib: 4, tls: own } } };
}

function serviceHost({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
  return `${name}.${namespace}.svc`;
}

function attribute(key: string, value: string | number) {
  return { key, value, action: 'upsert' } as const;
}

function fileStorage(directory: string) {
  return {
    directory,
    create_directory: true,
    timeout: '5s',
    compaction: { on_start: true, directory: `${directory}/compaction` },
  } as const;
}

/** A queue on disk, and retries until the given time has passed; `0` never gives up. */
function delivery(queueSize: number, giveUpAfter: '0' | '1h'): Delivery {
  return {
    timeout: '10s',
    retry_on_failure: { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: giveUpAfter },
    sending_queue: { enabled: true, num_consumers: 4, queue_size: queueSize, storage: 'file_storage' },
  };
}

/** Attributes are hidden by name and by value; that something was hidden is not told, since that would tell what. */
const redaction = {
  allow_all_keys: true,
  blocked_key_patterns: hiddenKeys,
  blocked_values: identifyingValues,
  redact_all_types: true,
  summary: 'silent',
} as const;

/** Every error, everything slow, every crossing of a boundary; of the rest one in twenty. */
const sampling = {
  decision_wait: '15s',
  num_traces: 20_000,
  expected_new_traces_per_sec: 200,
  policies: [
    { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
    { name: 'slow', type: 'latency', latency: { threshold_ms: 1000 } },
    {
      name: 'exchange',
      type: 'string_attribute',
      string_attribute: { key: 'service.name', values: ['front-end', 'reconciliation'] },
    },
    { name: 'others', type: 'probabilistic', probabilistic: { sampling_percentage: 5 } },
  ],
} as const;

/** The exporter makes its message of attributes of these names (RFC 5424 6.2–6.4); facility 13 is log audit, 6 is informational. */
const toSyslog = {
  error_mode: 'ignore',
  log_statements: [
    {
      context: 'log',
      statements: [
        'set(log.attributes["message"], log.body)',
        'set(log.attributes["appname"], resource.attributes["service.name"])',
        'set(log.attributes["hostname"], resource.attributes["fadun.network"])',
        'set(log.attributes["priority"], 110)',
      ],
    },
  ],
} as const;

const ownTelemetry = {
  logs: { level: 'info', encoding: 'json' },
  metrics: {
    level: 'normal',
    readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: telemetryPort } } } }],
  },
} as const;
