import { type DashboardSpec, panel } from './dashboard.ts';

/** All networks side by side, from nothing but the one-way summaries that they let out. */
export const estateDashboard: DashboardSpec = {
  id: 'estate',
  title: { zh: '全域态势', en: 'Estate' },
  description: { zh: '仅据各网单向摘要，不含系统与案件', en: 'From the one-way summaries alone: no system, no case' },
  variables: [],
  rows: [
    {
      title: { zh: '各网', en: 'Networks' },
      panels: [
        panel(
          'table',
          '距最近一份摘要',
          'Age of the summary',
          'time() - max by (network) (network:fadun_last_observation_timestamp_seconds:max)',
          { unit: 's', thresholds: { warn: 7200, alarm: 86_400 } },
        ),
        panel('table', '集群可达', 'Cluster reachable', 'min by (network) (network:fadun_cluster_reachable:min)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel('table', '隔离证明成立', 'Isolation proved', 'min by (network) (network:fadun_proof_holds:min)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel('table', '偏离声明的对象', 'Drifted objects', 'sum by (network) (network:fadun_drifted_objects:sum)', {
          thresholds: { alarm: 1 },
        }),
        panel(
          'table',
          '过期豁免仍生效',
          'Ended waivers still live',
          'sum by (network) (network:fadun_waiver_expired_live:sum)',
          { thresholds: { alarm: 1 } },
        ),
        panel('table', '日志链完整', 'Journals intact', 'min by (network) (network:fadun_journal_intact:min)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel('table', '逾期任务', 'Overdue duties', 'sum by (network) (network:fadun_duty_overdue_seconds:count)', {
          thresholds: { alarm: 1 },
        }),
        panel('table', '日志留存天数', 'Log retention, days', 'min by (network) (network:zf_log_retention_days:min)', {
          unit: 'd',
          thresholds: { alarm: 180, falling: true },
        }),
      ],
    },
    {
      title: { zh: '业务', en: 'Business' },
      panels: [
        panel(
          'curve',
          '时限预警',
          'Clock warnings',
          'sum by (network, level) (network_level:zf_clock_open_cases:sum{level!="green"})',
          { legend: '{{network}} {{level}}' },
        ),
        panel(
          'curve',
          '最早待发报文',
          'Oldest pending message',
          'max by (network) (network:zf_exchange_oldest_pending_seconds:max)',
          { unit: 's', legend: '{{network}}' },
        ),
        panel('table', '交换设备正常', 'Devices healthy', 'min by (network) (network:zf_exchange_device_healthy:min)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel(
          'curve',
          '未处置入侵',
          'Open intrusions',
          'sum by (network, severity) (network_severity:zf_host_intrusions_open:sum)',
          { legend: '{{network}} {{severity}}' },
        ),
      ],
    },
  ],
};
