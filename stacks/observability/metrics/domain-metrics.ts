import type { Metric } from './metric.ts';

const emitter = 'system';

/**
 * What systems expose of their own business: stages, devices, tasks, models, registers. Counts, shares and ages; drilling
 * down to a case happens in the owner's system. Counters stand at 0 from the start, or their first event goes unseen.
 */
export const domainMetrics = {
  zf_overdue_items: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'system', 'stage'],
    help: {
      zh: '超过办理时限的事项数',
      en: 'Open items past the time that their stage allows, by the calendar of the system',
    },
  },
  zf_stage_oldest_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system', 'stage'],
    help: { zh: '某环节最早未办结事项的等待时间', en: 'Age of the oldest item that waits at a stage' },
  },
  zf_stage_refused_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network', 'system', 'stage'],
    help: { zh: '近 7 日某环节退回比例', en: 'Share of items that a stage refused within 7 days' },
  },
  zf_irregular_items: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'system', 'irregularity'],
    help: { zh: '存在异常的案件或登记项数', en: 'Cases or entries with an irregularity' },
  },
  zf_devices_offline_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network', 'system', 'device'],
    help: { zh: '离线设备占比', en: 'Share of devices of a kind that are offline' },
  },
  zf_task_runs_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system', 'task', 'outcome'],
    help: { zh: '按结果统计的任务执行次数', en: 'Runs of a task, done or failed' },
  },
  zf_task_last_success_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system', 'task'],
    help: { zh: '任务最近成功时间', en: 'Time of the latest good run of a task' },
  },
  zf_model_input_drift_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network', 'system'],
    help: {
      zh: '模型输入分布偏移（群体稳定性指数）',
      en: 'Population stability index of model inputs against those it was tested on',
    },
  },
  zf_model_outputs_reviewed_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network', 'system'],
    help: {
      zh: '近 24 小时经人工确认的模型结果占比',
      en: 'Share of model outputs of a day that a person confirmed before use',
    },
  },
  zf_model_versions_unregistered: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '未登记而在用的模型版本数', en: 'Model versions in use that nobody has registered' },
  },
  zf_dataset_accesses_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system', 'data_class'],
    help: { zh: '按数据级别统计的数据集访问次数', en: 'Accesses to data sets by data class' },
  },
  zf_export_attempts_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system', 'outcome'],
    help: { zh: '大批量导出尝试（完成、拒绝）', en: 'Attempts to export in bulk, done or refused' },
  },
  zf_upstream_quota_used_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '外部接口配额使用率', en: 'Share of the quota of an outside interface in use' },
  },
  zf_upstream_schema_changes_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '外部接口结构变更次数', en: 'Answers of an outside provider whose schema had changed' },
  },
  zf_shared_service_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system', 'service', 'le'],
    help: { zh: '公共服务耗时', en: 'Time that a shared service takes' },
  },
  zf_time_service_offset_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '时间戳服务与授时源的偏差', en: 'Offset of the timestamp service from the time source, without sign' },
  },
  zf_data_oldest_update_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '最久未更新数据源的更新时间', en: 'Time of the latest update of the feed that is furthest behind' },
  },
  zf_reporters_missing: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '未按期报送的单位数', en: 'Bodies that have not reported for the period' },
  },
  zf_anonymity_refusals_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '因不满足匿名阈值而拒绝的查询', en: 'Queries refused because too few persons stand behind an answer' },
  },
  zf_hotline_wait_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system', 'le'],
    help: { zh: '来电等待时间', en: 'Time that a caller waits' },
  },
  zf_waf_blocks_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '网站防护拦截次数', en: 'Requests that web protection blocked' },
  },
  zf_filing_number_missing: {
    type: 'gauge',
    unit: 'state',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '页面未展示备案号为 1', en: '1 while a public page does not show its filing numbers' },
  },
  zf_load_balancer_members_down: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '负载均衡异常成员数', en: 'Members of load balancers that are down' },
  },
  zf_network_changes_outside_window_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '窗口外的路由或访问控制变更', en: 'Changes of routes or access lists outside a change window' },
  },
} as const satisfies Readonly<Record<string, Metric>>;
