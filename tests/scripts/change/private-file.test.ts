import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readApprovalFile } from '../../../scripts/change/approval-file.ts';
import { readKeyring } from '../../../scripts/change/keyring-file.ts';
import { readPlanFile } from '../../../scripts/change/plan-file.ts';
import { savePrivately } from '../../../scripts/change/private-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-files-'));
  path = join(folder, 'given');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each<[string, (path: string) => Promise<unknown>]>([
  ['a plan', readPlanFile],
  ['an approval', readApprovalFile],
  ['a keyring', readKeyring],
])('what is named as %s', (_what, read) => {
  it('and is a folder is refused in words', async () => {
    mkdirSync(path, { mode: 0o700 });
    await expect(read(path)).rejects.toMatchObject({ name: 'FadunError', fault: 'it is no regular file' });
  });

  it('and is a pipe is refused without waiting for it', async () => {
    expect(spawnSync('mkfifo', ['-m', '600', path]).status).toBe(0);
    await expect(read(path)).rejects.toMatchObject({ name: 'FadunError', fault: 'it is no regular file' });
  }, 5_000);

  it('and is not there, or no JSON, is refused in words', async () => {
    await expect(read(path)).rejects.toMatchObject({ name: 'FadunError', subject: path });
    writeFileSync(path, '{', { mode: 0o600 });
    await expect(read(path)).rejects.toMatchObject({ name: 'FadunError', fault: expect.stringContaining('no JSON') });
  });
});

it('a plan is not read through a link', async () => {
  writeFileSync(join(folder, 'other'), '{}', { mode: 0o600 });
  symlinkSync(join(folder, 'other'), path);
  await expect(readPlanFile(path)).rejects.toMatchObject({ fault: 'it is a symbolic link' });
});

it('what cannot be saved is said in words, and leaves nothing behind', async () => {
  mkdirSync(path);
  await expect(savePrivately(path, {})).rejects.toMatchObject({
    name: 'FadunError',
    fault: expect.stringMatching(/cannot be written \(\w+\)/),
  });
  writeFileSync(join(folder, 'file'), '');
  await expect(savePrivately(join(folder, 'file', 'plan'), {})).rejects.toMatchObject({ name: 'FadunError' });
  expect(readdirSync(folder).sort()).toEqual(['file', 'given']);
});
