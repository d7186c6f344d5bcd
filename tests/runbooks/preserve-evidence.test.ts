import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpackArchive } from '../../runbooks/kit/archive.ts';
import { collectEvidence, verifyEvidence } from '../../runbooks/kit/evidence.ts';
import { readRecords } from '../../runbooks/kit/journal/journal.ts';
import { runSubject } from '../../runbooks/kit/plan-runbook.ts';
import { runRunbook } from '../../runbooks/kit/run/run.ts';
import { canonicalJson } from '../../runbooks/kit/signing/canonical-json.ts';
import { digestOf } from '../../runbooks/kit/signing/digest.ts';
import { preserveEvidence } from '../../runbooks/preserve-evidence.ts';
import type { CollectedManifest } from '../../runbooks/steps/evidence/archive.ts';
import { namespace, tier } from '../../scripts/drills/declared-objects.ts';
import { goodDrill } from '../../scripts/drills/good-drill.ts';
import { loadDrill } from '../../scripts/drills/index.ts';
import { momentOf, writesOf } from '../../scripts/drills/proof.ts';
import { stageOn } from '../../scripts/drills/stage.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { consentOf, openRunbookCluster, type RunbookCluster } from '../kit/runbook-cluster.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const password = 'Zx81-not-in-any-archive';
const identity = '11010519491231002X';

