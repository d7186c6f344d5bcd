import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approve, propose } from '../../../../runbooks/kit/approvals/approval.ts';
import { anchorsIn } from '../../../../runbooks/kit/journal/anchor.ts';
import { readRecords } from '../../../../runbooks/kit/journal/journal.ts';
import { verifyJournal } from '../../../../runbooks/kit/journal/verify-journal.ts';
import { planRunbook, runSubject } from '../../../../runbooks/kit/plan-runbook.ts';
import { testKeyring, testPerson } from '../../../kit/runbook-people.ts';
import { ledgerIn, syntheticEnvironment, syntheticRunbook } from '../../../kit/runbook-synthetic.ts';

const execute = promisify(execFile);
const driver = join(import.meta.dirname, '../../../kit/runbook-driver.ts');
const people = { onCall: testPerson('p-001', ['on-call']), system: testPerson('p-002', ['system-admin']) };
const forward = ['+cordon-node-3', '+evict-1', '+slow-evict-2', '+evict-3'];
const effects = forward.map((line) => line.slice(1));

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-matrix-'));
  const { read, now } = syntheticEnvironment(folder, people, people.onCall);
  const plan = await planRunbook(
    syntheticRunbook,
    { node: 'node-3' },
    { site: 'binhe', network: 'court-net' },
    read,
    now,
  );
  const subject = runSubject(plan);
  const period = {
    notBefore: new Date(Date.now() - 60_000).toISOString(),
    expires: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const consent = {
    proposal: propose(subject, 'p-001', new Date(), people.onCall.pair),
    approvals: [
      approve({ subject, approver: 'p-002', role: 'system-admin', path: 'normal', ...period }, people.system.pair),
    ],
  };
  writeFileSync(join(folder, 'scene.json'), JSON.stringify({ plan, consent, people, operator: people.onCall }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the driver; `killed` where it died by SIGKILL. */
async function drive(verb: string, kill = ''): Promise<{ killed: boolean; status?: string; events?: number }> {
  try {
    const { stdout } = await execute(process.execPath, [driver, folder, verb, kill]);
    return { killed: false, ...JSON.parse(stdout) };
  } catch (error) {
    const { signal, stderr } = error as { signal?: string; stderr?: string };
    if (signal !== 'SIGKILL') throw new Error(`driver ${verb} ${kill}: ${stderr}`);
    return { killed: true };
  }
}

const journalBytes = () => readFileSync(join(folder, 'runs/run-1/journal.jsonl'));
function expectSoundJournal() {
  const anchor = anchorsIn(join(folder, 'anchors')).read('run-1')!;
  expect(verifyJournal(journalBytes(), { journal: 'run-1', keyring: testKeyring(people), anchor }).faults).toEqual([]);
}
const outcomes = (direction: string) =>
  readRecords(journalBytes(), 'journal').filter(
    (record) => record.type === 'outcome' && record.body.direction === direction && record.body.result === 'done',
  );

/** Kills at boundary 1, 2, 3 … until a run passes none any more; each time `after` brings it to an end. */
describe('SIGKILL', () => {
  const boundaries = 29;

  it('has as many boundaries as the matrix assumes, and without a kill every effect comes once', async () => {
    const result = await drive('run');
    expect(result).toMatchObject({ status: 'finished', events: boundaries });
    expect(ledgerIn(folder)).toEqual(forward);
    expectSoundJournal();
  });

  it.each(Array.from({ length: boundaries }, (_, index) => index + 1))(
    'at boundary %i, then resume: nothing repeated, nothing skipped',
    async (at) => {
      expect(await drive('run', `event:${at}`)).toEqual({ killed: true });
      expect(await drive('resume')).toMatchObject({ status: 'finished' });
      expect(ledgerIn(folder)).toEqual(forward);
      expect(outcomes('act')).toHaveLength(4);
      expectSoundJournal();
    },
  );

  const moments = [
    ...effects.flatMap((name) => [`effect:${name}:before`, `effect:${name}:after`]),
    'effect:slow-evict-2:child',
  ];
  it.each(moments)('inside an act (%s), then resume: nothing repeated, nothing skipped', async (moment) => {
    expect(await drive('run', moment)).toEqual({ killed: true });
    expect(await drive('resume')).toMatchObject({ status: 'finished' });
    await new Promise((resolve) => setTimeout(resolve, moment.endsWith('child') ? 600 : 0));
    expect(ledgerIn(folder)).toEqual(forward);
    expectSoundJournal();
  });

  it.each(moments)('inside an act (%s), then undo: what was done is taken back, once', async (moment) => {
    await drive('run', moment);
    expect(await drive('undo')).toMatchObject({ status: 'undone' });
    await new Promise((resolve) => setTimeout(resolve, moment.endsWith('child') ? 600 : 0));
    const done = ledgerIn(folder).filter((line) => line.startsWith('+'));
    expect(ledgerIn(folder)).toEqual([...done, ...done.toReversed().map((line) => `-${line.slice(1)}`)]);
    expectSoundJournal();
  });

  it.each(moments)('inside an act (%s), then abort: left as it stands, and written down', async (moment) => {
    await drive('run', moment);
    expect(await drive('abort')).toMatchObject({ status: 'aborted' });
    const before = ledgerIn(folder);
    const aborted = readRecords(journalBytes(), 'journal').find((record) => record.type === 'run-aborted')!;
    expect((aborted.body.done as string[]).map((done) => done.split('/')[1])).toEqual(
      before.map((line) => line.slice(1)),
    );
    expect((aborted.body.done as string[]).length + (aborted.body.rest as string[]).length).toBe(4);
    expectSoundJournal();
    await expect(drive('resume')).rejects.toThrow(/it was aborted/);
    expect(await drive('undo')).toMatchObject({ status: 'undone' });
    expectSoundJournal();
  });

  const undoBoundaries = 16;

  it.each(Array.from({ length: undoBoundaries }, (_, index) => index + 1))(
    'at boundary %i of an undo, then resume: taken back once each',
    async (at) => {
      await drive('run', 'effect:slow-evict-2:after');
      const done = ['+cordon-node-3', '+evict-1', '+slow-evict-2'];
      expect(ledgerIn(folder)).toEqual(done);
      const undo = await drive('undo', `event:${at}`);
      if (!undo.killed) expect(undo).toMatchObject({ status: 'undone', events: at - 1 });
      expect(await drive(undo.killed ? 'resume' : 'undo')).toMatchObject({ status: 'undone' });
      expect(ledgerIn(folder)).toEqual([...done, ...done.toReversed().map((line) => `-${line.slice(1)}`)]);
      expectSoundJournal();
    },
  );
});
