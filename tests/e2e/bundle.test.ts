import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeKeyFile } from '../../runbooks/kit/signing/key-file.ts';
import type { BundleManifest } from '../../scripts/bundle/manifest.ts';
import { readLastBundle } from '../../scripts/bundle/order.ts';
import type { PlanFile } from '../../scripts/change/plan.ts';
import { applySetOf } from '../../scripts/engines/direct/inventory.ts';
import { acquireLock } from '../../scripts/engines/direct/lock.ts';
import { fadun, fadunJson } from '../kit/command-line.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { testPerson } from '../kit/runbook-people.ts';
import { openCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const network = 'justice-net';

describe.skipIf(absent !== undefined)(`a bundle on its far side${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let folder: string;
  const at = (name: string) => join(folder, name);

  /** Runs in a folder of its own: no site file, no outputs, nothing but the cluster and what is named. */
  const run = (...words: string[]) => fadun(words, { cwd: folder });
  const onCluster = () => ['--keyring', at('keyring.json')];
  const signing = (person: string) => ['--as', person, '--key', at(`${person}.pem`)];

  const plan = (bundle: string, file: string, ...more: string[]) =>
    run('bundle', 'plan', at(bundle), ...onCluster(), '--save', at(file), ...signing('p-001'), ...more);
  const approve = (bundle: string, file: string, person: string) =>
    run('approve', at(file), '--bundle', at(bundle), '--keyring', at('keyring.json'), ...signing(person), '--yes');
  const apply = (bundle: string, file: string, ...people: string[]) =>
    run(
      ...['bundle', 'apply', at(bundle), ...onCluster(), '--plan', at(file)],
      ...people.flatMap((person) => ['--approval', at(`${file}.${person}.approval.json`)]),
    );
  const record = () => at(`fadun.out/minimal/changes/bundles/${network}.json`);
  const planIn = (file: string) => (JSON.parse(readFileSync(at(file), 'utf8')) as PlanFile).plans[0]!.plan;

  beforeAll(async () => {
    plane = await startControlPlane({ network });
    folder = await mkdtemp(join(tmpdir(), 'fadun-test-bundle-'));
    mkdirSync(at('fadun.out/minimal'), { recursive: true });
    symlinkSync(plane.directory, at('fadun.out/minimal/sandbox'));
    const now = new Date();
    const years = (count: number) => new Date(now.getTime() + count * 365 * 86_400_000).toISOString();
    const people = [
      testPerson('p-001', ['requester']),
      testPerson('p-002', ['system-admin']),
      testPerson('p-004', ['security-admin'], 'sm2-sm3'),
    ];
    for (const { id, pair } of people) writeKeyFile(at(`${id}.pem`), pair);
    const keys = people.map(({ key }) => ({ ...key, validFrom: years(-1), validUntil: years(1) }));
    writeFileSync(at('keyring.json'), JSON.stringify({ site: 'minimal', keys }));
    const create = (name: string, ...more: string[]) =>
      run('bundle', 'create', 'minimal', '--network', network, '--key', at('p-002.pem'), '--to', at(name), ...more);
    for (const [name, ...more] of [
      ['one'],
      ['two', '--base', at('one')],
      ['three', '--base', at('two')],
      ['other-two', '--number', '2'],
    ] as const) {
      const created = await create(name, ...more);
      expect(created, created.stderr).toMatchObject({ code: 0 });
      expect(await run('bundle', 'sign', at(name), '--key', at('p-004.pem'))).toMatchObject({ code: 0 });
    }
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await plane?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('is verified with nothing but the keyring', async () => {
    const { code, data } = await fadunJson<{ sound: boolean; manifest: BundleManifest }>(
      ['bundle', 'verify', at('one'), '--keyring', at('keyring.json'), '--network', network],
      { cwd: folder },
    );
    expect({ code, sound: data.sound, number: data.manifest.number }).toEqual({ code: 0, sound: true, number: 1 });
  });

  it('is applied as it was planned and approved there, by others than who planned it', async () => {
    const planned = await plan('one', 'one.plan');
    expect(planned, planned.stderr).toMatchObject({ code: 0 });
    expect(planIn('one.plan')).toMatchObject({ network, engine: 'direct', bundle: { number: 1, rollbackFrom: null } });

    const without = await apply('one', 'one.plan');
    expect(without.code).toBe(1);
    expect(await approve('one', 'one.plan', 'p-004')).toMatchObject({ code: 0 });
    const applied = await apply('one', 'one.plan', 'p-004');
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    expect(applied.stdout).toMatch(/approved by p-004/);

    const cluster = openCluster(plane);
    try {
      const namespaces = await cluster.client.list(await cluster.client.resourceFor('v1', 'Namespace'));
      expect(namespaces.length).toBeGreaterThan(6);
    } finally {
      await cluster.close();
    }
  }, 180_000);

  it('is refused with a plan of the declaration’s, or of another bundle', async () => {
    expect(await plan('two', 'two.plan')).toMatchObject({ code: 0 });
    expect(await approve('two', 'two.plan', 'p-002')).toMatchObject({ code: 0 });
    const crossed = await apply('one', 'two.plan', 'p-002');
    expect(crossed.code).toBe(1);
    expect(crossed.stderr).toMatch(/plan of bundle 2 .* not of bundle 1/);
  }, 120_000);

  it('moves the last number on, and refuses what is older or bears the same number', async () => {
    expect(planIn('two.plan').counts).toMatchObject({ add: 0, change: 0, remove: 0 });
    const applied = await apply('two', 'two.plan', 'p-002');
    expect(applied, applied.stderr).toMatchObject({ code: 0 });

    const older = await plan('one', 'older.plan');
    expect(older.code).toBe(1);
    expect(older.stderr).toMatch(/older than bundle 2/);
    const forged = await plan('other-two', 'forged.plan');
    expect(forged.code).toBe(1);
    expect(forged.stderr).toMatch(/another bundle of this number/);
    const replayed = await apply('one', 'one.plan', 'p-004');
    expect(replayed.code).toBe(1);
    expect(replayed.stderr).toMatch(/not planned as a rollback/);
  }, 120_000);

  it('moves no number on where another holds the lock', async () => {
    expect(await plan('three', 'three.plan')).toMatchObject({ code: 0 });
    expect(await approve('three', 'three.plan', 'p-002')).toMatchObject({ code: 0 });
    const cluster = openCluster(plane);
    try {
      const lock = await acquireLock(cluster.client, applySetOf(network).name);
      const refused = await apply('three', 'three.plan', 'p-002');
      await lock.release();
      expect(refused.code, refused.stderr).toBe(1);
    } finally {
      await cluster.close();
    }
    expect(readLastBundle(record(), 'minimal', network)).toMatchObject({ number: 2 });
    expect(await plan('two', 'two-again.plan')).toMatchObject({ code: 0 });
  }, 120_000);

  it('goes back to an older one only as a rollback that two persons approve', async () => {
    expect(await plan('one', 'back.plan', '--rollback')).toMatchObject({ code: 0 });
    expect(planIn('back.plan')).toMatchObject({ class: 'destructive', bundle: { number: 1, rollbackFrom: 2 } });
    expect(await approve('one', 'back.plan', 'p-002')).toMatchObject({ code: 0 });
    expect((await apply('one', 'back.plan', 'p-002')).code).toBe(1);
    expect(await approve('one', 'back.plan', 'p-004')).toMatchObject({ code: 0 });
    const back = await apply('one', 'back.plan', 'p-002', 'p-004');
    expect(back, back.stderr).toMatchObject({ code: 0 });

    const forged = await plan('other-two', 'forged-again.plan');
    expect(forged.code).toBe(1);
    expect(forged.stderr).toMatch(/another bundle of this number/);
    expect(await plan('two', 'forth.plan')).toMatchObject({ code: 0 });
  }, 120_000);

  it('is refused where its record of the last bundle is damaged', async () => {
    const text = readFileSync(record(), 'utf8');
    writeFileSync(record(), text.slice(0, 30));
    const refused = await plan('two', 'damaged.plan');
    writeFileSync(record(), text);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/no record of the last bundle/);
  });
});
