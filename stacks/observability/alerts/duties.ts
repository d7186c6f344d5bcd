import { runbooks } from '../../catalogue/runbooks.ts';
import type { Duty, DutyPeriod } from '../../model/duty.ts';
import { roleOfDuty } from '../../model/duty.ts';
import type { Alert } from './alert.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

const hour = 3600;
const day = 24 * hour;

/** How late a duty may be before somebody is told, by its period; what an event asks for has no date to miss. */
const graceSeconds = {
  shift: hour,
  daily: 4 * hour,
  weekly: day,
  monthly: 3 * day,
  quarterly: 7 * day,
  'half-yearly': 14 * day,
  yearly: 14 * day,
  'protection-period': hour,
} as const satisfies Readonly<Record<Exclude<DutyPeriod, 'on-event'>, number>>;

/** Duties that are overdue, drills that are too old, runbook runs that failed or were left half-way. */
export function dutyAlerts(network: MonitoredNetwork): Alert[] {
  return [
    ...Object.entries(network.duties).flatMap(([id, duty]) => overdue(network, id, duty)),
    ...drills(network),
    ...runs(network),
  ];
}

function overdue(network: MonitoredNetwork, id: string, duty: Duty): Alert[] {
  if (duty.period === 'on-event' || !isCatalogued(duty.runbook)) return [];
  const threshold = graceSeconds[duty.period];
  const isShort = threshold <= 4 * hour;
  return [
    gaugeAlert(
      network.id,
      {
        name: 'DutyOverdue',
        summary: { zh: `${duty.name.zh}（${id}）逾期`, en: `${duty.name.en} (${id}) is overdue` },
        description: {
          zh: `逾期超过 ${threshold / hour} 小时。依据：${duty.basis}。`,
          en: `It is more than ${threshold / hour} hours late. It leaves: ${duty.evidence.en}.`,
        },
        severity: 'warning',
        scope: 'platform',
        owner: network.network.owner,
        role: roleOfDuty[duty.roles[0]!],
        runbook: duty.runbook,
        labels: { duty: id },
        forMinutes: isShort ? 10 : 60,
      },
      {
        metric: 'fadun_duty_overdue_seconds',
        matchers: { duty: id },
        operator: '>',
        threshold,
        bad: threshold + 1,
      },
    ),
  ];
}

function isCatalogued(runbook: string): runbook is keyof typeof runbooks {
  return Object.hasOwn(runbooks, runbook);
}

/** Each runbook of the core set is drilled once a quarter; a fortnight's grace. */
const drillSeconds = 105 * day;

function drills(network: MonitoredNetwork): Alert[] {
  return [
    gaugeAlert(
      network.id,
      {
        name: 'DrillOverdue',
        summary: {
          zh: '手册 {{ $labels.runbook }} 超过一季度未通过演练',
          en: 'Runbook {{ $labels.runbook }} has passed no drill for more than a quarter',
        },
        description: {
          zh: '没有演练过的手册在事件中不可依靠。运行 `fadun drill`。',
          en: 'Nobody can rely on a runbook that is not drilled. Run `fadun drill`.',
        },
        severity: 'warning',
        scope: 'platform',
        owner: network.network.owner,
        role: 'system-admin',
        runbook: 'drill-emergency-plans',
        forMinutes: 60,
      },
      {
        metric: 'fadun_drill_age_seconds',
        operator: '>',
        threshold: drillSeconds,
        bad: drillSeconds + 1,
        seriesLabels: { runbook: 'restore-etcd' },
      },
    ),
  ];
}

function runs(network: MonitoredNetwork): Alert[] {
  const words = {
    severity: 'critical',
    scope: 'platform',
    owner: network.network.owner,
    role: 'on-call',
    runbook: 'triage-incident',
  } as const;
  return [
    countAlert(
      network.id,
      {
        ...words,
        name: 'RunbookFailed',
        summary: { zh: '手册 {{ $labels.runbook }} 执行失败', en: 'A run of {{ $labels.runbook }} failed' },
        description: {
          zh: '`fadun runbook runs` 列出该次执行，`fadun runbook resume` 先显示停在哪一步；继续、撤销或升级处理。',
          en: '`fadun runbook runs` lists it, `fadun runbook resume` shows at which step first: go on, undo or escalate.',
        },
        forMinutes: 0,
      },
      {
        metric: 'fadun_runbook_runs_total',
        matchers: { outcome: 'failed' },
        by: ['runbook'],
        limit: 0,
        windowMinutes: 60,
        seriesLabels: { runbook: 'isolate-namespace' },
      },
    ),
    gaugeAlert(
      network.id,
      {
        ...words,
        name: 'RunbookUnfinished',
        severity: 'warning',
        summary: {
          zh: '手册 {{ $labels.runbook }} 执行超过 4 小时未完成',
          en: 'A run of {{ $labels.runbook }} is open for more than 4 hours',
        },
        description: { zh: '交接班时逐项确认：继续或撤销。', en: 'At hand-over it is settled: resumed or undone.' },
        runbook: 'hand-over-shift',
        forMinutes: 10,
      },
      {
        metric: 'fadun_runbook_unfinished_seconds',
        operator: '>',
        threshold: 4 * hour,
        bad: 4 * hour + 1,
        seriesLabels: { runbook: 'isolate-namespace' },
      },
    ),
  ];
}
