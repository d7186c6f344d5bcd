/**
 * Fields of the components that are used here, as their documents state them (opentelemetry-collector and -contrib 0.13x:
 * README.md and config.schema.yaml of each). A tree of names; `any` may hold what its own document says, `each` is an
 * item of a list.
 */
export interface Fields {
  readonly [name: string]: Fields | 'value' | 'any' | { readonly each: Fields | 'value' };
}

const value = 'value' as const;
const values = (...names: readonly string[]): Fields => Object.fromEntries(names.map((name) => [name, value]));
const list = { each: value } as const;

/** config/configtls */
const tls: Fields = {
  ...values('ca_file', 'ca_pem', 'cert_file', 'cert_pem', 'key_file', 'key_pem', 'min_version', 'max_version'),
  ...values('reload_interval', 'insecure', 'insecure_skip_verify', 'server_name_override', 'client_ca_file'),
  ...values('client_ca_file_reload', 'include_system_ca_certs_pool'),
  cipher_suites: list,
  curve_preferences: list,
  tpm: 'any',
};

/** config/configretry, exporter/exporterhelper */
const delivery: Fields = {
  timeout: value,
  retry_on_failure: values(
    ...['enabled', 'initial_interval', 'randomization_factor', 'multiplier', 'max_interval', 'max_elapsed_time'],
  ),
  sending_queue: {
    ...values('enabled', 'num_consumers', 'queue_size', 'storage', 'wait_for_result', 'block_on_overflow', 'sizer'),
    batch: 'any',
  },
};

/** config/configgrpc */
const grpcServer: Fields = {
  ...values('endpoint', 'transport', 'max_recv_msg_size_mib', 'max_concurrent_streams', 'read_buffer_size'),
  ...values('write_buffer_size', 'include_metadata'),
  tls,
  keepalive: 'any',
  auth: 'any',
  middlewares: 'any',
};
const grpcClient: Fields = {
  ...values('endpoint', 'compression', 'read_buffer_size', 'write_buffer_size', 'wait_for_ready', 'balancer_name'),
  ...values('authority'),
  tls,
  keepalive: 'any',
  headers: 'any',
  auth: 'any',
  middlewares: 'any',
};

/** config/confighttp */
const httpServer: Fields = {
  ...values('endpoint', 'max_request_body_size', 'include_metadata', 'read_timeout', 'read_header_timeout'),
  ...values('write_timeout', 'idle_timeout', 'keep_alives_enabled'),
  tls,
  cors: 'any',
  auth: 'any',
  response_headers: 'any',
  compression_algorithms: list,
  middlewares: 'any',
};

export const documentedFields: Readonly<
  Record<'receivers' | 'processors' | 'exporters' | 'extensions', Readonly<Record<string, Fields>>>
