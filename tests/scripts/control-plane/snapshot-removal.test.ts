import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localMachine } from '../../../scripts/control-plane/machine/local.ts';
import type { Machine } from '../../../scripts/control-plane/machine/machine.ts';
import type { Member } from '../../../scripts/control-plane/member.ts';
import { etcdActing, snapshotReading } from '../../../scripts/control-plane/operations/etcd-data.ts';

const root = mkdtempSync(join(tmpdir(), 'fadun-snapshots-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const own = [
  ...['kept.json', 'kept.check.json', 'kept.db', 'kept.db.draft', 'kept.db.draft.part'],
  ...['.kept.json.0123456789ab.tmp', '.kept.check.json.0123456789ab.tmp', '.kept.db.draft.0123456789ab.tmp'],
];
const others = ['kept.json.json', 'kept.json.db', 'kept2.db', '.kept2.json.0123456789ab.tmp', '.kept.jsonx'];

/** A folder of snapshots with what a run that was cut off has left, and a member that has it. */
function scene(name: string, change: (machine: Machine) => Partial<Machine> = () => ({})) {
  const snapshots = join(root, name);
  mkdirSync(snapshots);
  const record = JSON.stringify({ name: 'kept', sha256: '0'.repeat(64), revision: 1, keys: 1, takenAt: '2026-01-01' });
  for (const file of [...own, ...others]) writeFileSync(join(snapshots, file), file.endsWith('.json') ? record : 'all');
  const machine = localMachine({ name: 'here' });
  const member = {
    machine: { ...machine, ...change(machine) },
    files: async () => ({ snapshots, scratch: join(root, 'scratch') }),
  } as unknown as Member;
  return { snapshots, member, reading: snapshotReading([member]), acting: etcdActing([member]) };
}

describe('removing a snapshot', () => {
  it('removes what was begun of it and not finished, and nothing of any other', async () => {
    const { snapshots, acting } = scene('whole');
    await acting.removeSnapshot('kept');
    expect(readdirSync(snapshots).sort()).toEqual([...others].sort());
  });

  it('is seen as not done wherever it was cut off, and is done when it is done again', async () => {
    for (let steps = 0; ; steps++) {
      let left = steps + 1; // the scratch folder is removed first
      const { snapshots, reading, acting } = scene(`cut-${steps}`, ({ remove }) => ({
        remove: async (path) => {
          if (left-- === 0) throw new Error('cut off');
          await remove(path);
        },
      }));
      const cut = await acting.removeSnapshot('kept').then(
        () => false,
        () => true,
      );
      if (!cut) {
        expect(steps).toBe(own.length);
        return;
      }
      expect((await reading.snapshots()).map(({ name }) => name)).toContain('kept');
      left = Number.POSITIVE_INFINITY;
      await acting.removeSnapshot('kept');
      expect(readdirSync(snapshots).sort()).toEqual([...others].sort());
    }
  });

  it('of another name that was begun hours ago and given up comes before a new one is taken', async () => {
    const { snapshots, member } = scene('abandoned', () => ({ run: () => Promise.reject(new Error('no etcd here')) }));
    const before = new Date(Date.now() - 7 * 3600_000);
    for (const file of ['kept.db.draft', 'kept.db.draft.part', 'kept.db'])
      utimesSync(join(snapshots, file), before, before);
    writeFileSync(join(snapshots, 'now.db.draft.part'), 'being written');
    await expect(etcdActing([member]).snapshotEtcd('next')).rejects.toThrow();
    const left = readdirSync(snapshots);
    expect(left).not.toContain('kept.db.draft');
    expect(left).not.toContain('kept.db.draft.part');
    expect(left).toEqual(expect.arrayContaining(['kept.db', 'kept.json', 'now.db.draft.part']));
  });
});
