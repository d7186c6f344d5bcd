import { describe, expect, it } from 'vitest';
import { metrics } from '../../../../stacks/observability/metrics/contract.ts';
import { forbiddenLabels } from '../../../../stacks/observability/metrics/labels.ts';
import type { Metric } from '../../../../stacks/observability/metrics/metric.ts';

const entries: readonly (readonly [string, Metric])[] = Object.entries(metrics);

describe('metrics contract', () => {
  it.each(entries)('%s is named by type and unit as Prometheus asks', (name, { type, unit, labels }) => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*[a-z0-9]$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    for (const suffix of ['seconds', 'bytes', 'ratio', 'days'] as const) {
      expect(name.endsWith(`_${suffix}`)).toBe(unit === suffix);
    }
    expect(labels.includes('le')).toBe(type === 'histogram');
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('marks what Fadun emits by its prefix, and nothing else', () => {
    for (const [name, { emitter }] of entries) expect(name.startsWith('fadun_')).toBe(emitter === 'fadun');
  });
});

describe('label rule', () => {
  it('refuses identifiers and keeps the bounded labels', () => {
    const labels = ['network', 'case_id', 'clock', 'person', 'id_card', 'pod', 'level', 'Network'];
    expect(forbiddenLabels(labels)).toEqual(['case_id', 'person', 'id_card', 'pod', 'Network']);
    for (const [, metric] of entries) expect(forbiddenLabels(metric.labels)).toEqual([]);
  });
});
