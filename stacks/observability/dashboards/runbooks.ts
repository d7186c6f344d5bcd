import { type DashboardSpec, panel } from './dashboard.ts';

/** What on-call staff did, what is open, and what is overdue. */
export const runbooksDashboard: DashboardSpec = {
  id: 'runbooks',
  title: { zh: '处置与值守', en: 'Runbooks and duties' },
  description: { zh: '处置手册执行、演练、运维任务与日志完整性', en: 'Runs, drills, duties and the journals of them' },
  variables: [],
  rows: [
    {
      title: { zh: '处置', en: 'Runs' },
      panels: [
        panel('curve', '执行结果', 'Outcomes', 'sum by (outcome) (increase(fadun_runbook_runs_total[1d]))', {
          legend: '{{outcome}}',
        }),
        panel('curve', '变更结果', 'Changes', 'sum by (outcome) (increase(fadun_changes_total[1d]))', {
          legend: '{{outcome}}',
        }),
        panel('table', '未完成的执行', 'Open runs', 'max by (runbook) (fadun_runbook_unfinished_seconds) > 0', {
          unit: 's',
          thresholds: { warn: 3600, alarm: 14_400 },
        }),
        panel('state', '日志链完整', 'Journals intact', 'min(fadun_journal_intact)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel('curve', '日志记录数', 'Journal records', 'sum(fadun_journal_records)'),
      ],
    },
    {
      title: { zh: '任务与演练', en: 'Duties and drills' },
      panels: [
        panel('number', '逾期任务', 'Overdue duties', 'count(fadun_duty_overdue_seconds > 0) or vector(0)', {
          thresholds: { alarm: 1 },
        }),
        panel('table', '任务逾期', 'Duties overdue', 'max by (duty) (fadun_duty_overdue_seconds) > 0', {
          unit: 's',
          thresholds: { alarm: 1 },
        }),
        panel('table', '距最近一次演练', 'Since the last drill', 'max by (runbook) (fadun_drill_age_seconds)', {
          unit: 's',
          thresholds: { warn: 7_776_000, alarm: 15_552_000 },
        }),
      ],
    },
  ],
};
