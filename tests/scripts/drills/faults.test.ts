import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repeatedActs } from '../../../scripts/drills/faults.ts';
import { momentOf, planningUser, writesOf } from '../../../scripts/drills/proof.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-drill-proofs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('acts of a killed and resumed run', () => {
  const acts = (...lines: string[]) => writeFileSync(join(folder, 'acts.log'), `${lines.join('\n')}\n`);

  it('are repeated when one that was done is begun again', () => {
    acts('begin act/a/1', 'end act/a/1', 'begin act/a/2', 'begin act/a/1');
    expect(repeatedActs(folder)).toEqual(['act/a/1']);
  });

  it('are not repeated when an interrupted one is begun again, nor when the way back has one of the same name', () => {
    acts('begin act/a/1', 'begin act/a/1', 'end act/a/1', 'begin undo/a/1', 'end undo/a/1');
    expect(repeatedActs(folder)).toEqual([]);
  });
});

describe('the proof that a plan changes nothing', () => {
  const event = (verb: string, username: string, resource: string, more = '') =>
    `${JSON.stringify({ stage: 'ResponseComplete', verb, requestURI: `/api/${resource}${more}`, user: { username }, objectRef: { resource } })}\n`;
  const stage = () => ({ auditLog: join(folder, 'audit.log'), root: folder });

  it('sees refused writes and dry runs, and nothing of others, of reads, of reviews of oneself or of before', () => {
    writeFileSync(stage().auditLog, event('create', planningUser, 'configmaps'));
    const since = momentOf(stage());
    writeFileSync(
      stage().auditLog,
      [
        event('create', planningUser, 'configmaps'),
        event('get', planningUser, 'pods'),
        event('create', planningUser, 'selfsubjectaccessreviews'),
        event('delete', 'somebody-else', 'pods'),
        event('patch', planningUser, 'pods', '?dryRun=All'),
      ].join(''),
    );
    expect(writesOf(planningUser, stage(), since)).toEqual(['patch /api/pods?dryRun=All']);
  });

  it.each(['config/encryption.yaml', 'pki/ca.crt', 'run/etcd.process', 'snapshots/one.db'])(
    'sees a change of %s on the hosts',
    (name) => {
      const file = join(folder, name);
      const before = momentOf(stage());
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'changed');
      expect(momentOf(stage()).hostDigest).not.toBe(before.hostDigest);
    },
  );
});
