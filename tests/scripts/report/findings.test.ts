import { describe, expect, it } from 'vitest';
import { deployment, pod, securityContext } from '../../../policies/examples.ts';
import { decide } from '../../../policies/gate.ts';
import { judge } from '../../../policies/judge.ts';
import { pssRules } from '../../../policies/rules/pss/index.ts';
import { judgeWaivers, type Waiver } from '../../../policies/waiver.ts';
import { findingsText } from '../../../scripts/report/findings.ts';
import { checkResult } from '../../../scripts/report/findings-json.ts';
import { junit } from '../../../scripts/report/junit.ts';
import { sarif } from '../../../scripts/report/sarif.ts';
import { sarifFaults } from './sarif-shape.ts';
import { parseXml } from './xml.ts';

const today = '2026-06-01';
const scope = {
  network: 'court-net',
  ...{ kind: 'Pod', namespace: 'apps', name: 'agent', path: 'spec.containers[0].securityContext.privileged' },
};
const waiver: Waiver = {
  ...{ id: 'w1', rule: 'no-privileged-containers', reason: 'agent', owner: 'li', approver: 'wang', ticket: 'T-1' },
  ...{ from: '2026-05-01', until: '2026-06-30', scope },
};
const expired = { ...waiver, id: 'w2', until: '2026-05-31' };
const privileged = securityContext({ privileged: true });
const objects = [
  {
    object: pod(privileged, {}, { name: 'agent', namespace: 'apps' }),
    source: { file: 'deploy/代理 <1>.yaml', address: '0' },
    network: 'court-net',
  },
  { object: deployment(privileged), source: { file: '/srv/b.yaml', address: '1' }, network: 'court-net' },
  ...Array.from({ length: 7 }, (_, at) => ({
    object: pod({ name: 'a"&<b>' }, { hostPID: true }, { name: `p${at}` }),
    source: { file: 'c.yaml', address: String(at) },
  })),
];
const judgement = judge(objects, { rules: pssRules, waivers: [waiver, expired], today });
const waivers = judgeWaivers([waiver, expired], { rules: pssRules, today });
const result = checkResult(judgement, { rules: pssRules, waivers, seconds: 1.23456 });
const options = {
  rules: pssRules,
  decision: decide({ findings: result.findings, waiverFindings: waivers }),
  inputErrors: [],
};

describe('a check as JSON', () => {
  it('has the shape that scripts rely on', () => {
    expect(Object.keys(result)).toEqual([
      'objects',
      'rules',
      'verdicts',
      'findings',
      'unjudged',
      'waivers',
      'controls',
      'seconds',
    ]);
    expect(result).toMatchObject({ objects: 9, rules: pssRules.length, seconds: 1.235 });
    expect(result.findings.find((finding) => finding.verdict === 'waived')).toMatchObject({
      ...{
        rule: 'no-privileged-containers',
        severity: 'critical',
        waiver: 'w1',
        path: 'spec.containers[0].securityContext.privileged',
      },
      object: { kind: 'Pod', namespace: 'apps', name: 'agent', source: 'deploy/代理 <1>.yaml#0' },
    });
  });

  it('gives each clause the verdicts of its rules', () => {
    const clause = result.controls.find((one) => one.pack === 'pss-baseline' && one.clause === 'privileged-containers');
    expect(clause).toMatchObject({ judgedBy: ['no-privileged-containers'], verdicts: { waived: 1, fail: 1, pass: 7 } });
    const apparmor = result.controls.find((one) => one.clause === 'apparmor');
    expect(apparmor?.judgedBy).toEqual(['allowed-apparmor-annotations', 'allowed-apparmor-profiles']);
    expect(apparmor?.verdicts.pass).toBe(18);
  });
});

