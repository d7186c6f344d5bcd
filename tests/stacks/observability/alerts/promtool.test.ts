import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { renderRuleFiles } from '../../../../stacks/observability/rules/rule-files.ts';
import { failedSuites, missingTool, promtoolFolder } from '../../../kit/promtool.ts';
import { alertsOf, referenceRules, suitesOf } from '../../../kit/reference-rules.ts';

const missing = missingTool('promtool');
const folder = promtoolFolder();
const counted = { alerts: 0, tested: 0 };

describe('rules of the reference site, by promtool', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));
  afterAll(() => folder.close());

  it('check: every delivered file is accepted, and holds the rules that were declared', () => {
    const files: string[] = [];
    let declared = 0;
    for (const [network, rules] of referenceRules) {
      mkdirSync(join(folder.path, network));
      declared += alertsOf(rules).length + rules.recording.length;
      for (const [name, text] of Object.entries(renderRuleFiles(network, rules))) {
        files.push(join(folder.path, network, name));
        writeFileSync(files.at(-1)!, text);
      }
    }
    const output = execFileSync('promtool', ['check', 'rules', ...files], { encoding: 'utf8' });
    const found = [...output.matchAll(/SUCCESS: (\d+) rules found/g)].map(([, count]) => Number(count));
    expect(found).toHaveLength(files.length);
    expect(found.reduce((sum, count) => sum + count, 0)).toBe(declared);
  });

  it.for(referenceRules)(
    'test: the alerts of %s fire when they should, and only then',
    { timeout: 300_000 },
    async ([network, rules]) => {
      const suites = suitesOf(network, rules);
      const failed = await failedSuites(folder.path, suites);
      counted.alerts += alertsOf(rules).length;
      counted.tested += suites.filter(({ id }) => !failed.has(id)).flatMap(({ alerts }) => alerts).length;
      expect([...failed].map(([id, output]) => `${id}\n${output.slice(0, 1500)}`)).toEqual([]);
    },
  );

  it('count: as many alerts are tested as there are', () => {
    console.log(`alerts ${counted.alerts} = tested ${counted.tested}`);
    expect(counted.tested).toBe(referenceRules.flatMap(([, rules]) => alertsOf(rules)).length);
  });
});
