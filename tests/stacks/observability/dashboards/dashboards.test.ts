import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../../../stacks/model/load.ts';
import { buildDashboard } from '../../../../stacks/observability/dashboards/build.ts';
import { largestConfigMap } from '../../../../stacks/observability/dashboards/dashboard-objects.ts';
import { estateDashboard } from '../../../../stacks/observability/dashboards/estate.ts';
import { dashboardsOf, networkDashboards } from '../../../../stacks/observability/dashboards/index.ts';
import { metrics } from '../../../../stacks/observability/metrics/contract.ts';
import { forbiddenLabels } from '../../../../stacks/observability/metrics/labels.ts';
import { contractProblems } from '../../../../stacks/observability/promql/contract-problems.ts';
import { readPromql } from '../../../../stacks/observability/promql/read.ts';
import { recordingRules } from '../../../../stacks/observability/rules/recording.ts';
import { networkRules, renderRuleFiles } from '../../../../stacks/observability/rules/rule-files.ts';
import { summarySeries } from '../../../../stacks/observability/summary.ts';
import binhe from '../../../../stacks/sites/binhe.ts';

const site = loadSite(binhe, 'binhe');
const contexts = Object.entries(site.networks).map(([networkId, network]) => ({ site, networkId, network }));
const specs = [...networkDashboards, estateDashboard];
const recorded = Object.fromEntries(
  recordingRules('court-net', site.guardPeriods).map(({ record, by }) => [record, by]),
);
const summary = new Set(summarySeries.map(({ record }) => record));
const built = specs.map((spec) => [spec.id, buildDashboard(spec, { zh: '某网', en: 'A network' }), spec] as const);

interface Panel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly datasource?: { readonly uid?: string };
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly datasource?: { uid?: string };
  }[];
}

function panelsOf(dashboard: Dashboard): readonly Panel[] {
  return (dashboard.panels ?? []) as unknown as readonly Panel[];
}

describe.each(built)('dashboard %s', (id, dashboard, spec) => {
  const panels = panelsOf(dashboard);

  it('is what Grafana takes: uid, schema version, unique panel ids, a data source by variable', () => {
    expect(dashboard.uid).toMatch(/^[a-z-]{1,40}$/);
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    const ids = panels.map((panel) => panel.id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids.every((one) => typeof one === 'number')).toBe(true);
    const names = dashboard.templating?.list?.map(({ name, type }) => `${type} ${name}`);
    expect(names?.[0]).toBe('datasource datasource');
    for (const panel of panels.filter(({ type }) => type !== 'row')) {
      expect(panel.datasource?.uid, panel.title).toBe('$datasource');
      for (const target of panel.targets!) expect(target.datasource?.uid).toBe('$datasource');
      const refs = panel.targets!.map(({ refId }) => refId);
      expect(refs.length).toBeGreaterThan(0);
      expect(new Set(refs).size).toBe(refs.length);
    }
  });

  it('lays its panels side by side, none over another', () => {
    const places = panels.map(({ gridPos, title }) => ({ ...gridPos!, title }));
    for (const [index, one] of places.entries()) {
      expect(one.x + one.w, one.title).toBeLessThanOrEqual(24);
      for (const other of places.slice(index + 1)) {
        const apart =
          one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y;
        expect(apart, `${one.title} and ${other.title}`).toBe(true);
      }
    }
  });

  it('is titled in Chinese and English throughout', () => {
    for (const title of [dashboard.title, dashboard.description, ...panels.map((panel) => panel.title)]) {
      expect(title).toMatch(/\p{Script=Han}.* [A-Za-z]/u);
    }
  });

  it('asks only for what the contract promises, by labels that it allows', () => {
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(5);
    for (const expression of expressions) expect(contractProblems(expression, recorded), expression).toEqual([]);
    for (const { metric, name } of spec.variables) {
      expect((metrics as Record<string, { labels: readonly string[] }>)[metric]!.labels, id).toContain(name);
    }
  });

  it('uses each of its variables, and no other', () => {
    const text = JSON.stringify(panels);
    const used = new Set([...text.matchAll(/\$([a-z]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(['datasource', ...spec.variables.map(({ name }) => name)].sort());
  });
});

describe('the dashboards', () => {
  it('find a wrong metric, label or value', () => {
    expect(contractProblems('sum(fadun_drifted_object)', recorded)).toHaveLength(1);
    expect(contractProblems('sum by (pod) (fadun_drifted_objects)', recorded)).toHaveLength(1);
    expect(contractProblems('zf_clock_open_cases{level="purple"}', recorded)).toHaveLength(1);
    expect(contractProblems('zf_clock_open_cases{level=~"red|purple"}', recorded)).toHaveLength(1);
    expect(contractProblems('zf_clock_open_cases{level=~"red|or.*"}', recorded)).toEqual([]);
  });

  it('show the estate where summaries arrive, and nowhere else', () => {
    const withEstate = contexts.filter((context) => dashboardsOf(context).includes(estateDashboard));
    expect(withEstate.map(({ networkId }) => networkId)).toEqual(['zhengfa-net']);
  });

  it('show of the estate nothing but the one-way summary', () => {
    const expressions = estateDashboard.rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries));
    const named = expressions.flatMap(({ expr }) => readPromql(expr).selectors.map(({ metric }) => metric));
    expect(named.filter((metric) => !summary.has(metric))).toEqual([]);
    expect([...summary].filter((record) => !Object.hasOwn(recorded, record))).toEqual([]);
  });

  it('and the rules of the reference site are built in two seconds, and fit their ConfigMaps', () => {
    const begun = process.cpuUsage();
    const texts = contexts.flatMap((context) =>
      dashboardsOf(context).map((spec) => JSON.stringify(buildDashboard(spec, context.network.name))),
    );
    const rules = contexts.map((context) => renderRuleFiles(context.networkId, networkRules(context)));
    const { user, system } = process.cpuUsage(begun);
    // Of the processor: whatever else runs on this machine must not fail it.
    const seconds = (user + system) / 1e6;
    const files = rules.reduce((sum, one) => sum + Object.keys(one).length, 0);
    console.log(
      `${texts.length} dashboards and ${files} rule files of ${contexts.length} networks in ${seconds.toFixed(2)} s of processor time`,
    );
    expect(seconds).toBeLessThan(2);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(largestConfigMap);
  });
});

describe('the one-way summary', () => {
  it('is of networks as wholes: it names no system, channel, clock, object or case', () => {
    for (const { record, expr, by } of summarySeries) {
      expect(contractProblems(expr), record).toEqual([]);
      expect(forbiddenLabels(by)).toEqual([]);
      expect(by.filter((label) => !['network', 'level', 'severity'].includes(label))).toEqual([]);
      expect(record).toMatch(/^network(_level|_severity)?:(fadun|zf)_[a-z_]+:(min|max|sum|count)$/);
      expect(record.startsWith(`${by.join('_')}:`)).toBe(true);
      expect(readPromql(expr).grouping).toEqual(by);
    }
    expect(new Set(summarySeries.map(({ record }) => record)).size).toBe(summarySeries.length);
  });
});
