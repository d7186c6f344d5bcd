import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Span, Tracer } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packArchive, unpackArchive } from '../../../../runbooks/kit/archive.ts';
import { collectEvidence, verifyEvidence } from '../../../../runbooks/kit/evidence.ts';
import { readRecords } from '../../../../runbooks/kit/journal/journal.ts';
import { planDigest, planRunbook, showPlan, undoSubject } from '../../../../runbooks/kit/plan-runbook.ts';
import { abortRun, resumeRun, runRunbook, undoRun } from '../../../../runbooks/kit/run/run.ts';
import { defineRunbook } from '../../../../runbooks/kit/runbook.ts';
import { testKeyring, testPerson } from '../../../kit/runbook-people.ts';
import { approvedScene, consentTo, scenePeople } from '../../../kit/runbook-scene.ts';
import { sensitiveSamples } from '../../../kit/runbook-sensitive-samples.ts';
import { ledgerIn, syntheticRunbook } from '../../../kit/runbook-synthetic.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const forward = ['+cordon-node-3', '+evict-1', '+slow-evict-2', '+evict-3'];
const journalText = () => readFileSync(join(folder, 'runs/run-1/journal.jsonl'), 'utf8');
const types = () => readRecords(Buffer.from(journalText()), 'journal').map((record) => record.type);

describe('a plan', () => {
  it('acts on nothing and shows exactly what would run, in both languages', async () => {
    const { plan } = await approvedScene(folder);
    expect(ledgerIn(folder)).toEqual([]);
    expect(showPlan(plan, 'en').join('\n')).toMatch(
      /effect \$?'?--line=\+cordon-node-3[\s\S]*effect \$?'?--line=\+evict-3[\s\S]*nothing to undo/,
    );
    expect(showPlan(plan, 'zh').join('\n')).toMatch(/影响范围[\s\S]*回退: 测试/);
  });

  it('digests parameters, target and actions, not the moment', async () => {
    const { plan } = await approvedScene(folder);
    const digest = planDigest(plan).sm3;
    expect(planDigest({ ...plan, preparedAt: '2020-01-01T00:00:00Z' }).sm3).toBe(digest);
    expect(planDigest({ ...plan, parameters: { node: 'node-4' } }).sm3).not.toBe(digest);
    expect(planDigest({ ...plan, target: { ...plan.target, network: 'police-net' } }).sm3).not.toBe(digest);
    expect(planDigest({ ...plan, steps: plan.steps.toReversed() }).sm3).not.toBe(digest);
  });

  it('refuses hostile parameters before it reads anything', async () => {
    const { calm } = await approvedScene(folder);
    const read = { get: () => Promise.reject(new Error('was read')) };
    await expect(
      planRunbook(syntheticRunbook, { node: '--all' }, { site: 'binhe', network: 'court-net' }, read, calm.now),
    ).rejects.toThrow(/does not fit/);
  });
});

describe('a runbook', () => {
  it('that claims to be reversible has an undo for every step', () => {
    const { undo: _, ...final } = syntheticRunbook.steps[0]!;
    expect(() => defineRunbook({ ...syntheticRunbook, steps: [final] })).toThrow(/has no undo/);
    expect(() =>
      defineRunbook({ ...syntheticRunbook, steps: [syntheticRunbook.steps[0]!, syntheticRunbook.steps[0]!] }),
    ).toThrow(/twice/);
  });
});

