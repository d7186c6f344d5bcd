import { describe, expect, it } from 'vitest';
import { alertRunbooks, alertsServedBy } from '../../../../stacks/catalogue/alerts.ts';
import { duties } from '../../../../stacks/catalogue/duties/index.ts';
import { runbooks } from '../../../../stacks/catalogue/runbooks.ts';
import { metrics } from '../../../../stacks/observability/metrics/contract.ts';
import { externalMetrics } from '../../../../stacks/observability/metrics/external-metrics.ts';
import { looksLikeIdentifier } from '../../../../stacks/observability/metrics/labels.ts';
import { contractProblems } from '../../../../stacks/observability/promql/contract-problems.ts';
import { readPromql } from '../../../../stacks/observability/promql/read.ts';
import { alertAnnotations, alertLabels } from '../../../../stacks/observability/rules/rule-files.ts';
import { alertsOf, referenceRules, referenceSite } from '../../../kit/reference-rules.ts';

const all = referenceRules.flatMap(([network, rules]) => alertsOf(rules).map((alert) => ({ network, alert })));
const recorded = Object.fromEntries(
  referenceRules.flatMap(([, { recording }]) => recording.map(({ record, by }) => [record, by])),
);

/** Read by people through dashboards and by other rules' counterparts, not by an alert. */
const shownOnly = new Set([
  'zf_exchange_unacked_messages',
  'zf_clock_breached_total',
  'fadun_journal_head',
  'fadun_observation_duration_seconds',
]);

describe('alerts of the reference site', () => {
  it('are for every network, thousands in all', () => {
    for (const [network, rules] of referenceRules) expect(alertsOf(rules).length, network).toBeGreaterThan(100);
    expect(all.length).toBeGreaterThan(3000);
  });

  it('parse, and name only metrics, labels and values of the contract', () => {
    const problems = all.flatMap(({ network, alert }) =>
      contractProblems(alert.expr, recorded).map((problem) => `${network} ${alert.name}: ${problem}`),
    );
    expect(problems).toEqual([]);
    const inRecording = referenceRules.flatMap(([, { recording }]) =>
      recording.flatMap(({ record, expr }) =>
        expr.includes('vector(') ? [] : contractProblems(expr, recorded).map((problem) => `${record}: ${problem}`),
      ),
    );
    expect(inRecording).toEqual([]);
  });

  it('ask each series for their own network: no Prometheus sees another’s', () => {
    const strangers = all.filter(({ network, alert }) =>
      readPromql(alert.expr).selectors.some(
        ({ matchers }) => !matchers.some(({ label, value }) => label === 'network' && value === network),
      ),
    );
    expect(strangers.map(({ network, alert }) => `${network} ${alert.name}: ${alert.expr}`)).toEqual([]);
  });

  it('are told in Chinese and in English, with no label that their series lack', () => {
    for (const { alert } of all) {
      for (const text of [alert.summary, alert.description]) {
        expect(text.zh, alert.name).toMatch(/\p{Script=Han}/u);
        expect(text.en, alert.name).toMatch(/[a-z]{3}/);
      }
      // A description may quote the Chinese name of a law.
      expect(alert.summary.en, alert.name).toMatch(/^[^\p{Script=Han}]+$/u);
      const firing = alert.cases.flatMap(({ moments }) => moments.flatMap(({ fires }) => fires))[0];
      const words = Object.values(alertAnnotations(alert)).join(' ');
      for (const [, label] of words.matchAll(/\$labels\.(\w+)/g)) {
        expect({ ...firing, ...alert.labels }, `${alert.name} ${label}`).toHaveProperty(label!);
      }
      expect(words.replaceAll(/\{\{ \$labels\.\w+ \}\}/g, ''), alert.name).not.toMatch(/[{}]|undefined|NaN/);
    }
  });

  it('carry labels that are words of the declaration', () => {
    for (const { network, alert } of all) {
      for (const value of Object.values(alertLabels(network, alert))) expect(looksLikeIdentifier(value)).toBe(false);
    }
  });

  it('each have a case in which they fire and one in which they do not', () => {
    const untested = all.filter(({ alert }) => {
      const moments = alert.cases.flatMap((one) => one.moments);
      return !moments.some(({ fires }) => fires.length > 0) || !moments.some(({ fires }) => fires.length === 0);
    });
    expect(untested.map(({ alert }) => alert.name)).toEqual([]);
  });

  it('are one instance each: no two of a network say the same', () => {
    for (const [network, rules] of referenceRules) {
      const keys = alertsOf(rules).map((alert) => `${alert.name} ${alert.expr}`);
      expect(new Set(keys).size, network).toBe(keys.length);
    }
  });

  it('leave no metric of the contract unread', () => {
    const expressions = [
      ...all.map(({ alert }) => alert.expr),
      ...referenceRules.flatMap(([, { recording }]) => recording.map(({ expr }) => expr)),
    ];
    const read = new Set(
      [...new Set(expressions)].flatMap((expr) =>
        readPromql(expr).selectors.map(({ metric }) => metric.replace(/_bucket$/, '')),
      ),
    );
    const unread = [...Object.keys(metrics), ...Object.keys(externalMetrics)].filter(
      (metric) => !read.has(metric) && !shownOnly.has(metric),
    );
    expect(unread).toEqual([]);
  });
});

