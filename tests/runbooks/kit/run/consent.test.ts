import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApprovalSubject, approve, propose } from '../../../../runbooks/kit/approvals/approval.ts';
import { packArchive, unpackArchive } from '../../../../runbooks/kit/archive.ts';
import { collectEvidence, verifyEvidence } from '../../../../runbooks/kit/evidence.ts';
import { readRecords } from '../../../../runbooks/kit/journal/journal.ts';
import { runSubject, undoSubject } from '../../../../runbooks/kit/plan-runbook.ts';
import { resumeRun, runRunbook, undoRun } from '../../../../runbooks/kit/run/run.ts';
import type { Consent, RunEnvironment } from '../../../../runbooks/kit/run/session.ts';
import { canonicalJson } from '../../../../runbooks/kit/signing/canonical-json.ts';
import { digestOf } from '../../../../runbooks/kit/signing/digest.ts';
import { sign } from '../../../../runbooks/kit/signing/signature.ts';
import { approvedScene, consentTo, scenePeople } from '../../../kit/runbook-scene.ts';
import { ledgerIn, syntheticRunbook } from '../../../kit/runbook-synthetic.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-consent-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const collector = { person: 'p-001', pair: scenePeople.onCall.pair };
const collect = ({ runs, anchors, redactor }: RunEnvironment) =>
  collectEvidence(runs, 'run-1', anchors, redactor, collector, new Date());
const records = () => readRecords(readFileSync(join(folder, 'runs/run-1/journal.jsonl')), 'journal');
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

/** Consent for an hour from then, with a reason. */
function consentAt(subject: ApprovalSubject, hours: number, reason = '事件处置'): Consent {
  const { onCall, system } = scenePeople;
  const [notBefore, expires] = [inHours(hours - 0.1).toISOString(), inHours(hours + 0.9).toISOString()];
  const by = { approver: 'p-002', role: 'system-admin', path: 'normal' } as const;
  return {
    proposal: propose(subject, 'p-001', new Date(), onCall.pair),
    approvals: [approve({ subject, ...by, notBefore, expires, reason }, system.pair)],
  };
}

/** Evidence of a run that went on with renewed consent and whose undo was consented to. */
async function renewedAndUndone() {
  const { environment, calm, plan, consent } = await approvedScene(folder, { failBefore: 'evict-1' });
  await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
  const later = { ...calm, now: () => inHours(2) };
  await resumeRun(syntheticRunbook, 'run-1', later, consentAt(runSubject(plan), 2));
  await undoRun(syntheticRunbook, 'run-1', later, consentAt(undoSubject(plan, 'run-1'), 2));
  return environment;
}

describe('renewed consent', () => {
  it('is kept: the run goes on with it again, and what it was begun with stays', async () => {
    const { environment, plan, consent } = await approvedScene(folder, { failBefore: 'evict-1' });
    expect(await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment)).toMatchObject({
      status: 'stopped',
    });
    const later = { ...environment, now: () => inHours(2) };
    await expect(resumeRun(syntheticRunbook, 'run-1', later)).rejects.toThrow(/expired|ended/);
    const renewed = consentAt(runSubject(plan), 2);
    expect(await resumeRun(syntheticRunbook, 'run-1', later, renewed)).toMatchObject({ status: 'stopped' });
    expect(await resumeRun(syntheticRunbook, 'run-1', later), 'as the screen says').toMatchObject({
      status: 'stopped',
    });
    const calmLater = { ...(await approvedScene(folder)).calm, now: () => inHours(2) };
    expect(await resumeRun(syntheticRunbook, 'run-1', calmLater, renewed)).toMatchObject({ status: 'finished' });
    const kept = ['consent.json', 'consent-2.json'].map((name) =>
      JSON.parse(readFileSync(join(folder, 'runs/run-1', name), 'utf8')),
    );
    expect(kept).toEqual(JSON.parse(JSON.stringify([consent, renewed])));
    const named = records().filter(({ type }) => type === 'consent-renewed');
    expect(named.map(({ body }) => body.approvers)).toEqual([
      [{ person: 'p-002', role: 'system-admin', nonce: renewed.approvals[0]!.approval.nonce }],
    ]);
  });

  it('that is refused is not kept', async () => {
    const { environment, calm, plan, consent } = await approvedScene(folder, { failBefore: 'evict-1' });
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
    const other = consentTo(undoSubject(plan, 'run-1'));
    await expect(resumeRun(syntheticRunbook, 'run-1', calm, other)).rejects.toThrow(/not for what is about to run/);
    expect(await resumeRun(syntheticRunbook, 'run-1', calm)).toMatchObject({ status: 'finished' });
  });
});