describe('a run', () => {
  it('is refused without consent, with used consent, with an altered or stale plan, and by the wrong person', async () => {
    const { environment, plan, consent } = await approvedScene(folder);
    const other = await planRunbook(
      syntheticRunbook,
      { node: 'node-4' },
      plan.target,
      environment.read,
      environment.now,
    );
    const outsider = testPerson('p-050', ['requester']);
    const asOutsider = {
      ...environment,
      operator: { person: 'p-050', pair: outsider.pair },
      keyring: testKeyring({ ...scenePeople, outsider }),
    };
    const edited = { ...plan, steps: plan.steps.slice(1) };
    await expect(runRunbook(syntheticRunbook, edited, consent, 'run-0', environment)).rejects.toThrow(
      /altered, or the cluster has changed/,
    );
    await expect(runRunbook(syntheticRunbook, other, consent, 'run-0', environment)).rejects.toThrow(
      /not for what is about to run/,
    );
    await expect(runRunbook(syntheticRunbook, plan, consent, 'run-0', asOutsider)).rejects.toThrow(
      /does not hold a role/,
    );
    await expect(
      runRunbook(syntheticRunbook, plan, { ...consent, approvals: [] }, 'run-2', environment),
    ).rejects.toThrow(/too few/);
    expect(ledgerIn(folder)).toEqual([]);
    expect(existsSync(join(folder, 'runs')), 'a refused run leaves no open run behind').toBe(false);
    expect(environment.anchors.read('run-0') ?? environment.anchors.read('run-2')).toBeUndefined();
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
    await expect(runRunbook(syntheticRunbook, plan, consent, 'run-3', environment)).rejects.toThrow(/used by run-1/);
    expect(ledgerIn(folder)).toEqual(forward);
  });

  it('that was killed before it started goes on only while its plan is what would run now', async () => {
    const { environment, calm, plan, consent } = await approvedScene(folder);
    const killed = () => {
      throw new Error('killed');
    };
    await expect(
      runRunbook(syntheticRunbook, plan, consent, 'run-1', { ...environment, onEvent: killed }),
    ).rejects.toThrow('killed');
    const [first, ...rest] = syntheticRunbook.steps;
    const changed = defineRunbook({ ...syntheticRunbook, steps: [{ ...first!, plan: async () => [] }, ...rest] });
    await expect(resumeRun(changed, 'run-1', calm)).rejects.toThrow(/altered, or the cluster has changed/);
    expect(ledgerIn(folder)).toEqual([]);
    expect(calm.usedApprovals.usedBy(consent.approvals[0]!.approval.nonce)).toBeUndefined();
    expect(await resumeRun(syntheticRunbook, 'run-1', calm)).toMatchObject({ status: 'finished' });
  });

  it('whose approvals another run takes at the last moment ends as aborted, signed', async () => {
    const { environment, plan, consent } = await approvedScene(folder);
    const { nonce } = consent.approvals[0]!.approval;
    const judged = () => {
      environment.usedApprovals.claim([nonce], 'run-9', new Date());
    };
    await expect(
      runRunbook(syntheticRunbook, plan, consent, 'run-1', { ...environment, onEvent: judged }),
    ).rejects.toThrow(/used by run-9/);
    expect(types()).toEqual(['journal-opened', 'run-opened', 'run-aborted', 'journal-closed']);
    expect(ledgerIn(folder)).toEqual([]);
  });

  it('stops at a failing precheck before it acts, and goes on once it holds', async () => {
    const { environment, calm, plan, consent } = await approvedScene(folder, { unhealthy: true });
    const result = await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
    expect(result).toMatchObject({ status: 'stopped', stop: { reason: 'precheck', step: 'cordon' } });
    expect(ledgerIn(folder)).toEqual([]);
    expect(await resumeRun(syntheticRunbook, 'run-1', calm)).toMatchObject({ status: 'finished' });
  });

  it.each(forward.map((line) => line.slice(1)))(
    'that fails at %s stops there; resume, undo and abort each end it rightly',
    async (name) => {
      const before = forward.slice(0, forward.indexOf(`+${name}`));
      for (const way of ['resume', 'undo', 'abort'] as const) {
        rmSync(folder, { recursive: true, force: true });
        const { environment, calm, plan, consent } = await approvedScene(folder, { failBefore: name });
        const result = await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
        expect(result).toMatchObject({ status: 'stopped', stop: { reason: 'act', action: name } });
        expect(result.stop?.message).toContain('password=[redacted');
        expect(ledgerIn(folder)).toEqual(before);
        if (way === 'resume') {
          expect((await resumeRun(syntheticRunbook, 'run-1', calm)).status).toBe('finished');
          expect(ledgerIn(folder)).toEqual(forward);
        } else if (way === 'undo') {
          expect((await undoRun(syntheticRunbook, 'run-1', calm)).status).toBe('undone');
          expect(ledgerIn(folder)).toEqual([...before, ...before.toReversed().map((line) => `-${line.slice(1)}`)]);
        } else {
          expect((await abortRun(syntheticRunbook, 'run-1', calm, 'enough')).status).toBe('aborted');
          expect(ledgerIn(folder)).toEqual(before);
        }
      }
    },
  );

  it.each(forward.map((line) => line.slice(1)))(
    'whose answer for %s is lost takes the effect for done',
    async (name) => {
      const { environment, plan, consent } = await approvedScene(folder, { failAfter: name });
      expect((await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment)).status).toBe('finished');
      expect(ledgerIn(folder)).toEqual(forward);
    },
  );

  it('stops where it cannot be seen whether something was done, and does not guess', async () => {
    const { environment, calm, plan, consent } = await approvedScene(folder, { failAfter: 'evict-1', unclear: true });
    const result = await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
    expect(result).toMatchObject({ status: 'stopped', stop: { reason: 'unclear', action: 'evict-1' } });
    expect((await resumeRun(syntheticRunbook, 'run-1', environment)).stop?.reason).toBe('unclear');
    expect(ledgerIn(folder)).toEqual(forward.slice(0, 2));
    expect((await resumeRun(syntheticRunbook, 'run-1', calm)).status).toBe('finished');
    expect(ledgerIn(folder)).toEqual(forward);
  });

  it('that has finished is undone only with consent to that very undo', async () => {
    const { calm, plan, consent } = await approvedScene(folder);
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', calm);
    await expect(undoRun(syntheticRunbook, 'run-1', calm)).rejects.toThrow(/fadun runbook approve --undo/);
    await expect(undoRun(syntheticRunbook, 'run-1', calm, consent)).rejects.toThrow(/not for what is about to run/);
    expect((await undoRun(syntheticRunbook, 'run-1', calm, consentTo(undoSubject(plan, 'run-1')))).status).toBe(
      'undone',
    );
    expect(ledgerIn(folder)).toHaveLength(8);
    expect(types().filter((type) => type === 'journal-closed')).toHaveLength(2);
  });

  it('whose undo is answered but shows no effect stops there, and goes back once it shows', async () => {
    const { calm, plan, consent } = await approvedScene(folder, {});
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', calm);
    const answering = { ...calm, undoSeenWithinSeconds: 0.5, execute: async () => 'accepted' };
    const undo = await undoRun(syntheticRunbook, 'run-1', answering, consentTo(undoSubject(plan, 'run-1')));
    expect(undo).toMatchObject({ status: 'stopped', stop: { reason: 'verify', step: 'drain', action: 'evict-3' } });
    expect(types()).not.toContain('step-undone');
    expect(await resumeRun(syntheticRunbook, 'run-1', answering)).toMatchObject({ stop: { reason: 'verify' } });
    let isBlind = false;
    const blinded = {
      ...answering,
      read: { get: (path: string) => (isBlind ? Promise.reject(new Error('no answer')) : calm.read.get(path)) },
      execute: async () => {
        isBlind = true;
        return 'accepted';
      },
    };
    expect(await resumeRun(syntheticRunbook, 'run-1', blinded)).toMatchObject({ stop: { reason: 'unclear' } });
    expect(await resumeRun(syntheticRunbook, 'run-1', calm)).toMatchObject({ status: 'undone' });
    expect(ledgerIn(folder)).toHaveLength(8);
  });

  it('is not continued with another plan than its journal names, nor by two at once', async () => {
    const { environment, calm, plan, consent } = await approvedScene(folder, { failBefore: 'evict-1' });
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
    writeFileSync(
      join(folder, 'runs/run-1/lock'),
      `${process.pid} ${
        readFileSync('/proc/self/stat', 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')[19]
      }`,
    );
    await expect(resumeRun(syntheticRunbook, 'run-1', calm)).rejects.toThrow(/is working on it/);
    rmSync(join(folder, 'runs/run-1/lock'));
    writeFileSync(join(folder, 'runs/run-1/plan.json'), JSON.stringify({ ...plan, steps: plan.steps.slice(0, 1) }));
    await expect(resumeRun(syntheticRunbook, 'run-1', calm)).rejects.toThrow(/not the plan of its journal/);
  });

  it('keeps its files to their owner', async () => {
    const { calm, plan, consent } = await approvedScene(folder);
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', calm);
    for (const file of readdirSync(join(folder, 'runs/run-1'))) {
      expect(statSync(join(folder, 'runs/run-1', file)).mode & 0o077, file).toBe(0);
    }
  });
});

