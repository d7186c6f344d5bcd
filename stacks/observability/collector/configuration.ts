/** Lengths of time as Go writes them: `200ms`, `30s`, `5m`. */
export type GoDuration = `${number}${'ms' | 's' | 'm' | 'h'}` | '0';

/** Certificates of a side (configtls). */
export interface Tls {
  readonly ca_file?: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly min_version?: '1.2' | '1.3';
  readonly reload_interval?: GoDuration;
  readonly server_name_override?: string;
}

/** Retries and queue of an exporter (exporterhelper). */
export interface Delivery {
  readonly timeout?: GoDuration;
  readonly retry_on_failure: {
    readonly enabled: true;
    readonly initial_interval: GoDuration;
    readonly max_interval: GoDuration;
    /** 0 never gives up. */
    readonly max_elapsed_time: GoDuration;
  };
  readonly sending_queue: {
    readonly enabled: true;
    readonly num_consumers?: number;
    readonly queue_size: number;
    /** Id of the extension that keeps the queue over a restart. */
    readonly storage?: string;
  };
}

export interface OtlpReceiver {
  readonly protocols: {
    readonly grpc: { readonly endpoint: string; readonly max_recv_msg_size_mib: number; readonly tls: Tls };
  };
}

export interface PrometheusReceiver {
  readonly config: {
    readonly scrape_configs: readonly {
      readonly job_name: string;
      readonly scrape_interval: GoDuration;
      readonly static_configs: readonly { readonly targets: readonly string[] }[];
    }[];
  };
}

export interface FilelogReceiver {
  readonly include: readonly string[];
  readonly start_at: 'beginning' | 'end';
  readonly storage: string;
  readonly include_file_name: boolean;
  readonly max_log_size: `${number}MiB`;
  readonly retry_on_failure: { readonly enabled: true; readonly max_elapsed_time: GoDuration };
  readonly operators: readonly {
    readonly type: 'json_parser';
    readonly parse_from: 'body';
    readonly timestamp: { readonly parse_from: string; readonly layout_type: 'gotime'; readonly layout: string };
  }[];
}

export interface MemoryLimiter {
  readonly check_interval: GoDuration;
  readonly limit_mib: number;
  readonly spike_limit_mib: number;
}

export interface Redaction {
  readonly allow_all_keys: boolean;
  readonly blocked_key_patterns: readonly string[];
  readonly blocked_values: readonly string[];
  readonly redact_all_types: boolean;
  readonly summary: 'debug' | 'info' | 'silent';
}

export interface ResourceProcessor {
  readonly attributes: readonly {
    readonly key: string;
    readonly value: string | number;
    readonly action: 'upsert' | 'insert' | 'update';
  }[];
}

export interface TailSampling {
  readonly decision_wait: GoDuration;
  readonly num_traces: number;
  readonly expected_new_traces_per_sec: number;
  readonly policies: readonly (
    | {
        readonly name: string;
        readonly type: 'status_code';
        readonly status_code: { readonly status_codes: readonly ('ERROR' | 'OK' | 'UNSET')[] };
      }
    | { readonly name: string; readonly type: 'latency'; readonly latency: { readonly threshold_ms: number } }
    | {
        readonly name: string;
        readonly type: 'string_attribute';
        readonly string_attribute: { readonly key: string; readonly values: readonly string[] };
      }
    | {
        readonly name: string;
        readonly type: 'probabilistic';
        readonly probabilistic: { readonly sampling_percentage: number };
      }
  )[];
}

export interface Transform {
  readonly error_mode: 'ignore' | 'silent' | 'propagate';
  readonly log_statements: readonly { readonly context: 'log'; readonly statements: readonly string[] }[];
}

export interface Batch {
  readonly send_batch_size: number;
  readonly send_batch_max_size: number;
  readonly timeout: GoDuration;
}

export interface OtlpExporter extends Delivery {
  readonly endpoint: string;
  readonly tls: Tls;
}

export interface LoadBalancing {
  readonly routing_key: 'traceID';
  readonly protocol: { readonly otlp: { readonly timeout: GoDuration; readonly tls: Tls } };
  readonly resolver: {
    readonly dns: { readonly hostname: string; readonly port: string; readonly interval: GoDuration };
  };
}

export interface PrometheusExporter {
  readonly endpoint: string;
  readonly tls: Tls;
  readonly metric_expiration: GoDuration;
  readonly resource_to_telemetry_conversion: { readonly enabled: boolean };
}

export interface SyslogExporter extends Delivery {
  readonly endpoint: string;
  readonly port: number;
  readonly network: 'tcp';
  readonly protocol: 'rfc5424';
  readonly enable_octet_counting: boolean;
  readonly tls: Tls;
}

export interface FileStorage {
  readonly directory: string;
  readonly create_directory: boolean;
  readonly timeout: GoDuration;
  readonly compaction: { readonly on_start: boolean; readonly directory: string };
}

type Instances<Type extends string, Shape> = { readonly [Id in Type | `${Type}/${string}`]?: Shape };

/** What a signal goes through. */
export interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** A collector's configuration, of the components that are used here and with the fields that are set. */
export interface CollectorConfiguration {
  readonly receivers: Instances<'otlp', OtlpReceiver> &
    Instances<'prometheus', PrometheusReceiver> &
    Instances<'filelog', FilelogReceiver>;
  readonly processors: Instances<'memory_limiter', MemoryLimiter> &
    Instances<'redaction', Redaction> &
    Instances<'resource', ResourceProcessor> &
    Instances<'tail_sampling', TailSampling> &
    Instances<'transform', Transform> &
    Instances<'batch', Batch>;
  readonly exporters: Instances<'otlp', OtlpExporter> &
    Instances<'loadbalancing', LoadBalancing> &
    Instances<'prometheus', PrometheusExporter> &
    Instances<'syslog', SyslogExporter>;
  readonly extensions: Instances<'health_check', { readonly endpoint: string }> &
    Instances<'file_storage', FileStorage>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly telemetry: {
      readonly logs: { readonly level: 'info'; readonly encoding: 'json' };
      readonly metrics: {
        readonly level: 'normal' | 'detailed';
        readonly readers: readonly {
          readonly pull: {
            readonly exporter: { readonly prometheus: { readonly host: string; readonly port: number } };
          };
        }[];
      };
    };
    readonly pipelines: { readonly [Id in `${'traces' | 'metrics' | 'logs'}${'' | `/${string}`}`]?: Pipeline };
  };
}
