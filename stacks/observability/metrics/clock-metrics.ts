import type { Metric } from './metric.ts';

const emitter = 'clock';
const labels = ['network', 'system', 'clock'] as const;

/** What the systems that hold cases expose of statutory limits: counts only, never a case. */
export const clockMetrics = {
  zf_clock_open_cases: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: [...labels, 'level'],
    help: { zh: '按期限与预警级别统计的在办案件数', en: 'Open cases by clock and warning level' },
  },
  zf_clock_warning_threshold_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: [...labels, 'level'],
    help: { zh: '业务系统实际采用的预警提前量', en: 'The warning threshold that the system applies, before the limit' },
  },
  zf_clock_breached_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '超期案件数', en: 'Cases that passed their limit' },
  },
  zf_clock_without_start_event_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '缺少起算事件的案件数', en: 'Cases without a start event' },
  },
  zf_clock_stop_before_start_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '终止早于起算的案件数', en: 'Cases whose stop event is before their start' },
  },
  zf_event_lag_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels,
    help: { zh: '期限事件的入库延迟', en: 'Delay of clock events' },
  },
} as const satisfies Readonly<Record<string, Metric>>;