describe('a check for people', () => {
  const text = findingsText(result);

  it('names object, field, message, source and remedy, most severe first and waived last', () => {
    expect(text).toContain(
      'court-net: Deployment example spec.template.spec.containers[0].securityContext.privileged: container "app" is privileged\n    /srv/b.yaml#1',
    );
    const heads = text.split('\n').filter((line) => /^(critical|high|medium|low) {2}/.test(line));
    expect(heads[0]).toContain('critical');
    expect(heads.findIndex((line) => line.includes('waived'))).toBe(
      heads.findLastIndex((line) => !line.includes('waiver ')),
    );
    expect(text).toContain('→ Remove securityContext.privileged');
    expect(text).toContain('[w1]');
    expect(text).toContain('waiver w2: it has expired');
  });

  it('shows the first objects of many, and all on request', () => {
    expect(text).toContain('and 2 more');
    expect(findingsText(result, { all: true })).not.toContain('more\n');
    expect(findingsText(result, { all: true }).match(/shares host namespaces: hostPID/g)).toHaveLength(7);
  });

  it('is written in Chinese where that is asked for', () => {
    expect(findingsText(result, { language: 'zh' })).toMatch(/共 9 个对象，\d+ 条规则：通过 \d+，不通过 \d+/);
  });
});

describe('a check as SARIF', () => {
  const log = sarif(result, { ...options, version: '0.1.0' });
  const [run] = log.runs;

  it('keeps to the structure of SARIF 2.1.0', () => {
    expect(sarifFaults(JSON.parse(JSON.stringify(log)))).toEqual([]);
    expect(sarifFaults({ ...log, version: '2.0' })).not.toEqual([]);
  });

  it('has a result for each finding, tied to its rule; waived ones are suppressed', () => {
    expect(run!.results).toHaveLength(result.findings.length);
    for (const { ruleId, ruleIndex } of run!.results) expect(run!.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const suppressed = run!.results.filter((one) => one.suppressions);
    expect(suppressed).toMatchObject([{ ruleId: 'no-privileged-containers', suppressions: [{ status: 'accepted' }] }]);
  });

  it('writes paths as URI references, and fingerprints that tell findings apart', () => {
    const uris = run!.results.map((one) => one.locations[0]!.physicalLocation!.artifactLocation.uri);
    expect(new Set(uris)).toEqual(
      new Set(['deploy/%E4%BB%A3%E7%90%86%20%3C1%3E.yaml', 'file:///srv/b.yaml', 'c.yaml']),
    );
    const prints = run!.results.map((one) => one.partialFingerprints['fadun/v1']);
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('a check as JUnit', () => {
  const document = parseXml(junit(result, options));
  const suite = document.children[0]!;

  it('is well-formed, and its counts are those of its cases', () => {
    expect([document.name, suite.name]).toEqual(['testsuites', 'testsuite']);
    const kinds = suite.children.map((one) => one.children[0]?.name ?? 'passed');
    const count = (kind: string) => String(kinds.filter((one) => one === kind).length);
    expect(suite.attributes).toMatchObject({
      tests: String(pssRules.length),
      failures: count('failure'),
      errors: count('error'),
      skipped: count('skipped'),
    });
    expect(kinds).toContain('failure');
  });

  it('keeps what XML would take for markup', () => {
    const named = suite.children.find((one) => one.attributes.name?.startsWith('no-host-namespaces'))!;
    expect(named.children[0]!.attributes.message).toBe('7 × the pod shares host namespaces: hostPID');
    const all = junit(
      { ...result, findings: result.findings.map((one) => ({ ...one, message: 'a"&<b>\u0001' })) },
      options,
    );
    const failure = parseXml(all).children[0]!.children.find((one) => one.children[0]?.name === 'failure')!
      .children[0]!;
    expect(failure.attributes.message).toContain('a"&<b>\u{FFFD}');
  });

  it('skips a rule whose findings are all waived', () => {
    const only = checkResult(judge(objects.slice(0, 1), { rules: pssRules, waivers: [waiver], today }), {
      rules: pssRules,
      seconds: 0,
    });
    const waivedCase = parseXml(junit(only, options)).children[0]!.children.find((one) =>
      one.attributes.name?.startsWith('no-privileged-containers'),
    );
    expect(waivedCase?.children[0]?.name).toBe('skipped');
  });
});
