import { type DashboardSpec, panel } from './dashboard.ts';

/** One network at a glance: does it stand as declared, can it be watched, has it room. */
export const networkDashboard: DashboardSpec = {
  id: 'network',
  title: { zh: '网络总览', en: 'Network' },
  description: { zh: '本网集群、节点与监控自身的状态', en: 'Cluster, nodes and the monitoring of this network' },
  variables: [],
  rows: [
    {
      title: { zh: '与声明一致', en: 'As declared' },
      panels: [
        panel('state', '集群可达', 'Cluster reachable', 'min(fadun_cluster_reachable)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel('number', '偏离声明的对象', 'Drifted objects', 'sum(fadun_drifted_objects)', {
          thresholds: { alarm: 1 },
        }),
        panel('state', '隔离证明成立', 'Isolation proved', 'min(fadun_proof_holds)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel(
          'number',
          '距最近一次观测',
          'Since the last look',
          'time() - max(fadun_last_observation_timestamp_seconds)',
          {
            unit: 's',
            thresholds: { warn: 300, alarm: 900 },
          },
        ),
      ],
    },
    {
      title: { zh: '节点与控制平面', en: 'Nodes and control plane' },
      panels: [
        panel(
          'number',
          '未就绪节点',
          'Nodes not ready',
          'sum(kube_node_status_condition{condition="Ready",status!="true"})',
          { thresholds: { alarm: 1 } },
        ),
        panel('curve', '接口服务器请求', 'API server requests', 'sum by (code) (rate(apiserver_request_total[5m]))', {
          unit: 'reqps',
          legend: '{{code}}',
        }),
        panel(
          'curve',
          'etcd 落盘延迟 p99',
          'etcd fsync, p99',
          'histogram_quantile(0.99, sum by (le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket[5m])))',
          { unit: 's', thresholds: { warn: 0.01, alarm: 0.1 } },
        ),
        panel(
          'curve',
          '处理器使用率',
          'Processors in use',
          '1 - avg by (node) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
          { unit: 'percentunit', legend: '{{node}}', thresholds: { warn: 0.7, alarm: 0.9 } },
        ),
        panel(
          'curve',
          '文件系统余量',
          'File systems, free',
          'min by (node) (node_filesystem_avail_bytes / node_filesystem_size_bytes)',
          { unit: 'percentunit', legend: '{{node}}', thresholds: { warn: 0.2, alarm: 0.1, falling: true } },
        ),
        panel('curve', '时钟偏差', 'Clock offset', 'max by (node) (abs(node_timex_offset_seconds))', {
          unit: 's',
          legend: '{{node}}',
          thresholds: { warn: 0.5, alarm: 1 },
        }),
      ],
    },
    {
      title: { zh: '监控自身', en: 'The monitoring itself' },
      panels: [
        panel('number', '失联采集目标', 'Targets down', 'count(up == 0) or vector(0)', { thresholds: { alarm: 1 } }),
        panel(
          'curve',
          '规则计算失败',
          'Rules that failed',
          'sum(rate(prometheus_rule_evaluation_failures_total[5m]))',
          { thresholds: { alarm: 0.001 } },
        ),
        panel(
          'curve',
          '未送达的通知',
          'Notifications not sent',
          'sum by (integration) (rate(alertmanager_notifications_failed_total[5m]))',
          { legend: '{{integration}}', thresholds: { alarm: 0.001 } },
        ),
        panel(
          'curve',
          '未送达的审计日志',
          'Audit records not sent',
          'sum(rate(otelcol_exporter_send_failed_log_records_total[5m]))',
          { thresholds: { alarm: 0.001 } },
        ),
      ],
    },
  ],
};