describe.skipIf(absent !== undefined)(`preserving evidence${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  let stage: Awaited<ReturnType<typeof stageOn>>;
  const given = {
    namespace: 'court-filing',
    since: `${new Date(Date.now() - 3_600_000).toISOString().slice(0, 16)}Z`,
    reason: 'INC-2026-031: 疑似入侵',
  };
  const sealed = (run: string) => readFileSync(join(runbooks.folder, 'runs', run, 'sealed', 'preserved.tar'));
  const manifestOf = (files: ReadonlyMap<string, Buffer>) =>
    JSON.parse(files.get('manifest.json')!.toString()) as CollectedManifest;

  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = openCluster(plane, 'applier');
    stage = await stageOn(plane.directory, 'binhe', plane.network);
    runbooks = openRunbookCluster(plane, { reads: { host: stage.host } });
    const declared = [namespace('court-filing'), ...tier('court-filing', 'web'), ...tier('court-filing', 'database')];
    await applyObjects(declared, { client: cluster.client, network: plane.network, waitSeconds: 90 });
    await cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'database-login',
        namespace: 'court-filing',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': `{"stringData":{"password":"${password}"}}`,
        },
      },
      stringData: { password },
    });
    await cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'note', namespace: 'court-filing' },
      data: { party: `当事人身份证号 ${identity}` },
    });
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close(), stage?.close()]);
    await plane?.stop();
  });

  test('seals objects, events, audit records and says which logs a node does not have, and writes nothing', async () => {
    const before = momentOf(stage);
    expect(await runbooks.run(preserveEvidence, given, 'run-1')).toMatchObject({ status: 'finished' });
    expect(writesOf('fadun:reader', stage, before)).toEqual([]);
    expect(writesOf('fadun:applier', stage, before)).toEqual([]);

    const files = unpackArchive(sealed('run-1'));
    const manifest = manifestOf(files);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'audit.jsonl',
        'namespace.json',
        'objects/deployments.apps.json',
        'objects/events.json',
        'objects/pods.json',
        'secrets.json',
      ]),
    );
    const pods = JSON.parse(files.get('objects/pods.json')!.toString()) as readonly { metadata: { name: string } }[];
    expect(pods).toHaveLength(4);
    for (const { metadata } of pods)
      expect(manifest.absent.map(({ subject }) => subject).join()).toContain(`log of ${metadata.name}/`);
    for (const [name, { sm3, sha256 }] of Object.entries(manifest.files))
      expect({ sm3, sha256 }).toEqual(digestOf(files.get(name)!));
    const audit = files
      .get('audit.jsonl')!
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(audit.length).toBeGreaterThan(5);
    expect(new Set(audit.map(({ objectRef }) => objectRef.namespace))).toEqual(new Set(['court-filing']));
  }, 120_000);

  test('holds of a Secret its name and digests, and its content in no form', () => {
    const archive = sealed('run-1').toString('latin1');
    expect(archive).toContain('database-login');
    for (const form of [password, Buffer.from(password).toString('base64')]) expect(archive).not.toContain(form);
    const [facts] = JSON.parse(unpackArchive(sealed('run-1')).get('secrets.json')!.toString());
    expect(facts.metadataDigest).toEqual({
      sm3: expect.stringMatching(/^[0-9a-f]{64}$/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('keeps the original 0600 beside the run, bound to the signed journal; the evidence holds a redacted view', () => {
    const folder = join(runbooks.folder, 'runs', 'run-1');
    expect(statSync(join(folder, 'sealed', 'preserved.tar')).mode & 0o777).toBe(0o600);
    const journal = readFileSync(join(folder, 'journal.jsonl'));
    const { sm3, sha256 } = digestOf(sealed('run-1'));
    const binding = readRecords(journal, 'journal').filter(({ body }) =>
      JSON.stringify(body).includes(`SM3 ${sm3}; SHA-256 ${sha256}`),
    );
    expect(binding.map(({ type }) => type)).toEqual(['outcome', 'step-verified']);

    const { environment } = runbooks;
    const { archive, signature } = collectEvidence(
      environment.runs,
      'run-1',
      environment.anchors,
      environment.redactor,
      environment.operator,
      new Date(),
    );
    expect(verifyEvidence(archive, signature, environment.keyring)).toMatchObject({ sound: true, faults: [] });
    const handedOn = unpackArchive(archive);
    expect([...handedOn.keys()]).toContain('view/preserved.tar.json');
    const view = handedOn.get('view/preserved.tar.json')!.toString();
    expect(sealed('run-1').toString()).toContain(identity);
    expect(view).not.toContain(identity);
    expect(view).toContain('database-login');
  });

  test('is not taken for done where the sealed archive is cut or changed, and is not collected twice where it is whole', async () => {
    const [step] = preserveEvidence.steps;
    const action = (await runbooks.plan(preserveEvidence, given)).steps[0]!.actions[0]!;
    const observe = (bytes: Buffer | undefined) => step!.observe({ sealed: () => bytes } as never, action);
    const whole = sealed('run-1');
    const changed = Buffer.from(whole);
    changed[600]! ^= 1;
    expect(await observe(whole)).toBe('done');
    expect(await observe(changed)).toBe('not-done');
    expect(await observe(whole.subarray(0, 2048))).toBe('not-done');
    expect(await observe(undefined)).toBe('not-done');
  });

  test('stands its drill: planned without a write, run, bound by the journal', async () => {
    const folder = join(runbooks.folder, 'drill');
    const { problems } = await goodDrill(stage, await loadDrill('preserve-evidence'), folder);
    expect(problems).toEqual([]);
  }, 120_000);

  test('of a workload takes its own pods and events, and leaves its neighbour’s out', async () => {
    expect(await runbooks.run(preserveEvidence, { ...given, workload: 'web' }, 'run-2')).toMatchObject({
      status: 'finished',
    });
    const files = unpackArchive(sealed('run-2'));
    const names = (file: string) =>
      (JSON.parse(files.get(file)!.toString()) as readonly { metadata: { name: string } }[]).map(
        ({ metadata }) => metadata.name,
      );
    expect(names('objects/deployments.apps.json')).toEqual(['web']);
    expect(names('objects/pods.json')).toHaveLength(2);
    expect(names('objects/pods.json').every((name) => name.startsWith('web-'))).toBe(true);
    const events = JSON.parse(files.get('objects/events.json')!.toString()) as readonly {
      involvedObject: { kind: string; name: string };
    }[];
    const ofPods = events.filter(({ involvedObject }) => /Pod$|Set$|Deployment/.test(involvedObject.kind));
    expect(ofPods.length).toBeGreaterThan(0);
    expect(ofPods.filter(({ involvedObject }) => !involvedObject.name.startsWith('web'))).toEqual([]);
    expect(canonicalJson(manifestOf(files) as never)).toContain('"workload":"web"');
  }, 120_000);

  test('without a way to the hosts says that the audit log was not read', async () => {
    const { host: _, ...read } = runbooks.environment.read;
    const plan = await runbooks.plan(preserveEvidence, given);
    const surroundings = { ...runbooks.environment, read };
    const result = await runRunbook(preserveEvidence, plan, consentOf(runSubject(plan), false), 'run-3', surroundings);
    expect(result.status).toBe('finished');
    const files = unpackArchive(sealed('run-3'));
    expect(files.has('audit.jsonl')).toBe(false);
    expect(manifestOf(files).absent).toContainEqual(expect.objectContaining({ subject: 'audit log' }));
  }, 120_000);
});
