import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Keyring } from '../../../runbooks/kit/keyring.ts';
import { readKeyFile } from '../../../runbooks/kit/signing/key-file.ts';
import { sign, verify } from '../../../runbooks/kit/signing/signature.ts';
import type { CommandContext } from '../../../scripts/commands/context.ts';
import { invoke } from '../../kit/change-scene.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-keys-'));
const keyring = join(folder, 'keyring.json');
const at = (name: string) => join(folder, name);
const common = { site: 'minimal', keyring };

const generate = (person: string, post: string, options: Record<string, unknown> = {}) =>
  invoke(import('../../../scripts/commands/keys/generate.ts'), [], {
    ...common,
    as: person,
    post,
    key: at(`${person}.key`),
    request: at(`${person}.request`),
    ...options,
  });
const init = (...people: readonly string[]) =>
  invoke(import('../../../scripts/commands/keys/init.ts'), [people.map((person) => at(`${person}.request`))], common);
const enrol = (request: string, by: string, options: Record<string, unknown> = {}) =>
  invoke(import('../../../scripts/commands/keys/enrol.ts'), [at(request)], {
    ...common,
    as: by,
    key: at(`${by}.key`),
    ...options,
  });
const ring = () => JSON.parse(readFileSync(keyring, 'utf8')) as Keyring;
const ownersKey = (owner: string) => ring().keys.find((key) => key.owner === owner)!;