describe('evidence', () => {
  it('proves who consented to the run, to going on and to the undo', async () => {
    const environment = await renewedAndUndone();
    const { archive, signature } = collect(environment);
    expect(verifyEvidence(archive, signature, environment.keyring)).toMatchObject({ sound: true, faults: [] });
    const names = [...unpackArchive(archive).keys()].filter((name) => name.startsWith('consent'));
    expect(names).toEqual(['consent-2.json', 'consent-undo.json', 'consent.json']);
  });

  it.each(['consent.json', 'consent-2.json', 'consent-undo.json'])(
    'is not sound where whoever packs it leaves out, alters or forges %s',
    async (name) => {
      const environment = await renewedAndUndone();
      const { archive } = collect(environment);
      const repacked = (change: (consent: Consent) => unknown) => {
        const files = new Map(unpackArchive(archive));
        files.set(name, Buffer.from(canonicalJson(change(JSON.parse(files.get(name)!.toString()) as Consent))));
        const manifest = JSON.parse(files.get('manifest.json')!.toString());
        manifest.files[name] = { bytes: files.get(name)!.length, ...digestOf(files.get(name)!) };
        files.set('manifest.json', Buffer.from(canonicalJson(manifest)));
        const bytes = packArchive(files);
        return verifyEvidence(bytes, sign(bytes, collector.pair), environment.keyring).faults;
      };
      const approvalOf = (consent: Consent) => consent.approvals[0]!;
      const forged = (consent: Consent) => approve(approvalOf(consent).approval, collector.pair);
      const altered = (consent: Consent) => ({
        ...approvalOf(consent),
        approval: { ...approvalOf(consent).approval, reason: 'another' },
      });
      const { nonce: _, ...bare } = approvalOf(JSON.parse(unpackArchive(archive).get(name)!.toString())).approval;
      expect(repacked((consent) => consent)).toEqual([]);
      expect(repacked((consent) => ({ ...consent, approvals: [] }))).toEqual([
        'consent of p-002: the approval that the journal names is not there',
      ]);
      expect(repacked((consent) => ({ ...consent, approvals: [approve(bare, scenePeople.system.pair)] }))).toHaveLength(
        1,
      );
      expect(repacked((consent) => ({ ...consent, approvals: [altered(consent)] }))).toEqual([
        `${name}: consent of p-002: the signature is not valid`,
      ]);
      expect(repacked((consent) => ({ ...consent, approvals: [forged(consent)] }))).toEqual([
        `${name}: consent of p-002: signed by p-001, not p-002`,
      ]);
    },
  );

  it('could not prove consent whose reason must be redacted: it is refused before anything acts', async () => {
    const { environment, plan } = await approvedScene(folder);
    const telling = consentAt(runSubject(plan), 0, '口令: hunter2-hunter2');
    await expect(runRunbook(syntheticRunbook, plan, telling, 'run-1', environment)).rejects.toThrow(
      /its reason holds something sensitive[\s\S]*given again/,
    );
    expect(ledgerIn(folder)).toEqual([]);
    const wide = consentAt(runSubject(plan), 0, 'ＶＰＮ 网关失陷，处置１台');
    expect(await runRunbook(syntheticRunbook, plan, wide, 'run-1', environment)).toMatchObject({ status: 'finished' });
    const { archive, signature } = collect(environment);
    expect(verifyEvidence(archive, signature, environment.keyring).faults).toEqual([]);
  });
});
