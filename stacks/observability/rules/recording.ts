import { dateOf, dayOf } from '../../model/calendar/day.ts';
import { secondsOf } from '../../model/calendar/instant.ts';
import type { GuardPeriod } from '../../model/network.ts';
import { summarySeries } from '../summary.ts';

/** A series that Prometheus computes and keeps; named `level:metric:operations`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  /** Labels of the recorded series: the first part of its name. */
  readonly by: readonly string[];
  /** Labels that the rule sets. @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Windows of the burn-rate alerts, shortest first. */
const ratioWindows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

const system = ['network', 'system'] as const;

/** What every network records; the protection periods come from the site's declaration. */
export function recordingRules(network: string, guardPeriods: readonly GuardPeriod[]): RecordingRule[] {
  return [
    ...ratioWindows.flatMap((window) => [
      {
        record: `network_system:zf_http_errors:ratio_rate${window}`,
        expr: ratio('zf_http_requests_total', 'code_class="5xx"', window),
        by: system,
      },
      {
        record: `network_system:zf_hotline_calls_abandoned:ratio_rate${window}`,
        expr: ratio('zf_hotline_calls_total', 'outcome="abandoned"', window),
        by: system,
      },
    ]),
    {
      record: 'network_system:zf_http_requests:rate5m',
      expr: 'sum by (network, system) (rate(zf_http_requests_total[5m]))',
      by: system,
    },
    {
      record: 'network_system:zf_http_request_duration_seconds:p95_rate5m',
      expr: 'histogram_quantile(0.95, sum by (network, system, le) (rate(zf_http_request_duration_seconds_bucket[5m])))',
      by: system,
    },
    {
      record: 'network_system_service:zf_shared_service_duration_seconds:p95_rate5m',
      expr: 'histogram_quantile(0.95, sum by (network, system, service, le) (rate(zf_shared_service_duration_seconds_bucket[5m])))',
      by: [...system, 'service'],
    },
    {
      record: 'network_system:zf_hotline_wait_duration_seconds:p95_rate5m',
      expr: 'histogram_quantile(0.95, sum by (network, system, le) (rate(zf_hotline_wait_duration_seconds_bucket[5m])))',
      by: system,
    },
    {
      record: 'network_system_task:zf_task_failed:ratio_rate1h',
      expr: 'sum by (network, system, task) (rate(zf_task_runs_total{outcome="failed"}[1h])) / sum by (network, system, task) (rate(zf_task_runs_total[1h]))',
      by: [...system, 'task'],
    },
    {
      record: 'network_system:zf_login_failures:increase10m',
      expr: 'sum by (network, system) (increase(zf_login_failures_total[10m]))',
      by: system,
    },
    ...(['1h', '6h', '1d'] as const).map((window) => ({
      record: `network_channel:zf_exchange_sent:increase${window}`,
      expr: `sum by (network, channel) (increase(zf_exchange_sent_total[${window}]))`,
      by: ['network', 'channel'],
    })),
    {
      record: 'network_channel:zf_exchange_received:increase1h',
      expr: 'sum by (network, channel) (increase(zf_exchange_received_total[1h]))',
      by: ['network', 'channel'],
    },
    {
      record: 'network_clock_level:zf_clock_open_cases:sum',
      expr: 'sum by (network, clock, level) (zf_clock_open_cases)',
      by: ['network', 'clock', 'level'],
    },
    {
      record: 'network:apiserver_request_errors:ratio_rate5m',
      expr: 'sum by (network) (rate(apiserver_request_total{code=~"5.."}[5m])) / sum by (network) (rate(apiserver_request_total[5m]))',
      by: ['network'],
    },
    {
      record: 'network:etcd_disk_wal_fsync_duration_seconds:p99_rate5m',
      expr: 'histogram_quantile(0.99, sum by (network, le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket[5m])))',
      by: ['network'],
    },
    {
      record: 'network_node:node_cpu_used:ratio_rate5m',
      expr: '1 - avg by (network, node) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
      by: ['network', 'node'],
    },
    ...summarySeries,
    guardRule(network, guardPeriods),
  ];
}

function ratio(metric: string, failed: string, window: string): string {
  const rate = (selector: string) => `sum by (network, system) (rate(${selector}[${window}]))`;
  return `${rate(`${metric}{${failed}}`)} / ${rate(metric)}`;
}

/** 1 on the days of a protection period (重保), in China standard time; 0 on all others. */
function guardRule(network: string, guardPeriods: readonly GuardPeriod[]): RecordingRule {
  const spans = guardPeriods.map(({ from, to }) => {
    const [first, end] = [epochOf(from), epochOf(dateOf(dayOf(to) + 1))];
    return `(vector(time()) >= bool ${first}) * (vector(time()) < bool ${end})`;
  });
  return {
    record: 'network:guard_period:active',
    expr: spans.length === 0 ? 'vector(0)' : spans.join(' + '),
    by: ['network'],
    labels: { network },
  };
}

const zoneSeconds = 8 * 3600;

/** Unix time of the first second of a day in China. */
function epochOf(date: string): number {
  return secondsOf(date) - zoneSeconds;
}
