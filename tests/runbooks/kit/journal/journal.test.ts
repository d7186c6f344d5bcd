import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { revoke } from '../../../../runbooks/kit/enrolment.ts';
import { type AnchorStore, anchorsIn } from '../../../../runbooks/kit/journal/anchor.ts';
import { continueJournal, createJournal, type JournalOptions } from '../../../../runbooks/kit/journal/journal.ts';
import {
  closingStatement,
  formatRecord,
  genesis,
  type JournalRecord,
  sealRecord,
} from '../../../../runbooks/kit/journal/record.ts';
import { verifyJournal } from '../../../../runbooks/kit/journal/verify-journal.ts';
import { sign } from '../../../../runbooks/kit/signing/signature.ts';
import { testKeyring, testPerson, testStaff, testTime } from '../../../kit/runbook-people.ts';

const staff = testStaff();
const keyring = testKeyring(staff);
const stranger = testPerson('p-404', ['on-call']);

let folder: string;
let anchors: AnchorStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-journal-'));
  anchors = anchorsIn(join(folder, 'elsewhere'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function options(id = 'run-1'): JournalOptions {
  let ticks = 0;
  const now = () => new Date(testTime.getTime() + ticks++ * 1000);
  return { path: join(folder, `${id}.jsonl`), id, anchors, now, redact: (body) => body };
}

/** A closed journal of five records. */
function written(id = 'run-1', signer = staff.onCall, algorithm: 'sm3' | 'sha256' = 'sm3') {
  const journal = createJournal({ ...options(id), algorithm });
  journal.append('intent', { step: 'cordon', action: '节点隔离' });
  journal.append('outcome', { step: 'cordon', result: 'done' });
  journal.append('verified', { step: 'cordon', holds: true });
  journal.sign(signer.pair, signer.id);
  journal.release();
  return readFileSync(options(id).path);
}

const judge = (content: Uint8Array, overrides = {}) =>
  verifyJournal(content, { journal: 'run-1', keyring, anchor: anchors.read('run-1')!, ...overrides });
const codes = (content: Uint8Array, overrides = {}) => judge(content, overrides).faults.map((fault) => fault.code);
const lines = (content: Buffer) => content.toString().split('\n').slice(0, -1);
const joined = (parts: readonly string[]) => Buffer.from(parts.map((part) => `${part}\n`).join(''));

describe('a journal as written', () => {
  it.each(['sm3', 'sha256'] as const)('is sound with %s, closed, and names its signer', (algorithm) => {
    const content = written('run-1', staff.security, algorithm);
    expect(judge(content)).toMatchObject({
      sound: true,
      closed: true,
      count: 5,
      signers: [{ person: 'p-004' }],
      faults: [],
    });
  });

  it('is readable by its owner only, and grows by whole records', () => {
    const journal = createJournal(options());
    const before = statSync(options().path).size;
    const record = journal.append('intent', { step: 'cordon' });
    expect(readFileSync(options().path).subarray(before).toString()).toBe(formatRecord(record));
    expect(statSync(options().path).mode & 0o777).toBe(0o600);
    expect(anchors.read('run-1')).toEqual({ journal: 'run-1', count: 2, head: record.hash });
    expect(() => createJournal(options())).toThrow(/EEXIST/);
  });

  it('says that it is open until it is closed', () => {
    createJournal(options()).append('intent', {});
    const content = readFileSync(options().path);
    expect(codes(content)).toEqual(['not-closed']);
    expect(judge(content, { mustBeClosed: false })).toMatchObject({ sound: true, closed: false });
  });

  it('does not go back in time when the clock does', () => {
    const times = ['2026-03-02T03:00:05.000Z', '2026-03-02T03:00:01.000Z', '2026-03-02T03:00:02.000Z'];
    const journal = createJournal({ ...options(), now: () => new Date(times.shift()!) });
    journal.append('a', {});
    journal.append('b', {});
    expect(judge(readFileSync(options().path), { mustBeClosed: false }).sound).toBe(true);
  });

  it('redacts before it hashes', () => {
    const journal = createJournal({
      ...options(),
      redact: (body) => ({ ...body, ...(body.token ? { token: '[redacted]' } : {}) }),
    });
    journal.append('intent', { token: 'very-secret' });
    const content = readFileSync(options().path);
    expect(content.toString()).not.toContain('very-secret');
    expect(judge(content, { mustBeClosed: false }).sound).toBe(true);
  });
});

describe('going on with a journal', () => {
  it('keeps the chain, and a second close covers everything', () => {
    written();
    const journal = continueJournal({ ...options(), now: () => new Date('2026-03-02T04:00:00Z') });
    journal.append('undo', { step: 'cordon' });
    journal.sign(staff.system.pair, staff.system.id);
    const content = readFileSync(options().path);
    expect(judge(content)).toMatchObject({
      sound: true,
      count: 7,
      signers: [{ person: 'p-001' }, { person: 'p-002' }],
    });
  });

  it('cuts off a torn line, says so, and stays sound', () => {
    const journal = createJournal(options());
    journal.append('intent', { step: 'cordon' });
    appendFileSync(options().path, '{"body":{"result":"do');
    expect(codes(readFileSync(options().path), { mustBeClosed: false })).toEqual(['torn']);
    const continued = continueJournal(options());
    expect(continued.records().at(-1)).toMatchObject({ type: 'journal-torn', body: { bytes: 21 } });
    expect(judge(readFileSync(options().path), { mustBeClosed: false }).sound).toBe(true);
  });

  it('starts again where nothing but a torn first line was written', () => {
    writeFileSync(options().path, '{"bo');
    const continued = continueJournal(options());
    expect(continued.records().map((record) => record.type)).toEqual(['journal-opened', 'journal-torn']);
    expect(judge(readFileSync(options().path), { mustBeClosed: false }).sound).toBe(true);
  });

  it('refuses to continue a damaged journal', () => {
    const content = written();
    writeFileSync(options().path, content.toString().replace('"step":"cordon"', '"step": "cordon"'));
    expect(() => continueJournal(options())).toThrow(/record 1 is not in canonical form/);
  });
});

describe('tampering is found', () => {
  it('every single-bit flip, over every byte', () => {
    const content = written();
    const missed: number[] = [];
    for (let bit = 0; bit < content.length * 8; bit++) {
      content[bit >> 3]! ^= 1 << (bit & 7);
      if (judge(content).sound) missed.push(bit);
      content[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(missed).toEqual([]);
    expect(judge(content).sound).toBe(true);
  });

  it('every single-bit flip without an anchor, the SM2 signature included', () => {
    const content = written('run-1', staff.security);
    const start = content.indexOf('"value":"') + 9;
    const end = content.indexOf('"', start);
    const missed: number[] = [];
    for (let bit = start * 8; bit < end * 8; bit++) {
      content[bit >> 3]! ^= 1 << (bit & 7);
      if (judge(content, { anchor: undefined }).sound) missed.push(bit);
      content[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(missed).toEqual([]);
  });

  it('every cut, at every byte', () => {
    const content = written();
    for (let length = 0; length < content.length; length++) {
      expect(judge(content.subarray(0, length)).sound, `cut at ${length}`).toBe(false);
    }
  });

  it('a cut at the boundary of a record, even back to an earlier signed close, by the anchor only', () => {
    const closedOnce = written();
    const journal = continueJournal({ ...options(), now: () => new Date('2026-03-02T04:00:00Z') });
    journal.append('undo', { step: 'cordon' });
    journal.sign(staff.onCall.pair, staff.onCall.id);
    expect(codes(closedOnce)).toEqual(['shorter-than-anchor']);
    expect(judge(closedOnce, { anchor: undefined }).sound).toBe(true);
  });

  it('bytes after the end', () => {
    const content = written();
    for (const tail of ['\n', ' ', '{}', '{}\n', '\0'])
      expect(judge(Buffer.concat([content, Buffer.from(tail)])).sound, tail).toBe(false);
    expect(judge(Buffer.concat([Buffer.from('\ufeff'), content])).sound).toBe(false);
  });

  it('every reordering of two records', () => {
    const parts = lines(written());
    for (let left = 0; left < parts.length; left++) {
      for (let right = left + 1; right < parts.length; right++) {
        const swapped = [...parts];
        [swapped[left], swapped[right]] = [parts[right]!, parts[left]!];
        expect(judge(joined(swapped)).sound, `${left}↔${right}`).toBe(false);
      }
    }
  });

  it('every record left out or doubled', () => {
    const parts = lines(written());
    for (const index of parts.keys()) {
      expect(judge(joined(parts.toSpliced(index, 1))).sound, `without ${index}`).toBe(false);
      expect(judge(joined(parts.toSpliced(index, 0, parts[index]!))).sound, `doubled ${index}`).toBe(false);
    }
  });

  it('a splice with another journal at any record, and the other journal under this name', () => {
    const own = lines(written('run-1'));
    const foreign = lines(written('run-2'));
    for (let at = 0; at < own.length; at++) {
      expect(judge(joined([...own.slice(0, at), ...foreign.slice(at)])).sound, `spliced at ${at}`).toBe(false);
    }
    expect(codes(joined(foreign), { anchor: undefined })).toContain('not-opened');
  });

  it('a chain built anew and signed with a key nobody enrolled', () => {
    expect(codes(forged({ pair: stranger.pair, by: 'p-001' }), { anchor: undefined })).toEqual([
      'signing-key-unusable',
    ]);
  });

  it("a chain built anew, signed with an enrolled key in another person's name", () => {
    expect(codes(forged({ pair: staff.system.pair, by: 'p-001' }), { anchor: undefined })).toEqual([
      'signer-not-owner',
    ]);
  });

  it('a chain built anew that keeps the old signature', () => {
    const original = JSON.parse(lines(written()).at(-1)!) as JournalRecord;
    const rebuilt = forged({ pair: staff.onCall.pair, by: 'p-001', body: original.body });
    expect(codes(rebuilt, { anchor: undefined })).toEqual(['signature-invalid']);
  });

  it('a chain built anew even by the holder of the right key, by the anchor', () => {
    written();
    expect(codes(forged({ pair: staff.onCall.pair, by: 'p-001' }))).toContain('anchor-differs');
  });

  it('more records than one beyond the anchor; exactly one is what a kill leaves', () => {
    const journal = createJournal(options());
    const anchor = anchors.read('run-1');
    journal.append('intent', {});
    expect(judge(readFileSync(options().path), { anchor, mustBeClosed: false }).sound).toBe(true);
    journal.append('outcome', {});
    expect(codes(readFileSync(options().path), { anchor, mustBeClosed: false })).toEqual(['longer-than-anchor']);
  });

  it('a signature by a key revoked before, or compromised since before', () => {
    const content = written();
    const before = { at: '2026-03-01T00:00:00Z', reason: 'lost', by: 'p-004' } as const;
    const since = {
      at: '2026-03-09T00:00:00Z',
      reason: 'compromised',
      by: 'p-004',
      distrustedSince: '2026-03-01T00:00:00Z',
    } as const;
    const later = { at: '2026-03-09T00:00:00Z', reason: 'superseded', by: 'p-004' } as const;
    expect(codes(content, { keyring: revoke(keyring, staff.onCall.key.id, before) })).toEqual(['signing-key-unusable']);
    expect(codes(content, { keyring: revoke(keyring, staff.onCall.key.id, since) })).toEqual(['signing-key-unusable']);
    expect(codes(content, { keyring: revoke(keyring, staff.onCall.key.id, later) })).toEqual([]);
  });

  it('a file cut behind the back of the writer, which then refuses to go on and keeps the anchor', () => {
    written();
    const whole = readFileSync(options().path);
    truncateSync(options().path, whole.lastIndexOf('\n', whole.length - 2) + 1);
    expect(() => continueJournal(options())).toThrow(/shorter-than-anchor/);
    expect(anchors.read('run-1')?.count).toBe(5);
  });
});

/** A journal that was never written by us: a consistent chain with other content, closed by whoever. */
function forged({ pair, by, body }: { pair: typeof stranger.pair; by: string; body?: JournalRecord['body'] }): Buffer {
  const time = testTime.toISOString();
  const records: JournalRecord[] = [];
  const add = (type: string, content: JournalRecord['body']) =>
    records.push(
      sealRecord(
        {
          sequence: records.length,
          time,
          type,
          body: content,
          previous: records.at(-1)?.hash ?? genesis('run-1', 'sm3'),
        },
        'sm3',
      ),
    );
  add('journal-opened', { journal: 'run-1', algorithm: 'sm3' });
  for (const step of ['1', '2', '3']) add('outcome', { step, result: 'nothing happened' });
  const statement = closingStatement({ journal: 'run-1', count: 4, head: records[3]!.hash });
  add('journal-closed', body ?? { by, signature: { ...sign(statement, pair) } });
  return Buffer.from(records.map(formatRecord).join(''));
}