describe('statutory clocks', () => {
  it('each have yellow, orange, red, breach, missing start, order, delay and thresholds, where cases are watched', () => {
    const names = new Map<string, Set<string>>();
    for (const { alert } of all.filter(({ network }) => network === 'zhengfa-net')) {
      const clock = alert.labels?.clock;
      if (clock) names.set(clock, (names.get(clock) ?? new Set()).add(alert.name));
    }
    expect([...names.keys()].sort()).toEqual(Object.keys(referenceSite.clocks).sort());
    for (const [clock, found] of names) expect(found.size, clock).toBe(8);
  });

  it('call a person at each level in custody', () => {
    const custody = all.filter(
      ({ alert }) => alert.labels?.mode === 'custody' && /Yellow|Orange|Red|Breached/.test(alert.name),
    );
    expect(custody.length).toBeGreaterThan(30);
    expect(custody.filter(({ alert }) => alert.severity !== 'critical')).toEqual([]);
  });

  it('take their thresholds from the calendar', () => {
    for (const [id, clock] of Object.entries(referenceSite.clocks)) {
      const found = all.find(
        ({ alert }) => alert.name === 'StatutoryClockThresholdsDiffer' && alert.labels?.clock === id,
      );
      for (const hours of clock.warningHours) expect(found?.alert.expr, id).toContain(`!= ${hours * 3600}`);
    }
  });
});

describe('exchange channels', () => {
  it('are watched on both sides, each for what it can see', () => {
    const at = (network: string) =>
      new Set(
        all
          .filter(({ network: one, alert }) => one === network && alert.expr.includes('channel="court-to-zhengfa"'))
          .map(({ alert }) => alert.name),
      );
    const [sender, receiver] = [at('court-net'), at('zhengfa-net')];
    for (const name of ['ExchangeBacklog', 'ExchangeManifestNotSent', 'ExchangeUnacknowledged']) {
      expect(sender.has(name), name).toBe(true);
      expect(receiver.has(name), name).toBe(false);
    }
    for (const name of ['ExchangeManifestNotReceived', 'ExchangeMessagesMissing', 'ExchangeHashMismatch']) {
      expect(receiver.has(name), name).toBe(true);
      expect(sender.has(name), name).toBe(false);
    }
  });

  it('await receipts only where a return channel is declared', () => {
    const awaiting = new Set(
      all
        .filter(({ alert }) => alert.name === 'ExchangeUnacknowledged')
        .map(({ alert }) => /channel="([^"]+)"/.exec(alert.expr)![1]!),
    );
    const declared = Object.entries(referenceSite.channels).filter(([, { returnChannel }]) => returnChannel);
    expect([...awaiting].sort()).toEqual(declared.map(([id]) => id).sort());
  });
});

describe('service levels', () => {
  it('hold every system with an entrance to its declared objective, 12348 to its calls', () => {
    const fast = all.filter(({ alert }) => alert.name === 'SloBurn1h');
    const limitOf = (network: string, system: string) =>
      fast
        .filter((one) => one.network === network && one.alert.expr.includes(`system="${system}"`))
        .map(({ alert }) => Number(/> ([\d.]+) and/.exec(alert.expr)?.[1]));
    expect(limitOf('internet-zone', 'pls-network')).toEqual([0.0072]);
    expect(limitOf('internet-zone', 'legal-affairs-informatization')).toEqual([0.072]);
    expect(limitOf('procuratorate-net', 'similar-case-supervision')).toEqual([0.144]);
    const hotline = fast.find(({ alert }) => alert.expr.includes('hotline_calls'));
    expect(hotline?.alert.labels).toEqual({ system: 'pls-hotline', hours: '24x7' });
    expect(hotline?.network).toBe('internet-zone');
  });
});

describe('runbooks', () => {
  it('serve the alerts that the catalogue says, which is what runbooks are declared by', () => {
    const serving = new Map<string, Set<string>>();
    for (const { alert } of all) serving.set(alert.name, (serving.get(alert.name) ?? new Set()).add(alert.runbook));
    const fixed = [...serving].filter(([name]) => name !== 'DutyOverdue').map(([name, ids]) => [name, [...ids].join()]);
    expect(Object.fromEntries(fixed)).toEqual(alertRunbooks);
    for (const { alert } of all) {
      expect(alertsServedBy(alert.runbook), alert.runbook).toContain(alert.name);
    }
  });

  it('are all known that alerts name, and each of the core set has an alert or a duty', () => {
    const named = new Set<string>(all.map(({ alert }) => alert.runbook));
    expect([...named].filter((id) => !Object.hasOwn(runbooks, id))).toEqual([]);
    for (const { runbook } of Object.values(duties)) named.add(runbook);
    expect(Object.keys(runbooks).filter((id) => !named.has(id))).toEqual([]);
  });
});