describe('nothing sensitive is written', () => {
  it('not in the journal, the evidence, the stop or the spans, whatever a target answers', async () => {
    const { environment, plan, consent } = await approvedScene(folder);
    const spoken = sensitiveSamples.map((sample) => sample.text).join('\n');
    const spans: string[] = [];
    const span = {
      setAttribute: (...given: unknown[]) => spans.push(JSON.stringify(given)),
      setStatus: (status: unknown) => spans.push(JSON.stringify(status)),
      end: () => {},
    };
    const tracer = {
      startActiveSpan: (name: string, options: unknown, work: (span: Span) => unknown) => {
        spans.push(name, JSON.stringify(options));
        return work(span as unknown as Span);
      },
    } as unknown as Tracer;
    const talkative = {
      ...environment,
      tracer,
      execute: async (...given: Parameters<typeof environment.execute>) =>
        `${await environment.execute(...given)}\n${spoken}`,
    };
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', talkative);
    const failing = { ...talkative, execute: () => Promise.reject(new Error(spoken)) };
    const second = await approvedScene(`${folder}/second`);
    const stopped = await runRunbook(syntheticRunbook, second.plan, second.consent, 'run-1', {
      ...second.environment,
      tracer,
      execute: failing.execute,
    });
    const { archive } = collectEvidence(
      environment.runs,
      'run-1',
      environment.anchors,
      environment.redactor,
      { person: 'p-001', pair: scenePeople.onCall.pair },
      new Date(),
    );
    const secondJournal = readFileSync(join(folder, 'second/runs/run-1/journal.jsonl'), 'utf8');
    const written = [journalText(), secondJournal, archive.toString('utf8'), JSON.stringify(stopped), ...spans].join(
      '\n',
    );
    for (const { kind, hidden } of sensitiveSamples) expect(written.includes(hidden), `${kind}: ${hidden}`).toBe(false);
    expect(spans.filter((entry) => entry === 'runbook.step')).toHaveLength(4);
    expect(spans.join()).not.toMatch(/node-3/);
  });
});

