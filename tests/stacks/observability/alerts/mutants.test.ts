import { beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../../../stacks/observability/alerts/alert.ts';
import { gaugeAlert } from '../../../../stacks/observability/alerts/gauge-alert.ts';
import { alertMutants } from '../../../bench/alert-mutants.ts';
import { failedSuites, missingTool, promtoolFolder } from '../../../kit/promtool.ts';
import { alertsOf, referenceRules } from '../../../kit/reference-rules.ts';

const alert = gaugeAlert(
  'court-net',
  {
    name: 'Sample',
    summary: { zh: '样例', en: 'Sample' },
    description: { zh: '样例', en: 'Sample' },
    severity: 'warning',
    scope: 'system',
    owner: 'CRT',
    role: 'on-call',
    runbook: 'triage-incident',
    forMinutes: 10,
  },
  {
    metric: 'zf_queue_oldest_message_age_seconds',
    matchers: { system: 'smart-court' },
    operator: '>',
    threshold: 900,
    bad: 901,
  },
);

describe('mutants of an alert', () => {
  it('invert each comparison, halve and double each threshold, halve the wait', () => {
    expect(alertMutants(alert).map(({ change }) => change)).toEqual([
      'comparison: > → <=',
      'threshold halved: 900 → 450',
      'threshold doubled: 900 → 1800',
      'for halved: 10m → 5m',
    ]);
  });

  it('leave windows, offsets and zeros alone', () => {
    const other = { ...alert, expr: 'sum(increase(a[15m])) == 0 or b offset 1d < 3 and absent(c) != 7' };
    expect(alertMutants(other).map(({ change }) => change.split(':')[0])).toEqual([
      'comparison',
      'comparison',
      'threshold halved',
      'threshold doubled',
      'comparison',
      'threshold halved',
      'threshold doubled',
      'for halved',
    ]);
  });

  it('are there for every alert of the reference site', () => {
    const without = referenceRules.flatMap(([, rules]) =>
      alertsOf(rules).filter((one) => alertMutants(one).length === 0),
    );
    expect(without).toEqual([]);
  });

  describe('by promtool', () => {
    const missing = missingTool('promtool');
    beforeEach(({ skip }) => skip(missing !== undefined, missing));

    const judge = async (original: Alert) => {
      const folder = promtoolFolder();
      try {
        const suites = alertMutants(original).map(({ change, alert: mutant }) => ({
          id: change,
          alerts: [{ network: 'court-net', alert: original }],
          loaded: [{ network: 'court-net', alert: mutant }],
        }));
        const caught = await failedSuites(folder.path, suites);
        return suites.filter(({ id }) => !caught.has(id)).map(({ id }) => id);
      } finally {
        folder.close();
      }
    };

    it('all fail the cases at the boundary', async () => {
      expect(await judge(alert)).toEqual([]);
    });

    it('survive cases that stay far from it: the script sees a weak test', async () => {
      const [fires, silent] = alert.cases;
      const far = Object.keys(fires!.series).map((series) => [series, '100000x30']);
      const weak = {
        ...alert,
        cases: [{ ...fires!, series: Object.fromEntries(far), moments: fires!.moments.slice(-1) }, silent!],
      };
      expect(await judge(weak)).toEqual(['threshold doubled: 900 → 1800', 'for halved: 10m → 5m']);
    });
  });
});
