import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBundle, writeBundle } from '../../../scripts/bundle/bundle-folder.ts';
import { extractFiles } from '../../../scripts/bundle/extract.ts';

let parent: string;
let folder: string;
const bundle = {
  payload: Buffer.from('payload'),
  signatures: [{ algorithm: 'ed25519', key: 'a'.repeat(64), value: 'AAAA' }],
} as const;

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'fadun-folder-'));
  folder = join(parent, 'bundle');
  await writeBundle(folder, bundle);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('a bundle on media', () => {
  it('is read as it was written', async () => {
    await expect(readBundle(folder)).resolves.toEqual(bundle);
  });

  it('is never written over what is there', async () => {
    await expect(writeBundle(folder, bundle)).rejects.toThrow(/something is there already/);
  });

  it('is unpacked for its owner alone, whatever the umask lets others do', async () => {
    const files = new Map([['documents/network.md', Buffer.from('topology')]]);
    const [to, mask] = [join(parent, 'unpacked'), process.umask(0)];
    await extractFiles(files, to).finally(() => process.umask(mask));
    const modes = [to, join(to, 'documents'), join(to, 'documents/network.md')].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  const at = (name: string) => join(folder, name);
  const away = (name: string) => {
    const elsewhere = join(parent, `away-${name}`);
    renameSync(at(name), elsewhere);
    return elsewhere;
  };
  const replaced = (put: () => unknown) => {
    rmSync(at('payload.tar'));
    put();
  };
  const cases: Readonly<Record<string, [() => void, RegExp]>> = {
    'a further file': [() => writeFileSync(at('autorun.inf'), 'x'), /does not belong/],
    'a further hidden file': [() => writeFileSync(at('.hidden'), 'x'), /does not belong/],
    'a further folder': [() => mkdirSync(at('objects')), /does not belong/],
    'a name that differs by case': [() => renameSync(at('payload.tar'), at('Payload.tar')), /does not belong/],
    'no payload': [() => rmSync(at('payload.tar')), /payload.tar is missing/],
    'no signatures': [() => rmSync(at('signatures.json')), /signatures.json is missing/],
    'a payload behind a symbolic link': [() => symlinkSync(away('payload.tar'), at('payload.tar')), /is a link/],
    'signatures behind a symbolic link': [
      () => symlinkSync(away('signatures.json'), at('signatures.json')),
      /is a link/,
    ],
    'a dangling link': [() => replaced(() => symlinkSync('/nowhere', at('payload.tar'))), /is a link/],
    'a payload that is linked from elsewhere': [
      () => linkSync(at('payload.tar'), join(parent, 'other')),
      /linked from elsewhere/,
    ],
    'a folder for the payload': [() => replaced(() => mkdirSync(at('payload.tar'))), /missing|no regular file/],
    'a pipe for the payload': [() => replaced(() => execFileSync('mkfifo', [at('payload.tar')])), /no regular file/],
    'signatures that are no JSON': [() => writeFileSync(at('signatures.json'), '[{'), /no list of signatures/],
    'signatures that are no list': [() => writeFileSync(at('signatures.json'), '{}'), /no list of signatures/],
    'a signature with a further field': [
      () => writeFileSync(at('signatures.json'), JSON.stringify([{ ...bundle.signatures[0], trusted: true }])),
      /no list of signatures/,
    ],
    'signatures without end': [() => writeFileSync(at('signatures.json'), ' '.repeat(1 << 17)), /bytes, more than/],
  };

  it.each(Object.entries(cases))('is refused: %s', async (_, [alter, fault]) => {
    alter();
    await expect(readBundle(folder)).rejects.toThrow(fault);
  });

  it('is refused with exit code 1, as something that somebody sent, not as wrong usage', async () => {
    chmodSync(at('payload.tar'), 0o600);
    rmSync(at('payload.tar'));
    await expect(readBundle(folder)).rejects.toMatchObject({ exitCode: 1 });
  });
});
