import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runRunbook } from '../../../runbooks/kit/run/run.ts';
import { observeDrills, writeDrillRecord } from '../../../scripts/exporter/observe-drills.ts';
import { type JournalsObservation, journalWatch } from '../../../scripts/exporter/observe-journals.ts';
import { approvedScene } from '../../kit/runbook-scene.ts';
import { syntheticRunbook } from '../../kit/runbook-synthetic.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-journals-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A finished run of the synthetic runbook, and a way to look at it again. */
async function finishedRun() {
  const { environment, plan, consent } = await approvedScene(folder);
  await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
  const watch = journalWatch();
  const { keyring } = environment;
  const path = join(folder, 'runs/run-1/journal.jsonl');
  const look = (withKeyring = true): JournalsObservation =>
    watch({ runs: join(folder, 'runs'), anchors: join(folder, 'anchors'), keyring: withKeyring ? keyring : undefined });
  return { look, path, plan };
}

describe('the journals', () => {
  it('tell of a run: runbook, network, outcome, count and head', async () => {
    const { look, path, plan } = await finishedRun();
    const { runs, orphanedAnchors } = look();
    const last = JSON.parse(readFileSync(path, 'utf8').trim().split('\n').at(-1)!) as {
      hash: string;
      sequence: number;
    };
    expect(orphanedAnchors).toBe(0);
    expect(runs).toEqual([
      expect.objectContaining({
        run: 'run-1',
        runbook: plan.runbook,
        network: 'court-net',
        phase: 'finished',
        outcomes: { done: 1, failed: 0, aborted: 0, undone: 0 },
        records: last.sequence + 1,
        head: last.hash,
        intact: true,
      }),
    ]);
  });

  it('show a changed byte, a cut tail and a deleted journal, also when they were sound at the last look', async () => {
    const { look, path } = await finishedRun();
    expect(look().runs[0]?.intact).toBe(true);
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.replace('"done"', '"dome"'));
    expect(look().runs[0]?.intact).toBe(false);
    writeFileSync(path, whole.split('\n').slice(0, -3).join('\n').concat('\n'));
    expect(look().runs[0]?.intact).toBe(false);
    writeFileSync(path, whole);
    expect(look().runs[0]?.intact).toBe(true);
    rmSync(join(folder, 'runs/run-1'), { recursive: true });
    expect(look()).toEqual({ runs: [], orphanedAnchors: 1 });
  });

  it('are not believed without an anchor, and without keys for their chain only', async () => {
    const { look, path } = await finishedRun();
    expect(look(false).runs[0]?.intact).toBe(true);
    rmSync(join(folder, 'anchors'), { recursive: true });
    expect(look().runs[0]?.intact).toBe(false);
    appendFileSync(path, 'garbage\n');
    utimesSync(path, new Date(), new Date());
    expect(look(false).runs[0]).toMatchObject({ intact: false, runbook: '', records: 0 });
  });

  it('are none where there is no folder', () => {
    expect(journalWatch()({ runs: join(folder, 'a'), anchors: join(folder, 'b'), keyring: undefined })).toEqual({
      runs: [],
      orphanedAnchors: 0,
    });
  });
});

describe('the records of drills', () => {
  it('are read, and what is none is passed over', () => {
    const good = { runbook: 'restore-etcd', network: 'court-net', at: '2026-11-30T04:00:00Z', passed: true };
    writeFileSync(join(folder, 'a.json'), JSON.stringify(good));
    writeFileSync(join(folder, 'b.json'), '{');
    writeFileSync(join(folder, 'c.json'), JSON.stringify({ ...good, at: 'yesterday' }));
    writeFileSync(join(folder, 'd.json'), JSON.stringify({ ...good, passed: 'yes' }));
    writeFileSync(join(folder, 'e.txt'), JSON.stringify(good));
    expect(observeDrills(folder)).toEqual([good]);
    expect(observeDrills(join(folder, 'nowhere'))).toEqual([]);
  });

  it('are read as they were written, and none takes the place of another', () => {
    const drill = { runbook: 'restore-etcd', at: '2026-11-30T04:00:00.123Z', passed: false };
    const kept = join(folder, 'drills');
    writeDrillRecord(kept, drill);
    writeDrillRecord(kept, { ...drill, at: '2026-11-30T05:00:00.000Z', passed: true });
    expect(() => writeDrillRecord(kept, drill)).toThrow(/EEXIST/);
    expect(observeDrills(kept)).toEqual([drill, { ...drill, at: '2026-11-30T05:00:00.000Z', passed: true }]);
  });
});
