import type { Text } from '../../model/vocabulary.ts';
import type { Alert } from '../alerts/alert.ts';
import type { metrics } from '../metrics/contract.ts';
import type { MetricLabel } from '../metrics/labels.ts';

/** What makes an alert of a signal: the series, which side of which limit is bad, whose it is and what to do. */
export interface SignalAlert {
  /** In the contract. */
  readonly metric: keyof typeof metrics;
  /** What is compared where that is not the metric itself: a recorded series. */
  readonly recorded?: string;
  /** The label by which signals of one system are told apart. */
  readonly label?: MetricLabel;
  /** Matchers besides network, system and `label`. */
  readonly matchers?: Readonly<Record<string, string>>;
  /** `age`: seconds since a timestamp; `growth`: of a counter within `windowMinutes`. */
  readonly shape: 'above' | 'below' | 'age' | 'growth';
  readonly limit: number;
  /** How far beyond the limit its case stands. @default 1 */
  readonly step?: number;
  readonly windowMinutes?: number;
  readonly forMinutes: number;
  readonly severity: Exclude<Alert['severity'], 'heartbeat'>;
  readonly role: Alert['role'];
  readonly runbook: Alert['runbook'];
  readonly action: Text;
}

const hour = 3600;
const day = 24 * hour;

/** Shared by alerts that on-call looks into in working hours. */
const looked = { severity: 'warning', role: 'on-call', runbook: 'triage-incident' } as const;

