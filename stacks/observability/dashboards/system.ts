import { type DashboardSpec, panel } from './dashboard.ts';

/** One system of the network: rate, errors, time, saturation, and what its data rests on. */
export const systemDashboard: DashboardSpec = {
  id: 'system',
  title: { zh: '业务系统', en: 'System' },
  description: { zh: '黄金指标、容量、备份与证书', en: 'Golden signals, capacity, backups and certificates' },
  variables: [{ name: 'system', label: { zh: '系统', en: 'System' }, metric: 'zf_http_requests_total' }],
  rows: [
    {
      title: { zh: '黄金指标', en: 'Golden signals' },
      panels: [
        panel(
          'curve',
          '请求',
          'Requests',
          'sum by (system, code_class) (rate(zf_http_requests_total{system=~"$system"}[5m]))',
          { unit: 'reqps', legend: '{{system}} {{code_class}}' },
        ),
        panel(
          'curve',
          '错误率',
          'Errors',
          'sum by (system) (rate(zf_http_requests_total{system=~"$system",code_class="5xx"}[5m])) / sum by (system) (rate(zf_http_requests_total{system=~"$system"}[5m]))',
          { unit: 'percentunit', legend: '{{system}}', thresholds: { warn: 0.005, alarm: 0.02 } },
        ),
        panel(
          'curve',
          '耗时 p95',
          'Time, p95',
          'histogram_quantile(0.95, sum by (system, le) (rate(zf_http_request_duration_seconds_bucket{system=~"$system"}[5m])))',
          { unit: 's', legend: '{{system}}', thresholds: { warn: 1, alarm: 3 } },
        ),
        panel(
          'curve',
          '容量使用率',
          'Capacity in use',
          'max by (system, resource) (zf_capacity_used_ratio{system=~"$system"})',
          {
            unit: 'percentunit',
            legend: '{{system}} {{resource}}',
            thresholds: { warn: 0.7, alarm: 0.85 },
          },
        ),
        panel(
          'curve',
          '队列最早消息',
          'Oldest message in the queue',
          'max by (system) (zf_queue_oldest_message_age_seconds{system=~"$system"})',
          { unit: 's', legend: '{{system}}' },
        ),
        panel(
          'curve',
          '复制延迟',
          'Replication lag',
          'max by (system) (zf_replication_lag_seconds{system=~"$system"})',
          {
            unit: 's',
            legend: '{{system}}',
          },
        ),
      ],
    },
    {
      title: { zh: '数据与证书', en: 'Data and certificates' },
      panels: [
        panel(
          'table',
          '距最近一次备份',
          'Since the last backup',
          'time() - max by (system) (zf_backup_last_success_timestamp_seconds{system=~"$system"})',
          { unit: 's', thresholds: { warn: 86_400, alarm: 172_800 } },
        ),
        panel(
          'table',
          '距最近一次恢复验证',
          'Since the last restore test',
          'time() - max by (system) (zf_restore_test_last_success_timestamp_seconds{system=~"$system"})',
          { unit: 's', thresholds: { warn: 7_776_000, alarm: 9_504_000 } },
        ),
        panel(
          'table',
          '证书剩余',
          'Certificates, time left',
          'min by (system, purpose) (zf_certificate_expiry_timestamp_seconds{system=~"$system"}) - time()',
          { unit: 's', thresholds: { warn: 2_592_000, alarm: 604_800, falling: true } },
        ),
        panel(
          'table',
          '国密双证书匹配',
          'SM2 pairs match',
          'min by (system) (zf_certificate_pair_matches{system=~"$system"})',
          {
            thresholds: { alarm: 1, falling: true },
          },
        ),
      ],
    },
  ],
};
