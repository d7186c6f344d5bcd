import type { Alert } from './alert.ts';
import { ageCases, selector } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert, matching } from './gauge-alert.ts';
import type { MonitoredNetwork, MonitoredSystem } from './monitored-network.ts';

/** Logs are kept six months at least (Cybersecurity Law art. 23, GB/T 22239 8.1.5.4 d). */
const retentionDays = 180;

/** Audit records flow, none is dropped, and they are kept (RB-I09, RB-M04). */
export function auditAlerts(network: MonitoredNetwork): Alert[] {
  const deployed = network.owners.map(({ owner, systems }) => ({
    owner,
    systems: systems.filter(({ kind }) => kind === 'deployed'),
  }));
  return [
    ...deployed
      .filter(({ systems }) => systems.length > 0)
      .flatMap(({ owner, systems }) => [silent(network, owner, systems), dropped(network, owner, systems)]),
    ...pipeline(network),
  ];
}

const idsOf = (systems: readonly MonitoredSystem[]) => systems.map(({ id }) => id).join('|');

function silent(network: MonitoredNetwork, owner: Alert['owner'], systems: readonly MonitoredSystem[]): Alert {
  const metric = 'zf_audit_last_record_timestamp_seconds';
  const labels = { network: network.id, system: systems[0]!.id };
  return {
    name: 'AuditSilent',
    summary: {
      zh: '{{ $labels.system }} 超过 15 分钟没有审计记录',
      en: '{{ $labels.system }} has written no audit record for 15 minutes',
    },
    description: {
      zh: '每个系统至少每 5 分钟写一条心跳审计记录。静默意味着链路中断或被关闭。',
      en: 'Each system writes a heartbeat into its audit trail every 5 minutes. Silence means a cut or a switch-off.',
    },
    severity: 'critical',
    scope: 'system',
    owner,
    role: 'audit-admin',
    runbook: 'recover-audit-pipeline',
    expr: `time() - ${matching(metric, { network: network.id, system: idsOf(systems) })} > 900`,
    forMinutes: 5,
    cases: ageCases({ series: selector(metric, labels), limitSeconds: 900, forMinutes: 5, labels }),
  };
}

function dropped(network: MonitoredNetwork, owner: Alert['owner'], systems: readonly MonitoredSystem[]): Alert {
  return countAlert(
    network.id,
    {
      name: 'AuditRecordsDropped',
      summary: { zh: '{{ $labels.system }} 丢弃了审计记录', en: '{{ $labels.system }} dropped audit records' },
      description: {
        zh: '记录缺口须登记，并恢复链路。',
        en: 'The gap is to be recorded, and the pipeline restored.',
      },
      severity: 'critical',
      scope: 'system',
      owner,
      role: 'audit-admin',
      runbook: 'recover-audit-pipeline',
      forMinutes: 2,
    },
    {
      metric: 'zf_audit_records_dropped_total',
      matchers: { system: idsOf(systems) },
      by: ['system'],
      limit: 0,
      windowMinutes: 15,
    },
  );
}

function pipeline(network: MonitoredNetwork): Alert[] {
  const words = {
    scope: 'platform',
    owner: network.network.owner,
    role: 'audit-admin',
    runbook: 'recover-audit-pipeline',
  } as const;
  return [
    countAlert(
      network.id,
      {
        ...words,
        name: 'ApiAuditFailing',
        summary: { zh: 'API 服务器丢失审计事件', en: 'The API server loses audit events' },
        description: {
          zh: '检查审计日志磁盘与 webhook 后端。',
          en: 'Look at the disk of the audit log and at the webhook backend.',
        },
        severity: 'critical',
        forMinutes: 2,
      },
      { metric: 'apiserver_audit_error_total', by: [], limit: 0, windowMinutes: 15 },
    ),
    countAlert(
      network.id,
      {
        ...words,
        name: 'LogForwardingFailing',
        summary: {
          zh: '采集器 15 分钟内超过 100 条日志发送失败',
          en: 'The collector failed to send more than 100 log records in 15 minutes',
        },
        description: {
          zh: '检查日志存储与链路；采集器队列有限。',
          en: 'Look at the log store and the way to it; the collector’s queue is bounded.',
        },
        severity: 'critical',
        forMinutes: 5,
      },
      { metric: 'otelcol_exporter_send_failed_log_records_total', by: [], limit: 100, windowMinutes: 15 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words,
        name: 'LogSourcesSilent',
        summary: { zh: '有日志源静默', en: 'Log sources are silent' },
        description: { zh: '在安全管理中心查看静默清单。', en: 'The security centre lists which.' },
        severity: 'warning',
        runbook: 'check-log-completeness',
        forMinutes: 30,
      },
      { metric: 'zf_log_sources_silent', operator: '>', threshold: 0, bad: 1 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words,
        name: 'LogRetentionShort',
        summary: { zh: `日志留存不足 ${retentionDays} 天`, en: `Logs are kept for less than ${retentionDays} days` },
        description: {
          zh: '《网络安全法》要求不少于六个月。扩容存储或修正保留策略。',
          en: 'The Cybersecurity Law asks for six months. Extend storage or correct the retention.',
        },
        severity: 'critical',
        runbook: 'check-log-completeness',
        forMinutes: 60,
      },
      { metric: 'zf_log_retention_days', operator: '<', threshold: retentionDays, bad: retentionDays - 1 },
    ),
  ];
}