/** Alerts of signals by name; `watched` rows say which system each is about. */
export const signalAlerts = {
  ItemsOverdue: {
    ...looked,
    metric: 'zf_overdue_items',
    label: 'stage',
    shape: 'above',
    limit: 0,
    forMinutes: 30,
    runbook: 'report-clocks',
    action: {
      zh: '按单位汇总通报；事项明细只在业务系统内查看。',
      en: 'Report by organ; which items they are is seen in the business system only.',
    },
  },
  StageDelayed: {
    ...looked,
    metric: 'zf_stage_oldest_age_seconds',
    label: 'stage',
    shape: 'above',
    limit: day,
    forMinutes: 30,
    action: {
      zh: '检查该环节的任务、接口与人员在岗情况。',
      en: 'Look at the work of this stage, its interfaces, and who is on duty.',
    },
  },
  RefusalsHigh: {
    ...looked,
    metric: 'zf_stage_refused_ratio',
    label: 'stage',
    shape: 'above',
    limit: 0.2,
    step: 0.01,
    forMinutes: 60,
    action: {
      zh: '与对方单位核对退回原因与材料标准。',
      en: 'Go through the reasons and the required documents with the other body.',
    },
  },
  CaseDataIrregular: {
    ...looked,
    metric: 'zf_irregular_items',
    label: 'irregularity',
    shape: 'above',
    limit: 0,
    forMinutes: 15,
    runbook: 'reconcile-exchanges',
    action: {
      zh: '与对端逐件核对后更正；不得直接改库。',
      en: 'Go through them with the other side and correct them; never in the database.',
    },
  },
  HeadcountMismatch: {
    ...looked,
    metric: 'zf_irregular_items',
    label: 'irregularity',
    shape: 'above',
    limit: 0,
    forMinutes: 4,
    severity: 'critical',
    action: {
      zh: '立即通知值班领导现场清点；系统数据保持不动。',
      en: 'Call the duty officer for a count on the spot; leave the data as they are.',
    },
  },
  RegisterIncomplete: {
    ...looked,
    metric: 'zf_irregular_items',
    label: 'irregularity',
    shape: 'above',
    limit: 0,
    forMinutes: 60,
    role: 'data-security-officer',
    runbook: 'regrade-data',
    action: { zh: '由数据提供单位补全登记。', en: 'The provider completes the entry.' },
  },
  GrantsToRevoke: {
    ...looked,
    metric: 'zf_irregular_items',
    label: 'irregularity',
    shape: 'above',
    limit: 0,
    forMinutes: 60,
    role: 'security-admin',
    runbook: 'revoke-expired-access',
    action: { zh: '收回到期或长期未用的授权。', en: 'Revoke what has expired or is not used.' },
  },
  DevicesOffline: {
    ...looked,
    metric: 'zf_devices_offline_ratio',
    label: 'device',
    shape: 'above',
    limit: 0.1,
    step: 0.01,
    forMinutes: 10,
    action: {
      zh: '检查现场网络与供电；启用备用设备或人工流程。',
      en: 'Look at network and power on site; use spare devices or go on by hand.',
    },
  },
  TaskFailing: {
    ...looked,
    metric: 'zf_task_runs_total',
    recorded: 'network_system_task:zf_task_failed:ratio_rate1h',
    label: 'task',
    shape: 'above',
    limit: 0.05,
    step: 0.01,
    forMinutes: 10,
    action: {
      zh: '近 1 小时失败比例偏高。查看任务日志、依赖与对端。',
      en: 'Too large a share failed within an hour. Look at the log of the task, what it needs, and the other side.',
    },
  },
  TaskStale: {
    ...looked,
    metric: 'zf_task_last_success_timestamp_seconds',
    label: 'task',
    shape: 'age',
    limit: 2 * day,
    forMinutes: 60,
    action: {
      zh: '任务可能没有启动。检查调度与数据供给。',
      en: 'Perhaps it was never started. Look at its schedule and at the data it waits for.',
    },
  },
  ModelInputsDrifting: {
    ...looked,
    metric: 'zf_model_input_drift_ratio',
    shape: 'above',
    // From a quarter upwards a population is commonly taken to be another one.
    limit: 0.25,
    step: 0.01,
    forMinutes: 60,
    role: 'data-security-officer',
    action: { zh: '暂停使用结果，复核模型。', en: 'Use no output until the model has been tested again.' },
  },
  ModelOutputsUnreviewed: {
    ...looked,
    metric: 'zf_model_outputs_reviewed_ratio',
    shape: 'below',
    limit: 0.95,
    step: 0.01,
    forMinutes: 60,
    role: 'data-security-officer',
    action: {
      zh: '模型结果须经人工确认后使用；核对未确认的去向。',
      en: 'No output is used before a person has confirmed it; find where these went.',
    },
  },
  ModelUnregistered: {
    ...looked,
    metric: 'zf_model_versions_unregistered',
    shape: 'above',
    limit: 0,
    forMinutes: 10,
    severity: 'critical',
    role: 'security-admin',
    runbook: 'review-compliance',
    action: {
      zh: '停用未经签名与登记的模型。',
      en: 'Take a model out of use that nobody has signed and registered.',
    },
  },
  SensitiveAccessSurge: {
    ...looked,
    metric: 'zf_dataset_accesses_total',
    label: 'data_class',
    shape: 'growth',
    limit: 500,
    windowMinutes: 60,
    forMinutes: 5,
    role: 'audit-admin',
    runbook: 'audit-privileged-operations',
    action: {
      zh: '核对访问人、审批与用途。',
      en: 'Who reads, by which approval, and what for.',
    },
  },
  BulkExportRefused: {
    ...looked,
    metric: 'zf_export_attempts_total',
    matchers: { outcome: 'refused' },
    shape: 'growth',
    limit: 0,
    windowMinutes: 15,
    forMinutes: 0,
    severity: 'critical',
    role: 'security-admin',
    runbook: 'contain-data-leak',
    action: {
      zh: '有人试图大批量导出。核对账号与意图，必要时断开出口。',
      en: 'Somebody tried to export in bulk. Find out who and why; close the way out if need be.',
    },
  },
  UpstreamQuotaHigh: {
    ...looked,
    metric: 'zf_upstream_quota_used_ratio',
    shape: 'above',
    limit: 0.9,
    step: 0.01,
    forMinutes: 15,
    action: { zh: '压减调用或申请扩额。', en: 'Call less, or ask for more.' },
  },
  UpstreamSchemaChanged: {
    ...looked,
    metric: 'zf_upstream_schema_changes_total',
    shape: 'growth',
    limit: 0,
    windowMinutes: 60,
    forMinutes: 0,
    action: {
      zh: '接口结构已变：暂停入库，核对字段与数据分级。',
      en: 'The interface has changed: take nothing in before fields and data class are looked at.',
    },
  },
  SharedServiceSlow: {
    ...looked,
    metric: 'zf_shared_service_duration_seconds',
    recorded: 'network_system_service:zf_shared_service_duration_seconds:p95_rate5m',
    label: 'service',
    shape: 'above',
    limit: 1,
    step: 0.1,
    forMinutes: 10,
    action: {
      zh: '95% 分位耗时偏高，会拖慢全网登录、用印与送达。',
      en: 'Slow at the 95th percentile: log-ins, seals and service of documents wait for it everywhere.',
    },
  },
  TimestampsOff: {
    ...looked,
    metric: 'zf_time_service_offset_seconds',
    shape: 'above',
    limit: 0.5,
    step: 0.1,
    forMinutes: 5,
    severity: 'critical',
    runbook: 'check-log-completeness',
    action: {
      zh: '暂停签发时间戳，先对时。',
      en: 'Issue no timestamps until the clock is right.',
    },
  },
  DataStale: {
    ...looked,
    metric: 'zf_data_oldest_update_timestamp_seconds',
    shape: 'age',
    limit: 2 * day,
    forMinutes: 60,
    action: { zh: '找出落后的数据源并联系报送单位。', en: 'Find the feed that is behind and call its owner.' },
  },
  ReportersMissing: {
    ...looked,
    metric: 'zf_reporters_missing',
    shape: 'above',
    limit: 0,
    forMinutes: 60,
    action: { zh: '催报；未齐之前指标标注“不完整”。', en: 'Ask for them; until then indicators say “incomplete”.' },
  },
  AnonymityRefusals: {
    ...looked,
    metric: 'zf_anonymity_refusals_total',
    shape: 'growth',
    limit: 20,
    windowMinutes: 60,
    forMinutes: 5,
    role: 'data-security-officer',
    runbook: 'audit-personal-information',
    action: {
      zh: '可能在拼凑查询以识别个人。核对查询人。',
      en: 'Somebody may be piecing queries together to single persons out. Find out who asks.',
    },
  },
  CallsWait: {
    ...looked,
    metric: 'zf_hotline_wait_duration_seconds',
    recorded: 'network_system:zf_hotline_wait_duration_seconds:p95_rate5m',
    shape: 'above',
    limit: 60,
    forMinutes: 10,
    action: { zh: '检查坐席在岗与排队策略。', en: 'Look at seats and at the queue.' },
  },
  WebAttackSurge: {
    ...looked,
    metric: 'zf_waf_blocks_total',
    shape: 'growth',
    limit: 1000,
    windowMinutes: 15,
    forMinutes: 5,
    role: 'security-admin',
    runbook: 'trigger-guard-measures',
    action: {
      zh: '核对来源与目标页面，必要时启用预置封禁。',
      en: 'Look at sources and pages; use the prepared blocks if need be.',
    },
  },
  FilingNumberMissing: {
    ...looked,
    metric: 'zf_filing_number_missing',
    shape: 'above',
    limit: 0,
    forMinutes: 60,
    runbook: 'check-public-sites',
    action: { zh: '恢复页脚的 ICP 与公安备案号。', en: 'Put the ICP and police filing numbers back.' },
  },
  LinkUtilisationHigh: {
    ...looked,
    metric: 'zf_capacity_used_ratio',
    label: 'resource',
    shape: 'above',
    limit: 0.7,
    step: 0.01,
    forMinutes: 15,
    role: 'system-admin',
    runbook: 'review-capacity',
    action: { zh: '核对大流量来源，评估扩容。', en: 'Find what fills the line; plan for more.' },
  },
  LoadBalancerDegraded: {
    ...looked,
    metric: 'zf_load_balancer_members_down',
    shape: 'above',
    limit: 0,
    forMinutes: 5,
    runbook: 'inspect-platform',
    action: { zh: '核对健康检查与后端节点。', en: 'Look at health checks and at the nodes behind.' },
  },
  NetworkChangedOutsideWindow: {
    ...looked,
    metric: 'zf_network_changes_outside_window_total',
    shape: 'growth',
    limit: 0,
    windowMinutes: 15,
    forMinutes: 0,
    severity: 'critical',
    role: 'security-admin',
    runbook: 'check-drift',
    action: {
      zh: '无单变更按事件处理：核对操作者，恢复基线。',
      en: 'A change without a ticket is an incident: find who did it, go back to the baseline.',
    },
  },
} as const satisfies Readonly<Record<string, SignalAlert>>;

export type SignalAlertName = keyof typeof signalAlerts;
