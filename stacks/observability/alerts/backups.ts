import type { Alert } from './alert.ts';
import { absenceCases, ageCases, selector } from './cases.ts';
import type { MonitoredNetwork, MonitoredSystem } from './monitored-network.ts';

/** A quarter and a week: sample restore tests rotate over all systems in a quarter (RB-M02). */
const restoreTestDays = 98;

/** Backups of every system that keeps data: within the recovery point, there at all, and proven by a restore. */
export function backupAlerts(network: MonitoredNetwork): Alert[] {
  return network.systems
    .filter(({ stateful }) => stateful)
    .flatMap((system) => [overdue(network, system), missing(network, system), untested(network, system)]);
}

function overdue(network: MonitoredNetwork, { id, owner, availability }: MonitoredSystem): Alert {
  const metric = 'zf_backup_last_success_timestamp_seconds';
  const labels = { network: network.id, system: id };
  // Below a quarter of an hour it is replication that keeps the recovery point; the backup still has to be recent.
  const limitSeconds = Math.max(availability.rpoMinutes, 15) * 60;
  return {
    name: 'BackupOverdue',
    summary: { zh: `${id} 备份超过 RPO 未成功`, en: `${id} has no good backup within its recovery point` },
    description: {
      zh: `允许间隔 ${limitSeconds / 60} 分钟（GB/T 22239 8.1.4.9）。检查备份任务、存储与凭据。`,
      en: `At most ${limitSeconds / 60} minutes may pass (GB/T 22239 8.1.4.9). Look at job, storage and credentials.`,
    },
    severity: 'critical',
    scope: 'system',
    owner,
    role: 'on-call',
    runbook: 'check-backups',
    labels: { system: id },
    expr: `time() - ${selector(metric, labels)} > ${limitSeconds}`,
    forMinutes: 10,
    cases: ageCases({ series: selector(metric, labels), limitSeconds, forMinutes: 10, labels }),
  };
}

function missing(network: MonitoredNetwork, { id, owner }: MonitoredSystem): Alert {
  const labels = { network: network.id, system: id };
  const series = selector('zf_backup_last_success_timestamp_seconds', labels);
  return {
    name: 'BackupUnknown',
    summary: { zh: `${id} 没有备份状态`, en: `Nothing is known about backups of ${id}` },
    description: {
      zh: '该系统保存数据，但没有上报备份结果：可能从未备份。',
      en: 'The system keeps data and reports no backup: perhaps there never was one.',
    },
    severity: 'warning',
    scope: 'system',
    owner,
    role: 'system-admin',
    runbook: 'check-backups',
    labels: { system: id },
    expr: `absent(${series})`,
    forMinutes: 60,
    cases: absenceCases({ present: { [series]: 1 }, forMinutes: 60, labels }),
  };
}

function untested(network: MonitoredNetwork, { id, owner }: MonitoredSystem): Alert {
  const metric = 'zf_restore_test_last_success_timestamp_seconds';
  const labels = { network: network.id, system: id };
  const limitSeconds = restoreTestDays * 86_400;
  return {
    name: 'RestoreTestOverdue',
    summary: {
      zh: `${id} 超过 ${restoreTestDays} 天未做恢复验证`,
      en: `${id} has not been restored from its backup for ${restoreTestDays} days`,
    },
    description: {
      zh: '未经恢复验证的备份不能视为可用。',
      en: 'A backup that nobody has restored is not known to be one.',
    },
    severity: 'warning',
    scope: 'system',
    owner,
    role: 'system-admin',
    runbook: 'drill-backup',
    labels: { system: id },
    expr: `time() - ${selector(metric, labels)} > ${limitSeconds}`,
    forMinutes: 2880,
    cases: ageCases({ series: selector(metric, labels), limitSeconds, forMinutes: 2880, labels }),
  };
}
