import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { renderRuleFiles } from '../../../../stacks/observability/rules/rule-files.ts';
import { failedSuites, missingTool, promtoolFolder } from '../../../kit/promtool.ts';
import { alertsOf, referenceRules, referenceSite, referenceSuites } from '../../../kit/reference-rules.ts';

const missing = missingTool('promtool');
const folder = promtoolFolder();

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
    // Each alert leads to a page of its own network.
    for (const [network, { runbookPages }] of referenceRules) {
      const text = files
        .filter((file) => file.includes(`/${network}/`))
        .map((file) => readFileSync(file, 'utf8'))
        .join('');
      const links = [...text.matchAll(/runbook: (\S+)\n +runbook_url: (\S+)\n/g)];
      expect(links.length, network).toBe(text.match(/- alert: /g)!.length);
      expect(runbookPages).toBe(`https://runbooks.${referenceSite.networks[network]!.domain}/fadun`);
      for (const [, runbook, link] of links) {
        expect(link).toBe(`${runbookPages}/${runbook}.zh.md`);
        expect(existsSync(`runbooks/pages/${runbook}.zh.md`), runbook).toBe(true);
      }
    }
    const output = execFileSync('promtool', ['check', 'rules', ...files], { encoding: 'utf8' });
    const found = [...output.matchAll(/SUCCESS: (\d+) rules found/g)].map(([, count]) => Number(count));
    expect(found).toHaveLength(files.length);
    expect(found.reduce((sum, count) => sum + count, 0)).toBe(declared);
  });

  it('test: every alert fires when it should, and only then', { timeout: 600_000 }, async () => {
    const suites = referenceSuites();
    const failed = await failedSuites(folder.path, suites);
    expect([...failed].map(([id, output]) => `${id}\n${output.slice(0, 1500)}`)).toEqual([]);
    const tested = suites.filter(({ id }) => !failed.has(id)).flatMap(({ alerts }) => alerts).length;
    const alerts = referenceRules.flatMap(([, rules]) => alertsOf(rules)).length;
    console.log(`alerts ${alerts} = tested ${tested}`);
    expect(tested).toBe(alerts);
  });
});
