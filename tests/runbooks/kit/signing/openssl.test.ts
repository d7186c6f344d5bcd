import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKeyFile, writeKeyFile } from '../../../../runbooks/kit/signing/key-file.ts';
import { generateKeys, publicKeyFromPem } from '../../../../runbooks/kit/signing/keys.ts';
import { sign, verify } from '../../../../runbooks/kit/signing/signature.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-openssl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const sm2Known = spawnSync('openssl', ['ecparam', '-name', 'SM2', '-noout']).status === 0;
const distinguished = ['-pkeyopt', 'distid:1234567812345678'];

describe('key files', () => {
  it('are 0600, never overwritten, and refused once others can read them', () => {
    const pair = generateKeys('ed25519');
    writeKeyFile(at('own.pem'), pair);
    expect(statSync(at('own.pem')).mode & 0o777).toBe(0o600);
    expect(readKeyFile(at('own.pem'))).toEqual(pair);
    expect(() => writeKeyFile(at('own.pem'), generateKeys('ed25519'))).toThrow(/never overwritten/);
    writeFileSync(at('loose.pem'), pair.privatePem, { mode: 0o640 });
    expect(() => readKeyFile(at('loose.pem'))).toThrow(/mode 640 .*chmod 600/);
  });
});

describe.skipIf(!sm2Known)('with openssl 3 (skipped where openssl lacks SM2: install openssl ≥ 3.0)', () => {
  it('openssl verifies what we sign', () => {
    const pair = generateKeys('sm2-sm3');
    writeFileSync(at('message'), '审批摘要');
    writeFileSync(at('signature'), Buffer.from(sign(readFileSync(at('message')), pair).value, 'base64'));
    writeFileSync(at('public.pem'), pair.pem);
    const verified = execFileSync('openssl', [
      'dgst',
      '-sm3',
      '-sigopt',
      'distid:1234567812345678',
      '-verify',
      at('public.pem'),
      '-signature',
      at('signature'),
      at('message'),
    ]);
    expect(verified.toString()).toContain('Verified OK');
    const otherId = spawnSync('openssl', [
      'dgst',
      '-sm3',
      '-sigopt',
      'distid:8765432187654321',
      '-verify',
      at('public.pem'),
      '-signature',
      at('signature'),
      at('message'),
    ]);
    expect(otherId.status).not.toBe(0);
  });

  it.each([
    ['PKCS#8', (path: string) => ['genpkey', '-algorithm', 'SM2', '-out', path]],
    ['SEC1', (path: string) => ['ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', path]],
  ])('we verify what openssl signs with its own %s key, and sign with that key', (form, generate) => {
    const keyFile = at(`${form.replace('#', '')}.pem`);
    execFileSync('openssl', generate(keyFile), { stdio: 'ignore' });
    execFileSync('chmod', ['600', keyFile]);
    const pair = readKeyFile(keyFile);
    writeFileSync(at('theirs'), 'signed by openssl');
    execFileSync('openssl', [
      'pkeyutl',
      '-sign',
      '-rawin',
      '-digest',
      'sm3',
      ...distinguished,
      '-inkey',
      keyFile,
      '-in',
      at('theirs'),
      '-out',
      at('theirs.sig'),
    ]);
    const signature = {
      algorithm: 'sm2-sm3',
      key: pair.id,
      value: readFileSync(at('theirs.sig')).toString('base64'),
    } as const;
    expect(verify(readFileSync(at('theirs')), signature, pair)).toBe(true);
    const published = execFileSync('openssl', ['pkey', '-in', keyFile, '-pubout']).toString();
    expect(publicKeyFromPem(published).id).toBe(pair.id);
    expect(verify('ours', sign('ours', pair), publicKeyFromPem(published))).toBe(true);
  });

  it('openssl reads our key files and signs with them, both algorithms', () => {
    for (const algorithm of ['sm2-sm3', 'ed25519'] as const) {
      const pair = generateKeys(algorithm);
      const keyFile = at(`ours-${algorithm}.pem`);
      writeKeyFile(keyFile, pair);
      writeFileSync(at('m'), algorithm);
      const options = algorithm === 'sm2-sm3' ? ['-digest', 'sm3', ...distinguished] : [];
      execFileSync('openssl', [
        'pkeyutl',
        '-sign',
        '-rawin',
        ...options,
        '-inkey',
        keyFile,
        '-in',
        at('m'),
        '-out',
        at('m.sig'),
      ]);
      const value = readFileSync(at('m.sig')).toString('base64');
      expect(verify(algorithm, { algorithm, key: pair.id, value }, pair)).toBe(true);
    }
  });
});
