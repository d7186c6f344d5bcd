import { type DashboardSpec, panel } from './dashboard.ts';

/** Statutory limits: how many cases stand at which level, never which case. */
export const clocksDashboard: DashboardSpec = {
  id: 'statutory-clocks',
  title: { zh: '法定时限', en: 'Statutory clocks' },
  description: { zh: '按期限与预警级别统计，不含案件数据', en: 'Counts by clock and level; no case data' },
  variables: [{ name: 'clock', label: { zh: '期限', en: 'Clock' }, metric: 'zf_clock_open_cases' }],
  rows: [
    {
      title: { zh: '预警', en: 'Warnings' },
      panels: [
        panel('number', '黄色', 'Yellow', 'sum(zf_clock_open_cases{clock=~"$clock",level="yellow"})', {
          thresholds: { warn: 1, alarm: 1_000_000 },
        }),
        panel('number', '橙色', 'Orange', 'sum(zf_clock_open_cases{clock=~"$clock",level="orange"})', {
          thresholds: { warn: 1, alarm: 1_000_000 },
        }),
        panel('number', '红色', 'Red', 'sum(zf_clock_open_cases{clock=~"$clock",level="red"})', {
          thresholds: { alarm: 1 },
        }),
        panel('number', '超期', 'Over', 'sum(zf_clock_open_cases{clock=~"$clock",level="over"})', {
          thresholds: { alarm: 1 },
        }),
        panel(
          'table',
          '按期限',
          'By clock',
          'sum by (clock, level) (zf_clock_open_cases{clock=~"$clock",level!="green"}) > 0',
        ),
        panel('curve', '在办案件', 'Open cases', 'sum by (level) (zf_clock_open_cases{clock=~"$clock"})', {
          legend: '{{level}}',
        }),
      ],
    },
    {
      title: { zh: '超期与数据质量', en: 'Breaches and data quality' },
      panels: [
        panel(
          'curve',
          '新增超期',
          'New breaches',
          'sum by (clock) (increase(zf_clock_breached_total{clock=~"$clock"}[1d]))',
          { legend: '{{clock}}', thresholds: { alarm: 1 } },
        ),
        panel(
          'curve',
          '缺少起算事件',
          'Without start event',
          'sum by (system) (increase(zf_clock_without_start_event_total{clock=~"$clock"}[1d]))',
          { legend: '{{system}}' },
        ),
        panel(
          'curve',
          '止算早于起算',
          'Stopped before started',
          'sum by (system) (increase(zf_clock_stop_before_start_total{clock=~"$clock"}[1d]))',
          { legend: '{{system}}' },
        ),
      ],
    },
  ],
};
