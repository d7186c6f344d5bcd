import type { Route } from '../model/exchange.ts';
import type { Site } from '../model/site.ts';

/** The exchange that carries summaries: what no route of it takes out of a network stays in it. */
export const summaryExchange = 'X41';

type SummarySite = Pick<Site, 'exchanges'>;

function summaryRoutes({ exchanges }: SummarySite): readonly Route[] {
  return exchanges[summaryExchange]?.routes ?? [];
}

/** The component that puts a network's summary into a channel; undefined where none leaves the network. */
export function summarySender(site: SummarySite, networkId: string): string | undefined {
  return summaryRoutes(site).find(({ from }) => from.network === networkId)?.from.component;
}

/** Where summaries arrive in a network, and whose; undefined where none do. */
export function summaryReceiver(
  site: SummarySite,
  networkId: string,
): { readonly component: string; readonly senders: readonly string[] } | undefined {
  const arriving = summaryRoutes(site).filter(({ to }) => to.network === networkId);
  if (arriving.length === 0) return undefined;
  return { component: arriving[0]!.to.component, senders: arriving.map(({ from }) => from.network) };
}

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
 * network, no system, no channel, no case; a signed file that channels carry as exchange X41, never a connection.
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
