import { describe, expect, it } from 'vitest';
import { alertRunbooks } from '../../../../stacks/catalogue/alerts.ts';
import { type SystemId, systemFacts } from '../../../../stacks/catalogue/systems/index.ts';
import { metrics } from '../../../../stacks/observability/metrics/contract.ts';
import { labelValues } from '../../../../stacks/observability/metrics/labels.ts';
import type { Metric } from '../../../../stacks/observability/metrics/metric.ts';
import { signalRows } from '../../../../stacks/observability/signals/index.ts';
import { type SignalAlert, signalAlerts } from '../../../../stacks/observability/signals/signal-alerts.ts';
import { alertsOf, referenceRules, referenceSite } from '../../../kit/reference-rules.ts';

const rows = signalRows.flatMap((row) => row.signals.map((signal) => ({ row, signal })));
const alerts = new Map(referenceRules.map(([network, rules]) => [network, alertsOf(rules)]));

/** Systems that expose the signals of a row, as far as they are placed. */
function speaking(systems: readonly SystemId[], hosts?: readonly SystemId[]): readonly string[] {
  return hosts ?? systems.flatMap((id) => referenceSite.systems[id]?.hosts ?? [id]);
}

function networksOf(system: string): readonly string[] {
  return Object.keys(referenceSite.systems[system]?.placements ?? {});
}

describe('signals', () => {
  it('are written down for every system of the catalogue', () => {
    const named = new Set(signalRows.flatMap(({ systems }) => (systems === 'every' ? [] : systems)));
    const without = Object.entries(systemFacts).filter(
      ([id, { kind }]) => kind !== 'programme' && !named.has(id as SystemId),
    );
    expect(without.map(([id]) => id)).toEqual([]);
    const counted = Object.groupBy(rows, ({ signal }) =>
      'alert' in signal ? 'watched' : 'by' in signal ? 'told' : 'left',
    );
    console.log(
      `${rows.length} signals: ${counted.watched?.length} by an alert of their own, ${counted.told?.length} by others, ${counted.left?.length} left`,
    );
    expect(counted.left!.length).toBeLessThan(5);
  });

  it.each(rows.flatMap(({ row, signal }) => ('alert' in signal ? [{ row, signal, name: signal.name.en }] : [])))(
    'watched: “$name” has an alert in every network where what exposes it runs',
    ({ row, signal }) => {
      const { metric, label, matchers, recorded }: SignalAlert = signalAlerts[signal.alert];
      const { labels }: Metric = metrics[metric];
      if (label && signal.value) {
        expect(labels).toContain(label);
        expect(labelValues[label]).toContain(signal.value);
      } else expect(label).toBeUndefined();
      const found = speaking(row.systems as readonly SystemId[], row.hosts).flatMap((system) =>
        networksOf(system).flatMap((network) =>
          alerts
            .get(network)!
            .filter(({ name, labels: own }) => name === signal.alert && own?.system === system)
            .filter(({ labels: own }) => !label || own?.[label] === signal.value)
            .map(({ expr }) => expr),
        ),
      );
      expect(found.length).toBeGreaterThan(0);
      for (const expr of found) {
        expect(expr).toContain(recorded ?? metric);
        for (const value of Object.values(matchers ?? {})) expect(expr).toContain(`"${value}"`);
      }
    },
  );

  it('told: the alerts named are there, and somewhere where the system runs', () => {
    for (const { row, signal } of rows) {
      if (!('by' in signal)) continue;
      for (const alert of signal.by.filter((name) => name !== 'DutyOverdue')) {
        expect(Object.keys(alertRunbooks), signal.name.en).toContain(alert);
        const systems = row.systems === 'every' ? Object.keys(referenceSite.systems) : speaking(row.systems, row.hosts);
        const networks = systems.flatMap(networksOf);
        const found = networks.some((network) => alerts.get(network)!.some(({ name }) => name === alert));
        expect(found, `${signal.name.en}: ${alert}`).toBe(true);
      }
    }
  });

  it('each know whether they are exposed at all, by one alert a system and network', () => {
    for (const [network, all] of alerts) {
      const own = all.filter(({ name }) => Object.hasOwn(signalAlerts, name));
      for (const { name, labels, expr } of own) {
        const { metric }: SignalAlert = signalAlerts[name as keyof typeof signalAlerts];
        const missing = all.filter((one) => one.name === 'SignalsMissing' && one.labels?.system === labels?.system);
        expect(missing, `${network} ${expr}`).toHaveLength(1);
        expect(missing[0]!.expr).toContain(metric);
      }
    }
  });

  it('have an alert that nothing else but a row asks for', () => {
    const used = new Set(rows.flatMap(({ signal }) => ('alert' in signal ? [signal.alert] : [])));
    expect(Object.keys(signalAlerts).filter((name) => !used.has(name as keyof typeof signalAlerts))).toEqual([]);
  });
});