beforeAll(async () => {
  await generate('p-001', 'system-admin');
  await generate('p-002', 'security-admin');
  await generate('p-003', 'audit-admin', { algorithm: 'ed25519' });
  await generate('p-004', 'on-call');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('keys', () => {
  it('are made by their owner, SM2 unless asked otherwise, and readable by nobody else', () => {
    expect(statSync(at('p-001.key')).mode & 0o777).toBe(0o600);
    expect(readKeyFile(at('p-001.key')).algorithm).toBe('sm2-sm3');
    expect(readKeyFile(at('p-003.key')).algorithm).toBe('ed25519');
    expect(readFileSync(at('p-001.request'), 'utf8')).not.toContain('PRIVATE');
  });

  it('are never overwritten, nor made for a post that the site does not have', async () => {
    expect(await generate('p-001', 'system-admin')).toMatchObject({
      code: 2,
      message: expect.stringContaining('there already'),
    });
    expect(await generate('p-010', 'mayor')).toMatchObject({
      code: 2,
      message: expect.stringContaining('no such post'),
    });
  });

  it('are not made for somebody whom the keyring would refuse to know', async () => {
    for (const person of ['a.chen', '张三', 'P-001', '-x', '../x']) {
      const key = at('never.key');
      const told = await generate(person, 'on-call', { key, request: at('never.request') });
      expect(told, person).toMatchObject({ code: 2, message: expect.stringContaining('it is no staff code') });
      expect([existsSync(key), existsSync(at('never.request'))]).toEqual([false, false]);
    }
  });

  it.each(['sm2', 'ed25519'])('of %s may be encrypted, and then open with the passphrase alone', async (algorithm) => {
    writeFileSync(at('phrase'), 'a passphrase of some length\n', { mode: 0o600 });
    const person = `p-02${algorithm.length}`;
    const made = await generate(person, 'on-call', { algorithm, newPassphraseFile: at('phrase') });
    expect(made.message).toBe('');
    const path = at(`${person}.key`);
    expect(readFileSync(path, 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(() => readKeyFile(path)).toThrow('Give its passphrase');
    expect(() => readKeyFile(path, 'another passphrase')).toThrow('does not open the key');
    const pair = readKeyFile(path, 'a passphrase of some length');
    expect(verify('text', sign('text', pair), pair)).toBe(true);
    writeFileSync(at('short'), 'short\n');
    const short = await generate('p-030', 'on-call', { newPassphraseFile: at('short') });
    expect(short.message).toContain('shorter than 12 characters');
  });

  it('and a request are refused in words where their folder is missing or not to be written to', async () => {
    const made = await generate('p-011', 'on-call', { key: at('nowhere/p-011.key') });
    expect(made).toMatchObject({ code: 2, message: expect.stringMatching(/nowhere.p-011.key: it cannot be written/) });
    const request = await generate('p-012', 'on-call', { request: at('p-001.key/p-012.request') });
    expect(request).toMatchObject({ code: 2, message: expect.stringMatching(/p-012.request: it cannot be written/) });
  });

  it('are first enrolled by the three administrators together, each by another', async () => {
    expect(await init('p-001', 'p-002')).toMatchObject({ code: 1, message: expect.stringContaining('audit-admin') });
    expect(await init('p-001', 'p-002', 'p-003', 'p-004')).toMatchObject({
      code: 1,
      message: expect.stringContaining('three of three'),
    });
    const first = await init('p-001', 'p-002', 'p-003');
    expect(first.message).toBe('');
    expect(ring().keys.map(({ owner, enrolledBy }) => [owner, enrolledBy])).toEqual([
      ['p-001', 'p-002'],
      ['p-002', 'p-001'],
      ['p-003', 'p-002'],
    ]);
    expect(await init('p-001', 'p-002', 'p-003')).toMatchObject({
      code: 1,
      message: expect.stringContaining('already'),
    });
  });

  it('are enrolled by the security administrator, and theirs by the system administrator', async () => {
    expect(await enrol('p-004.request', 'p-001')).toMatchObject({
      code: 1,
      message: expect.stringContaining('only a security-admin'),
    });
    expect(await enrol('p-004.request', 'p-004')).toMatchObject({
      code: 1,
      message: expect.stringContaining('unknown-key'),
    });
    expect((await enrol('p-004.request', 'p-002')).message).toBe('');
    expect(ownersKey('p-004')).toMatchObject({ roles: ['on-call'], networks: ['justice-net'], enrolledBy: 'p-002' });
    await generate('p-005', 'security-admin');
    expect(await enrol('p-005.request', 'p-002')).toMatchObject({
      code: 1,
      message: expect.stringContaining('only a system-admin'),
    });
    expect((await enrol('p-005.request', 'p-001')).message).toBe('');
  });

  it('are not enrolled from a request that was altered, asks for more than its post, or is for two administrators', async () => {
    const request = JSON.parse(readFileSync(at('p-004.request'), 'utf8')) as { request: object };
    const altered = (members: object, name: string) => {
      writeFileSync(at(name), JSON.stringify({ ...request, request: { ...request.request, ...members } }), {
        mode: 0o600,
      });
      return name;
    };
    const said = [
      await enrol(altered({ owner: 'p-666' }, 'a.request'), 'p-002'),
      await enrol(altered({ roles: ['on-call', 'unit-leader'] }, 'b.request'), 'p-002'),
      await enrol(altered({ networks: ['prison-net'] }, 'c.request'), 'p-002'),
      await enrol(altered({ note: 'fine' }, 'd.request'), 'p-002'),
      await enrol(altered({ owner: '张三' }, 'e.request'), 'p-002'),
    ];
    expect(said.map(({ code }) => code)).toEqual([2, 1, 1, 2, 2]);
    expect(said[0]!.message).toContain('not signed by the new key');
    expect(said[1]!.message).toContain('no post of minimal holds on-call, unit-leader');
    expect(said[2]!.message).toContain('in prison-net');
    expect(said[3]!.message).toContain('Unrecognized key');
    expect(said[4]!.message).toContain('never a name');
    await generate('p-001', 'audit-admin', { key: at('second.key'), request: at('second.request') });
    expect((await enrol('second.request', 'p-002')).message).toContain('holds system-admin and audit-admin');
  });

  it('rotate: the old key vouches for the new, another person enrols it', async () => {
    const rotate = (person: string) =>
      invoke(import('../../../scripts/commands/keys/rotate.ts'), [], {
        ...common,
        as: person,
        key: at(`${person}.key`),
        newKey: at(`${person}.next.key`),
        request: at(`${person}.next.request`),
        days: '100',
      });
    expect((await rotate('p-004')).message).toBe('');
    expect((await enrol('p-004.next.request', 'p-002')).message).toBe('');
    const [former, next] = ring().keys.filter(({ owner }) => owner === 'p-004');
    expect(next).toMatchObject({ follows: former!.id, roles: former!.roles, networks: former!.networks });
  });

  it('are revoked by their owner or an administrator, and are then good for nothing', async () => {
    const revoke = (id: string, by: string, options: Record<string, unknown> = {}) =>
      invoke(import('../../../scripts/commands/keys/revoke.ts'), [id], {
        ...common,
        as: by,
        key: at(`${by}.key`),
        reason: 'lost',
        ...options,
      });
    const { id } = ownersKey('p-004');
    expect(await revoke(id, 'p-003')).toMatchObject({ code: 1, message: expect.stringContaining('only the owner') });
    expect(await revoke('ffffffff', 'p-002')).toMatchObject({ code: 2, message: expect.stringContaining('0 keys') });
    expect(await revoke(id, 'p-002', { distrustedSince: 'yesterday' })).toMatchObject({ code: 2 });
    const revoked = await revoke(id.slice(0, 12), 'p-002');
    expect(revoked.message).toBe('');
    expect(ownersKey('p-004').revoked).toMatchObject({ reason: 'lost', by: 'p-002' });
    expect(await revoke(id, 'p-002')).toMatchObject({ code: 1, message: expect.stringContaining('revoked already') });
    const list = await invoke(import('../../../scripts/commands/keys/list.ts'), [], common);
    const states = (list.data as { keys: { owner: string; state: string }[] }).keys.map(({ owner, state }) => [
      owner,
      state,
    ]);
    expect(states).toContainEqual(['p-004', 'key-revoked']);
    expect(states).toContainEqual(['p-004', 'usable']);
  });

  it('that are lost come with what to do, and which keys it is about', async () => {
    const { data } = await invoke(import('../../../scripts/commands/keys/lost.ts'), ['p-004'], common);
    expect(data).toMatchObject({ person: 'p-004', keys: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
    expect((data as { steps: { zh: string }[] }).steps[1]!.zh).toContain('fadun keys revoke');
  });

  it('that are lost come with commands that find the same keyring when they are copied', async () => {
    const { run } = await import('../../../scripts/commands/keys/lost.ts');
    const spaced = join(folder, 'my keyring.json');
    copyFileSync(keyring, spaced);
    const { human } = await run({} as CommandContext, ['p-004'], { site: 'minimal', keyring: spaced });
    const { id } = ring().keys.find(({ owner, revoked }) => owner === 'p-004' && !revoked)!;
    expect(human('en').split('\n')).toContain(
      `  fadun keys revoke ${id.slice(0, 16)} --reason lost --site minimal --keyring $'${spaced}' --as … --key …`,
    );
  });
});
