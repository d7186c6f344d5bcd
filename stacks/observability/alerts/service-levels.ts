import type { Text } from '../../model/vocabulary.ts';
import type { Alert, AlertSeverity } from './alert.ts';
import { selector, stateCases } from './cases.ts';
import type { MonitoredNetwork, MonitoredSystem } from './monitored-network.ts';

/**
 * Pairs of windows in which an error budget of 30 days burns too fast: both must show it, the short one so that the alert
 * ends soon after the trouble (Site Reliability Workbook, chapter 5).
 */
export const burnWindows = [
  { name: 'SloBurn1h', long: '1h', short: '5m', factor: 14.4, forMinutes: 2, severity: 'critical' },
  { name: 'SloBurn6h', long: '6h', short: '30m', factor: 6, forMinutes: 10, severity: 'critical' },
  { name: 'SloBurn1d', long: '1d', short: '2h', factor: 3, forMinutes: 30, severity: 'warning' },
  { name: 'SloBurn3d', long: '3d', short: '6h', factor: 1, forMinutes: 60, severity: 'warning' },
] as const satisfies readonly {
  name: string;
  long: string;
  short: string;
  factor: number;
  forMinutes: number;
  severity: AlertSeverity;
}[];

/** What counts as one event of service, and the recorded share of those that failed. */
const indicators = {
  requests: { recorded: 'network_system:zf_http_errors:ratio_rate', name: { zh: '请求', en: 'requests' } },
  calls: { recorded: 'network_system:zf_hotline_calls_abandoned:ratio_rate', name: { zh: '来电', en: 'calls' } },
} as const satisfies Readonly<Record<string, { recorded: string; name: Text }>>;

/** Error budgets of every system that people reach, by its declared objective; 12348 by its calls, round the clock. */
export function serviceLevelAlerts(network: MonitoredNetwork): Alert[] {
  return network.systems
    .filter(({ kind, entrance }) => kind === 'deployed' && entrance !== undefined)
    .flatMap((system) => burnWindows.map((window) => burnAlert(network, system, window)));
}

function burnAlert(
  network: MonitoredNetwork,
  system: MonitoredSystem,
  { name, long, short, factor, forMinutes, severity }: (typeof burnWindows)[number],
): Alert {
  const indicator = system.takesCalls ? 'calls' : 'requests';
  const { recorded, name: events } = indicators[indicator];
  const labels = { network: network.id, system: system.id };
  const [longSeries, shortSeries] = [selector(`${recorded}${long}`, labels), selector(`${recorded}${short}`, labels)];
  const limit = round(factor * (1 - system.availability.objectivePercent / 100));
  const above = round(limit * 1.02);
  const state = (overLong: number, overShort: number) => ({ [longSeries]: overLong, [shortSeries]: overShort });
  const firing = { forMinutes, labels: { ...labels } };
  const cases = [
    ...stateCases({ ...firing, bad: state(above, above), good: state(limit, above) }),
    // The long window still remembers what the short one has forgotten: nobody is called.
    ...stateCases({ ...firing, bad: state(above, above), good: state(above, limit) }),
  ];
  return {
    name,
    summary: {
      zh: `${system.id} ${events.zh}失败过多，错误预算消耗过快（${long}/${short}）`,
      en: `${system.id} spends its error budget too fast (${long}/${short} of ${events.en})`,
    },
    description: {
      zh: `目标 ${system.availability.objectivePercent}%（30 天）。近 ${long} 与近 ${short} 的失败率均超过预算的 ${factor} 倍。`,
      en: `Objective ${system.availability.objectivePercent} % over 30 days. Failures of the last ${long} and of the last ${short} both exceed ${factor} times the budget.`,
    },
    severity,
    scope: 'system',
    owner: system.owner,
    role: 'on-call',
    runbook: 'triage-incident',
    expr: `${longSeries} > ${limit} and ${shortSeries} > ${limit}`,
    forMinutes,
    labels: { system: system.id, hours: system.availability.hours },
    cases,
  };
}

/** Ten digits: enough for any objective, and free of the noise of binary fractions. */
function round(value: number): number {
  return Number(value.toFixed(10));
}