describe('evidence of a run', () => {
  it('is the same bytes each time, verifies, and betrays every flipped bit and every other signature', async () => {
    const { environment, plan, consent } = await approvedScene(folder);
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
    const collector = { person: 'p-001', pair: scenePeople.onCall.pair };
    const collect = () =>
      collectEvidence(
        environment.runs,
        'run-1',
        environment.anchors,
        environment.redactor,
        collector,
        new Date('2026-06-01T00:00:00Z'),
      );
    const { archive, signature } = collect();
    expect(collect().archive.equals(archive)).toBe(true);
    expect(verifyEvidence(archive, signature, environment.keyring)).toMatchObject({ sound: true, faults: [] });
    for (let bit = 0; bit < archive.length * 8; bit += 61) {
      archive[bit >> 3]! ^= 1 << (bit & 7);
      expect(verifyEvidence(archive, signature, environment.keyring).sound, `bit ${bit}`).toBe(false);
      archive[bit >> 3]! ^= 1 << (bit & 7);
    }
    const foreign = collectEvidence(
      environment.runs,
      'run-1',
      environment.anchors,
      environment.redactor,
      { person: 'p-001', pair: scenePeople.system.pair },
      new Date('2026-06-01T00:00:00Z'),
    );
    expect(verifyEvidence(archive, foreign.signature, environment.keyring).faults).toEqual([
      'signed by p-002, collected by p-001',
    ]);
    const files = new Map(unpackArchive(archive));
    files.set('added.txt', Buffer.from('x'));
    expect(verifyEvidence(packArchive(files), signature, environment.keyring).faults).toContain(
      'added.txt is not in the manifest',
    );
  });

  it('refuses names that leave the folder, and archives with other entries', () => {
    for (const name of ['../x', '/x', 'a//b', 'a/../b', '.hidden', 'x'.repeat(101), 'a\0b', '']) {
      expect(() => packArchive(new Map([[name, Buffer.from('x')]]))).toThrow(/no plain relative path/);
    }
    const link = packArchive(new Map([['a', Buffer.from('x')]]));
    link[156] = '2'.charCodeAt(0);
    expect(() => unpackArchive(link)).toThrow(/damaged/);
    expect(() => unpackArchive(Buffer.concat([packArchive(new Map()), Buffer.alloc(512)]))).toThrow(/damaged/);
  });
});