> = {
  receivers: {
    otlp: {
      protocols: {
        grpc: grpcServer,
        http: { ...httpServer, ...values('traces_url_path', 'metrics_url_path', 'logs_url_path') },
      },
    },
    prometheus: {
      ...values('trim_metric_suffixes', 'report_extra_scrape_metrics', 'use_start_time_metric'),
      target_allocator: 'any',
      api_server: 'any',
      config: {
        global: 'any',
        scrape_config_files: list,
        scrape_configs: {
          each: {
            ...values('job_name', 'scrape_interval', 'scrape_timeout', 'metrics_path', 'scheme', 'honor_labels'),
            ...values('honor_timestamps', 'sample_limit', 'label_limit'),
            static_configs: { each: { targets: list, labels: 'any' } },
            tls_config: 'any',
            authorization: 'any',
            relabel_configs: 'any',
            metric_relabel_configs: 'any',
          },
        },
      },
    },
    filelog: {
      ...values('exclude_older_than', 'start_at', 'force_flush_period', 'encoding', 'preserve_leading_whitespaces'),
      ...values(
        'preserve_trailing_whitespaces',
        'include_file_name',
        'include_file_path',
        'include_file_name_resolved',
      ),
      ...values('include_file_path_resolved', 'include_file_owner_name', 'include_file_owner_group_name'),
      ...values('include_file_record_number', 'include_file_record_offset', 'poll_interval', 'fingerprint_size'),
      ...values('initial_buffer_size', 'max_log_size', 'max_concurrent_files', 'max_batches', 'delete_after_read'),
      ...values('acquire_fs_lock', 'storage', 'compression', 'polls_to_archive'),
      include: list,
      exclude: list,
      multiline: 'any',
      attributes: 'any',
      resource: 'any',
      header: 'any',
      ordering_criteria: 'any',
      retry_on_failure: values('enabled', 'initial_interval', 'max_interval', 'max_elapsed_time'),
      operators: {
        each: {
          ...values('type', 'id', 'output', 'parse_from', 'parse_to', 'parse_ints', 'on_error', 'if'),
          timestamp: values('parse_from', 'layout_type', 'layout', 'location'),
          severity: 'any',
        },
      },
    },
  },
  processors: {
    memory_limiter: values(
      ...['check_interval', 'limit_mib', 'spike_limit_mib', 'limit_percentage', 'spike_limit_percentage'],
      ...['min_gc_interval_when_soft_limited', 'min_gc_interval_when_hard_limited'],
    ),
    redaction: {
      ...values('allow_all_keys', 'redact_all_types', 'summary', 'hash_function', 'hmac_key'),
      allowed_keys: list,
      allowed_values: list,
      blocked_key_patterns: list,
      blocked_values: list,
      ignored_keys: list,
      ignored_key_patterns: list,
      url_sanitizer: 'any',
      db_sanitizer: 'any',
    },
    resource: {
      attributes: {
        each: values(
          'key',
          'value',
          'action',
          'from_attribute',
          'from_context',
          'pattern',
          'converted_type',
          'default_value',
        ),
      },
    },
    tail_sampling: {
      ...values('decision_wait', 'num_traces', 'expected_new_traces_per_sec', 'block_on_overflow'),
      ...values('sample_on_first_match', 'decision_wait_after_root_received', 'drop_pending_traces_on_shutdown'),
      ...values('maximum_trace_size_bytes', 'sampling_strategy', 'tail_storage'),
      decision_cache: values('sampled_cache_size', 'non_sampled_cache_size'),
      policies: {
        each: {
          ...values('name', 'type'),
          status_code: { status_codes: list },
          latency: values('threshold_ms', 'upper_threshold_ms'),
          string_attribute: {
            ...values('key', 'enabled_regex_matching', 'invert_match', 'cache_max_size'),
            values: list,
          },
          probabilistic: values('sampling_percentage', 'hash_salt'),
          numeric_attribute: values('key', 'min_value', 'max_value', 'invert_match'),
          rate_limiting: values('spans_per_second'),
          and: 'any',
          not: 'any',
          drop: 'any',
          composite: 'any',
          ottl_condition: 'any',
          boolean_attribute: values('key', 'value', 'invert_match'),
        },
      },
    },
    transform: {
      ...values('error_mode', 'flatten_data'),
      log_statements: { each: { ...values('context', 'error_mode'), statements: list, conditions: list } },
      metric_statements: 'any',
      trace_statements: 'any',
    },
    batch: {
      ...values('send_batch_size', 'send_batch_max_size', 'timeout', 'metadata_cardinality_limit'),
      metadata_keys: list,
    },
  },
  exporters: {
    otlp: { ...grpcClient, ...delivery },
    loadbalancing: {
      ...delivery,
      routing_key: value,
      routing_attributes: list,
      protocol: { otlp: { ...grpcClient, ...delivery } },
      resolver: {
        dns: values('hostname', 'port', 'interval', 'timeout'),
        static: { hostnames: list },
        k8s: 'any',
        aws_cloud_map: 'any',
      },
    },
    prometheus: {
      ...httpServer,
      ...values('namespace', 'send_timestamps', 'metric_expiration', 'enable_open_metrics', 'add_metric_suffixes'),
      ...values('translation_strategy', 'without_scope_info'),
      const_labels: 'any',
      resource_to_telemetry_conversion: values('enabled', 'exclude_service_attributes'),
      sending_queue: 'any',
    },
    syslog: { ...delivery, ...values('endpoint', 'port', 'network', 'protocol', 'enable_octet_counting'), tls },
  },
  extensions: {
    health_check: {
      ...httpServer,
      path: value,
      response_body: values('healthy', 'unhealthy'),
      check_collector_pipeline: 'any',
    },
    file_storage: {
      ...values('directory', 'timeout', 'fsync', 'create_directory', 'directory_permissions', 'recreate'),
      compaction: values(
        ...['on_start', 'on_rebound', 'directory', 'rebound_needed_threshold_mib', 'rebound_trigger_threshold_mib'],
        ...['max_transaction_size', 'check_interval', 'cleanup_on_start'],
      ),
    },
  },
};
