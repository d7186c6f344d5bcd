import { describe, expect, it } from 'vitest';
import { runbooks } from '../../../../stacks/catalogue/runbooks.ts';
import { metrics } from '../../../../stacks/observability/metrics/contract.ts';
import { externalMetrics } from '../../../../stacks/observability/metrics/external-metrics.ts';
import { forbiddenLabels, labelValues, looksLikeIdentifier } from '../../../../stacks/observability/metrics/labels.ts';
import type { ExternalMetric, Metric, MetricEmitter } from '../../../../stacks/observability/metrics/metric.ts';
import { referenceSite } from '../../../kit/reference-rules.ts';

const entries: readonly (readonly [string, Metric])[] = Object.entries(metrics);
const external: readonly (readonly [string, ExternalMetric])[] = Object.entries(externalMetrics);

/** Units by their suffix, as https://prometheus.io/docs/practices/naming/ asks: base units, plural, last before _total. */
const suffixes = ['seconds', 'bytes', 'ratio', 'days'] as const;

describe('metrics contract', () => {
  it.each(entries)('%s is named by type and unit as Prometheus asks', (name, { type, unit, labels, help }) => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*[a-z0-9]$/);
    expect(name).not.toMatch(/__|_(count|sum|bucket|gauge|counter)$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    for (const suffix of suffixes) expect(name.replace(/_total$/, '').endsWith(`_${suffix}`)).toBe(unit === suffix);
    if (name.includes('_timestamp')) expect(name).toMatch(/_timestamp_seconds$/);
    expect(labels.includes('le')).toBe(type === 'histogram');
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels[0]).toBe('network');
    expect(help.zh).toMatch(/\p{Script=Han}/u);
  });

  it('marks what Fadun emits by fadun_, all else of ours by zf_, and what is not ours by neither', () => {
    for (const [name, { emitter }] of entries) {
      expect(name.startsWith(emitter === 'fadun' ? 'fadun_' : 'zf_'), name).toBe(true);
    }
    for (const [name] of external) expect(name).not.toMatch(/^(zf|fadun)_/);
  });

  it('has every emitter, and every part of the platform that the field asks to watch', () => {
    const emitters: readonly MetricEmitter[] = ['system', 'exchange', 'clock', 'security', 'fadun'];
    expect(new Set(entries.map(([, { emitter }]) => emitter))).toEqual(new Set(emitters));
    expect(new Set(external.map(([, { source }]) => source)).size).toBe(9);
  });
});

describe('label rule', () => {
  it('refuses identifiers and keeps the bounded labels', () => {
    const labels = ['network', 'case_id', 'clock', 'person', 'id_card', 'pod', 'level', 'Network'];
    expect(forbiddenLabels(labels)).toEqual(['case_id', 'person', 'id_card', 'pod', 'Network']);
    expect(forbiddenLabels(labels, 'external')).toEqual(['case_id', 'person', 'id_card', 'Network']);
    expect(forbiddenLabels(['username', 'client_ip', 'path', 'instance'], 'external')).toHaveLength(4);
  });

  it('holds for every metric of the contract', () => {
    for (const [name, { labels }] of entries) expect(forbiddenLabels(labels), name).toEqual([]);
    for (const [name, { labels }] of external) expect(forbiddenLabels(labels, 'external'), name).toEqual([]);
  });

  it('bounds what a network can hold: every label of ours is of the declaration or of a list', () => {
    const { systems, channels, clocks, duties, networks } = referenceSite;
    const declared: Readonly<Record<string, number>> = {
      // A Prometheus sees one network.
      network: 1,
      system: Object.keys(systems).length,
      channel: Object.keys(channels).length,
      clock: Object.keys(clocks).length,
      duty: Object.keys(duties).length,
      runbook: Object.keys(runbooks).length,
      waiver: 50,
      le: 15,
    };
    const sizes = entries.map(([name, { labels }]) => {
      const each = labels.map((label) => {
        const values: 'declared' | readonly string[] = labelValues[label];
        return values === 'declared' ? declared[label] : values.length;
      });
      expect(
        each.every((size) => size !== undefined),
        name,
      ).toBe(true);
      return [name, each.reduce<number>((product, size) => product * size!, 1)] as const;
    });
    const most = sizes.reduce((sum, [, size]) => sum + size, 0);
    const [largest] = sizes.toSorted(([, a], [, b]) => b - a);
    console.log(`${sizes.length} metrics of ours: at most ${most} series a network, ${largest![1]} of ${largest![0]}`);
    expect(most).toBeLessThan(100_000);
    expect(Object.keys(networks).length).toBe(11);
  });

  it.each([
    '11010519491231002X',
    '（2026）滨01刑初12号',
    '13800138000',
    '张三',
    'two words',
    'https://id.example/',
    '',
    'a'.repeat(65),
  ])('takes %j for a possible identifier', (value) => {
    expect(looksLikeIdentifier(value)).toBe(true);
  });

  it.each(['smart-court', 'X01', 'RB-D01', '5xx', '+Inf', '0.005', 'cr-arrest-review', 'sm2-signing'])(
    'takes %j for a word of the declaration',
    (value) => {
      expect(looksLikeIdentifier(value)).toBe(false);
    },
  );

  it('fixes values that look like no identifier', () => {
    const fixed = Object.values(labelValues).flatMap((values) => (values === 'declared' ? [] : values));
    expect(fixed.filter(looksLikeIdentifier)).toEqual([]);
  });
});
