/** A series of the summary that a network may let out: aggregated over everything in it, so that nothing in it is named. */
export interface SummarySeries {
  /** `level:metric:operations`, as recording rules are named. */
  readonly record: string;
  readonly expr: string;
  /** Labels of the recorded series; never of a system, channel, case or object. */
  readonly by: readonly ('network' | 'level' | 'severity')[];
}

/**
 * The one-way summary: all that may ever leave a network as telemetry, in the estate's direction only. Numbers of a whole
 * network, no system, no channel, no case; a signed file a channel carries, never a connection.
 */
export const summarySeries: readonly SummarySeries[] = [
  ofNetwork('network:fadun_cluster_reachable:min', 'min by (network) (fadun_cluster_reachable)'),
  ofNetwork('network:fadun_objects:sum', 'sum by (network) (fadun_objects)'),
  ofNetwork('network:fadun_drifted_objects:sum', 'sum by (network) (fadun_drifted_objects)'),
  ofNetwork('network:fadun_proof_holds:min', 'min by (network) (fadun_proof_holds)'),
  ofNetwork('network:fadun_journal_intact:min', 'min by (network) (fadun_journal_intact)'),
  ofNetwork('network:fadun_waiver_expired_live:sum', 'sum by (network) (fadun_waiver_expired_live)'),
  ofNetwork('network:fadun_duty_overdue_seconds:count', 'count by (network) (fadun_duty_overdue_seconds > 0)'),
  ofNetwork('network:zf_exchange_device_healthy:min', 'min by (network) (zf_exchange_device_healthy)'),
  ofNetwork('network:zf_exchange_oldest_pending_seconds:max', 'max by (network) (zf_exchange_oldest_pending_seconds)'),
  ofNetwork('network:zf_log_retention_days:min', 'min by (network) (zf_log_retention_days)'),
  {
    record: 'network_level:zf_clock_open_cases:sum',
    expr: 'sum by (network, level) (zf_clock_open_cases)',
    by: ['network', 'level'],
  },
  {
    record: 'network_severity:zf_host_intrusions_open:sum',
    expr: 'sum by (network, severity) (zf_host_intrusions_open)',
    by: ['network', 'severity'],
  },
  ofNetwork(
    'network:fadun_last_observation_timestamp_seconds:max',
    'max by (network) (fadun_last_observation_timestamp_seconds)',
  ),
];

function ofNetwork(record: string, expr: string): SummarySeries {
  return { record, expr, by: ['network'] };
}
