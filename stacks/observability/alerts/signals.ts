import { signalRows } from '../signals/index.ts';
import type { SignalRow, WatchedSignal } from '../signals/signal.ts';
import { type SignalAlert, signalAlerts } from '../signals/signal-alerts.ts';
import type { Alert } from './alert.ts';
import { absenceCases, ageCases, selector } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork, MonitoredSystem } from './monitored-network.ts';

/** A signal of one system that runs in this network. */
interface PlacedSignal {
  readonly system: MonitoredSystem;
  readonly signal: WatchedSignal;
}

/** What each system tells of its own business, and whether it tells it at all. */
export function signalAlertsOf(network: MonitoredNetwork): Alert[] {
  const placed = signalRows.flatMap((row) => placedSignals(network, row));
  const bySystem = Map.groupBy(placed, ({ system }) => system);
  return [
    ...placed.map((one) => watching(network, one)),
    ...[...bySystem].map(([system, signals]) => missing(network, system, signals)),
  ];
}

/** The signals of a row that some system of this network exposes; a capability speaks through what hosts it. */
function placedSignals({ systems: here, capabilities }: MonitoredNetwork, row: SignalRow): PlacedSignal[] {
  if (row.systems === 'every') return [];
  const speaking = new Set(row.hosts ?? row.systems.flatMap((id) => capabilities[id] ?? [id]));
  return here
    .filter(({ id }) => speaking.has(id))
    .flatMap((system) =>
      row.signals
        .filter((signal) => 'alert' in signal)
        .filter(({ where }) => where === undefined || system.components.includes(where))
        .map((signal) => ({ system, signal })),
    );
}

/** Labels that tell a signal's series from all others. */
function matchersOf({ system, signal }: PlacedSignal): Record<string, string> {
  const { label, matchers }: SignalAlert = signalAlerts[signal.alert];
  return { system: system.id, ...(label && signal.value && { [label]: signal.value }), ...matchers };
}

function watching(network: MonitoredNetwork, placed: PlacedSignal): Alert {
  const { system, signal } = placed;
  const idea: SignalAlert = signalAlerts[signal.alert];
  const { shape, limit: usual, step = 1, windowMinutes = 60, severity, role, runbook, forMinutes } = idea;
  const limit = signal.limit ?? usual;
  const matchers = matchersOf(placed);
  const metric = idea.recorded ?? idea.metric;
  const words = {
    name: signal.alert,
    summary: { zh: `${system.id}：${signal.name.zh}`, en: `${system.id}: ${signal.name.en}` },
    description: idea.action,
    severity,
    scope: 'system',
    owner: system.owner,
    role,
    runbook,
    labels: matchers,
    forMinutes,
  } as const;
  switch (shape) {
    case 'above':
    case 'below': {
      const [operator, sign] = shape === 'above' ? (['>', 1] as const) : (['<', -1] as const);
      const bad = Number((limit + sign * step).toFixed(3));
      return gaugeAlert(network.id, words, { metric, matchers, operator, threshold: limit, bad });
    }
    case 'growth':
      return countAlert(network.id, words, {
        metric,
        matchers,
        by: Object.keys(matchers),
        limit,
        windowMinutes,
      });
    case 'age': {
      const labels = { network: network.id, ...matchers };
      const series = selector(metric, labels);
      return {
        ...words,
        expr: `time() - ${series} > ${limit}`,
        cases: ageCases({ series, limitSeconds: limit, forMinutes, labels }),
      };
    }
    default:
      return shape satisfies never;
  }
}

/** An alert on a series that is not there can never fire: one alert a system says which of its signals are missing. */
function missing(network: MonitoredNetwork, system: MonitoredSystem, placed: readonly PlacedSignal[]): Alert {
  const series = placed.map((one) => {
    const { metric }: SignalAlert = signalAlerts[one.signal.alert];
    const labels = { network: network.id, ...matchersOf(one) };
    const name = metric.endsWith('_duration_seconds') ? `${metric}_count` : metric;
    return { name, labels, selected: selector(name, labels) };
  });
  const forMinutes = 60;
  const cases = absenceCases({
    present: Object.fromEntries(series.map(({ selected }) => [selected, 1])),
    forMinutes,
    labels: {},
  });
  const fires = series.map(({ name, labels }) => ({ ...labels, metric: name }));
  return {
    name: 'SignalsMissing',
    summary: {
      zh: `${system.id} 缺少业务指标 {{ $labels.metric }}`,
      en: `${system.id} does not expose {{ $labels.metric }}`,
    },
    description: {
      zh: '缺失的指标上的告警此时失效。核对业务系统的指标端点与版本。',
      en: 'No alert on a signal that is missing can fire. Look at the metrics of the system and at its release.',
    },
    severity: 'warning',
    scope: 'system',
    owner: system.owner,
    role: 'on-call',
    runbook: 'recover-monitoring',
    labels: { system: system.id },
    expr: series
      .map(({ name, selected }) => `label_replace(absent(${selected}), "metric", "${name}", "", "")`)
      .join(' or '),
    forMinutes,
    cases: cases.map((one) => ({
      ...one,
      moments: one.moments.map((moment) => (moment.fires.length > 0 ? { ...moment, fires } : moment)),
    })),
  };
}
