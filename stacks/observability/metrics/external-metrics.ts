import type { ExternalMetric, MetricSource } from './metric.ts';

/** Metrics of others that rules and dashboards read, named as they come with Kubernetes 1.33 and its tools. */
export const externalMetrics = {
  up: {
    type: 'gauge',
    labels: ['network', 'job', 'namespace'],
    source: 'prometheus',
    help: { zh: '采集目标可达为 1', en: '1 while a target answers the scrape' },
  },
  ALERTS_FOR_STATE: {
    type: 'gauge',
    labels: ['network', 'severity'],
    source: 'prometheus',
    help: { zh: '告警开始的时间', en: 'Time since which an alert stands' },
  },
  prometheus_rule_evaluation_failures_total: {
    type: 'counter',
    labels: ['network'],
    source: 'prometheus',
    help: { zh: '规则计算失败', en: 'Rule evaluations that failed' },
  },
  prometheus_notifications_dropped_total: {
    type: 'counter',
    labels: ['network'],
    source: 'prometheus',
    help: { zh: '丢弃的告警通知', en: 'Alerts that did not reach Alertmanager' },
  },
  prometheus_config_last_reload_successful: {
    type: 'gauge',
    labels: ['network'],
    source: 'prometheus',
    help: { zh: 'Prometheus 配置加载成功为 1', en: '1 where Prometheus loaded its configuration' },
  },
  alertmanager_config_last_reload_successful: {
    type: 'gauge',
    labels: ['network'],
    source: 'alertmanager',
    help: { zh: 'Alertmanager 配置加载成功为 1', en: '1 where Alertmanager loaded its configuration' },
  },
  alertmanager_notifications_failed_total: {
    type: 'counter',
    labels: ['network', 'integration'],
    source: 'alertmanager',
    help: { zh: '发送失败的通知', en: 'Notifications that failed' },
  },
  otelcol_exporter_send_failed_log_records_total: {
    type: 'counter',
    labels: ['network'],
    source: 'opentelemetry-collector',
    help: { zh: '采集器发送失败的日志', en: 'Log records that the collector could not send' },
  },
  kube_node_status_condition: {
    type: 'gauge',
    labels: ['network', 'node', 'condition', 'status'],
    source: 'kube-state-metrics',
    help: { zh: '节点状态', en: 'Conditions of nodes' },
  },
  kube_deployment_spec_replicas: {
    type: 'gauge',
    labels: ['network', 'namespace', 'deployment'],
    source: 'kube-state-metrics',
    help: { zh: '期望副本数', en: 'Replicas wanted of a Deployment' },
  },
  kube_deployment_status_replicas_available: {
    type: 'gauge',
    labels: ['network', 'namespace', 'deployment'],
    source: 'kube-state-metrics',
    help: { zh: '可用副本数', en: 'Replicas available of a Deployment' },
  },
  kube_statefulset_replicas: {
    type: 'gauge',
    labels: ['network', 'namespace', 'statefulset'],
    source: 'kube-state-metrics',
    help: { zh: '有状态副本期望数', en: 'Replicas wanted of a StatefulSet' },
  },
  kube_statefulset_status_replicas_ready: {
    type: 'gauge',
    labels: ['network', 'namespace', 'statefulset'],
    source: 'kube-state-metrics',
    help: { zh: '有状态副本就绪数', en: 'Replicas ready of a StatefulSet' },
  },
  kube_pod_container_status_restarts_total: {
    type: 'counter',
    labels: ['network', 'namespace', 'pod', 'container'],
    source: 'kube-state-metrics',
    help: { zh: '容器重启次数', en: 'Restarts of a container' },
  },
  kube_cronjob_status_last_successful_time: {
    type: 'gauge',
    labels: ['network', 'namespace', 'cronjob'],
    source: 'kube-state-metrics',
    help: { zh: '定时任务最近成功时间', en: 'Time of the latest success of a CronJob' },
  },
  kube_resourcequota: {
    type: 'gauge',
    labels: ['network', 'namespace', 'resourcequota', 'resource', 'type'],
    source: 'kube-state-metrics',
    help: { zh: '命名空间配额', en: 'Quotas of namespaces, hard and used' },
  },
  node_filesystem_avail_bytes: {
    type: 'gauge',
    labels: ['network', 'node', 'mountpoint'],
    source: 'node-exporter',
    help: { zh: '文件系统可用字节', en: 'Free bytes of a file system' },
  },
  node_filesystem_size_bytes: {
    type: 'gauge',
    labels: ['network', 'node', 'mountpoint'],
    source: 'node-exporter',
    help: { zh: '文件系统总字节', en: 'Size of a file system' },
  },
  node_memory_MemAvailable_bytes: {
    type: 'gauge',
    labels: ['network', 'node'],
    source: 'node-exporter',
    help: { zh: '可用内存', en: 'Memory available' },
  },
  node_memory_MemTotal_bytes: {
    type: 'gauge',
    labels: ['network', 'node'],
    source: 'node-exporter',
    help: { zh: '总内存', en: 'Memory in total' },
  },
  node_cpu_seconds_total: {
    type: 'counter',
    labels: ['network', 'node', 'mode'],
    source: 'node-exporter',
    help: { zh: '处理器时间', en: 'Processor time by mode' },
  },
  node_timex_offset_seconds: {
    type: 'gauge',
    labels: ['network', 'node'],
    source: 'node-exporter',
    help: { zh: '与授时源的偏差', en: 'Offset from the time source' },
  },
  node_timex_sync_status: {
    type: 'gauge',
    labels: ['network', 'node'],
    source: 'node-exporter',
    help: { zh: '时钟同步为 1', en: '1 while the clock is synchronised' },
  },
  kubelet_volume_stats_available_bytes: {
    type: 'gauge',
    labels: ['network', 'namespace', 'persistentvolumeclaim'],
    source: 'kubelet',
    help: { zh: '卷可用字节', en: 'Free bytes of a volume' },
  },
  kubelet_volume_stats_capacity_bytes: {
    type: 'gauge',
    labels: ['network', 'namespace', 'persistentvolumeclaim'],
    source: 'kubelet',
    help: { zh: '卷总字节', en: 'Size of a volume' },
  },
  apiserver_request_total: {
    type: 'counter',
    labels: ['network', 'verb', 'code'],
    source: 'kube-apiserver',
    help: { zh: 'API 请求', en: 'Requests to the API server' },
  },
  apiserver_validating_admission_policy_check_total: {
    type: 'counter',
    labels: ['network', 'policy', 'enforcement_action', 'error_type'],
    source: 'kube-apiserver',
    help: { zh: '准入策略判定', en: 'Checks of admission policies by outcome' },
  },
  apiserver_audit_error_total: {
    type: 'counter',
    labels: ['network'],
    source: 'kube-apiserver',
    help: { zh: 'API 审计写入失败', en: 'Audit events of the API server that were lost' },
  },
  apiserver_storage_transformation_operations_total: {
    type: 'counter',
    labels: ['network', 'transformation_type', 'status'],
    source: 'kube-apiserver',
    help: { zh: '静态加密操作', en: 'Operations of encryption at rest' },
  },
  etcd_server_has_leader: {
    type: 'gauge',
    labels: ['network'],
    source: 'etcd',
    help: { zh: 'etcd 成员有主为 1', en: '1 while a member of etcd has a leader' },
  },
  etcd_mvcc_db_total_size_in_bytes: {
    type: 'gauge',
    labels: ['network'],
    source: 'etcd',
    help: { zh: 'etcd 数据库大小', en: 'Size of the etcd database' },
  },
  etcd_server_quota_backend_bytes: {
    type: 'gauge',
    labels: ['network'],
    source: 'etcd',
    help: { zh: 'etcd 配额', en: 'Quota of the etcd database' },
  },
  etcd_disk_wal_fsync_duration_seconds: {
    type: 'histogram',
    labels: ['network', 'le'],
    source: 'etcd',
    help: { zh: 'etcd 落盘耗时', en: 'Time of an fsync of etcd' },
  },
  probe_success: {
    type: 'gauge',
    labels: ['network', 'system', 'carrier'],
    source: 'blackbox-exporter',
    help: { zh: '公众入口拨测成功为 1', en: '1 while a public entrance answers a probe' },
  },
} as const satisfies Readonly<Record<string, ExternalMetric>>;

/** Names of the metrics that rules and dashboards read of a source, in the order of the contract. */
export function metricsOf(source: MetricSource): string[] {
  return Object.entries(externalMetrics).flatMap(([name, metric]) => (metric.source === source ? [name] : []));
}
