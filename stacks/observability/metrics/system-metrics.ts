import type { Metric } from './metric.ts';

const emitter = 'system';

/** What every business system exposes: golden signals, certificates, backups, audit. */
export const systemMetrics = {
  zf_http_requests_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system', 'code_class'],
    help: { zh: '入口已处理的请求', en: 'Requests served at the entrance' },
  },
  zf_http_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system', 'le'],
    help: { zh: '请求耗时', en: 'Time to serve a request' },
  },
  zf_capacity_used_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network', 'system', 'resource'],
    help: { zh: '容量使用率', en: 'Share of capacity in use' },
  },
  zf_queue_oldest_message_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '队列中最早消息的等待时间', en: 'Age of the oldest message in a queue' },
  },
  zf_replication_lag_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '数据副本落后时间', en: 'Time by which a replica is behind' },
  },
  zf_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system', 'purpose'],
    help: { zh: '证书到期时间', en: 'Time at which a certificate expires' },
  },
  zf_certificate_pair_matches: {
    type: 'gauge',
    unit: 'state',
    emitter,
    labels: ['network', 'system'],
    help: {
      zh: '国密签名证书与加密证书主体、有效期一致为 1',
      en: '1 while the SM2 signing and encryption certificates agree in subject and validity',
    },
  },
  zf_backup_last_success_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '最近一次备份成功的时间', en: 'Time of the latest good backup' },
  },
  zf_restore_test_last_success_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '最近一次恢复验证通过的时间', en: 'Time of the latest passed restore test' },
  },
  zf_audit_last_record_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '最近一条审计记录的时间', en: 'Time of the latest audit record' },
  },
  zf_audit_records_dropped_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '丢弃的审计记录', en: 'Audit records dropped' },
  },
  zf_login_failures_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '登录失败次数', en: 'Failed log-ins' },
  },
  zf_page_tampered: {
    type: 'gauge',
    unit: 'state',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '公众页面摘要与发布版本不符为 1', en: '1 while a public page differs from what was published' },
  },
  zf_upstream_last_success_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '外部提供方最近一次应答成功的时间', en: 'Time of the latest good answer of an outside provider' },
  },
  zf_hotline_calls_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system', 'outcome'],
    help: { zh: '热线呼入量（接通、放弃）', en: 'Calls to the hotline, answered or abandoned' },
  },
  zf_key_store_members_available: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '密码机可用成员数', en: 'Members of the key store that answer' },
  },
} as const satisfies Readonly<Record<string, Metric>>;
