/**
 * States, locks and their way out, on real terraform with real backends. The resources are terraform's own `terraform_data`,
 * which needs no provider: what is tried here is what the engine rests on, whatever the stacks hold.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { terraformSettings } from '../../../../scripts/engines/terraform/settings.ts';
import { prepareStackFolder, type StackFolder } from '../../../../scripts/engines/terraform/stack-folder.ts';
import { terraformIn } from '../../../../scripts/engines/terraform/terraform.ts';
import type { StateBackend } from '../../../../stacks/model/network.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../../../kit/control-plane.ts';
import { postgresAbsence, startPostgres, type TestDatabase } from '../../../kit/postgres.ts';

const noTerraform =
  spawnSync('terraform', ['version']).status === 0 ? undefined : 'no terraform on PATH: install Terraform 1.7 or later';
const noDatabase = noTerraform ?? postgresAbsence();
const noCluster = noTerraform ?? (await controlPlaneAvailable());

interface Place {
  readonly backend: StateBackend;
  readonly block: Readonly<Record<string, unknown>>;
  readonly kubeconfig?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fadun-test-states-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A stack of two resources, of which the second takes its time. */
async function stackOf(
  { backend, block, kubeconfig, environment }: Place,
  seconds: number,
  value = 'one',
): Promise<StackFolder> {
  const stack = 'test-net-cloud';
  const synthesised = join(root, 'terraform');
  mkdirSync(join(synthesised, 'stacks', stack), { recursive: true });
  const slow = {
    input: value,
    depends_on: ['terraform_data.first'],
    provisioner: [{ 'local-exec': { command: `sleep ${seconds}` } }],
  };
  writeFileSync(
    join(synthesised, 'stacks', stack, 'cdk.tf.json'),
    JSON.stringify({
      terraform: { backend: { [backend.kind]: block } },
      variable: { kubeconfig: { type: 'string' } },
      resource: {
        terraform_data: {
          first: { input: value, triggers_replace: [value] },
          second: { ...slow, triggers_replace: [value] },
        },
      },
    }),
  );
  const settings = terraformSettings({ stateBackend: backend }, kubeconfig ?? '/nowhere', {
    ...process.env,
    TF_CLI_CONFIG_FILE: undefined,
    ...environment,
  });
  return prepareStackFolder(synthesised, stack, settings);
}

async function planned(folder: StackFolder, lockSeconds = 0) {
  const terraform = terraformIn(folder, { lockSeconds });
  const file = join(folder.path, 'plan');
  await terraform.init();
  await terraform.plan(file);
  return { terraform, file };
}

const values = async (folder: StackFolder) => {
  const state = (await terraformIn(folder, { lockSeconds: 0 }).show()) as {
    values?: { root_module: { resources?: { values: { output: unknown } }[] } };
  };
  return (state.values?.root_module.resources ?? []).map((one) => one.values.output);
};

/** Applies in a process of its own group and kills all of it in the middle, as the end of a machine would. */
async function killedInTheMiddle(folder: StackFolder, file: string): Promise<void> {
  const { environment } = folder.settings;
  const child = spawn('terraform', ['apply', '-no-color', '-input=false', file], {
    cwd: folder.path,
    detached: true,
    env: { ...environment, TF_CLI_CONFIG_FILE: folder.cliConfiguration, TF_DATA_DIR: folder.data },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const chunk of child.stdout) if (/second: Creating|second: Provisioning/.test(String(chunk))) break;
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
}

function provesBackend(
  name: string,
  absence: string | undefined,
  place: () => Place,
  keepsLockWhenKilled: boolean,
): void {
  describe.skipIf(absence !== undefined)(`a state in ${name}${absence ? ` (skipped: ${absence})` : ''}`, () => {
    it('is written by a saved plan, and the same plan is stale once it moved', async () => {
      const folder = await stackOf(place(), 0);
      const { terraform, file } = await planned(folder);
      await terraform.apply(file);
      expect(await values(folder)).toEqual(['one', 'one']);
      await expect(terraform.apply(file)).rejects.toMatchObject({ kind: 'stale', exitCode: 1 });
    }, 120_000);

    it('is locked: of two applies at once one is refused, with who holds it', async () => {
      const folder = await stackOf(place(), 6, 'two');
      const { terraform, file } = await planned(folder);
      const first = terraform.apply(file);
      await sleep(2500);
      await expect(terraform.apply(file)).rejects.toMatchObject({ kind: 'locked', exitCode: 1 });
      await first;
      expect(await values(folder)).toEqual(['two', 'two']);
    }, 120_000);

    it(`has a way out after a kill${keepsLockWhenKilled ? ': the lock stays, and is taken away by its id' : ': the lock goes with its holder'}`, async () => {
      const folder = await stackOf(place(), 5, 'three');
      const { terraform, file } = await planned(folder);
      await killedInTheMiddle(folder, file);
      if (keepsLockWhenKilled) {
        const refused = await terraform.apply(file).catch((error: Error & { remedy: string }) => error);
        expect(refused).toMatchObject({ kind: 'locked' });
        const id = /--id (\S+)/.exec((refused as { remedy: string }).remedy)?.[1];
        await expect(terraform.forceUnlock('00000000-0000-0000-0000-000000000000')).rejects.toThrow();
        await terraform.forceUnlock(id!);
      }
      const again = await planned(folder);
      await again.terraform.apply(again.file);
      expect(await values(folder)).toEqual(['three', 'three']);
    }, 180_000);

    it('keeps everything on this machine to its owner', async () => {
      const folder = await stackOf(place(), 0, 'four');
      const { terraform, file } = await planned(folder);
      await terraform.apply(file);
      expect(statSync(folder.path).mode & 0o777).toBe(0o700);
      for (const entry of readdirSync(folder.path, { withFileTypes: true }).filter((one) => one.isFile()))
        expect({ [entry.name]: statSync(join(folder.path, entry.name)).mode & 0o077 }).toEqual({ [entry.name]: 0 });
    }, 120_000);
  });
}

provesBackend(
  'local files',
  noTerraform,
  () => ({ backend: { kind: 'local' }, block: { path: 'test.tfstate' } }),
  false,
);

describe.skipIf(noDatabase !== undefined)('with a real PostgreSQL', () => {
  let database: TestDatabase;
  let count = 0;
  beforeAll(async () => {
    database = await startPostgres();
  }, 60_000);
  afterAll(() => database?.stop());
  const place = (): Place => ({
    backend: { kind: 'pg', connectionVariable: 'TEST_STATE', schema: 'fadun' },
    block: { schema_name: `fadun_test_${count++}` },
    environment: { TEST_STATE: database.connection },
  });
  provesBackend('PostgreSQL', noDatabase, place, false);

  it('the connection string stays in the environment: no file of the stack holds it', async () => {
    const folder = await stackOf(
      { ...place(), environment: { TEST_STATE: `${database.connection}&application_name=needle-in-it` } },
      0,
    );
    const { terraform, file } = await planned(folder);
    await terraform.apply(file);
    const found = spawnSync('grep', ['-rl', 'needle-in-it', folder.path]).stdout.toString();
    expect(found).toBe('');
    expect(existsSync(join(folder.path, 'terraform.tfstate'))).toBe(false);
  }, 60_000);
});
if (noDatabase !== undefined)
  describe.skip(`with a real PostgreSQL (skipped: ${noDatabase})`, () => it('is not tried', () => {}));

describe.skipIf(noCluster !== undefined)('with a real API server', () => {
  let plane: TestControlPlane;
  let count = 0;
  beforeAll(async () => {
    plane = await startControlPlane({ controllers: false });
  }, controlPlaneHookTimeout);
  afterAll(() => plane?.stop());
  const place = (): Place => ({
    backend: { kind: 'kubernetes', namespace: 'kube-system' },
    block: { secret_suffix: `test-${'abcdefgh'[count++]}`, namespace: 'kube-system' },
    kubeconfig: plane.kubeconfigs.admin,
  });
  provesBackend('the cluster', noCluster, place, true);
});
if (noCluster !== undefined)
  describe.skip(`with a real API server (skipped: ${noCluster})`, () => it('is not tried', () => {}));

describe('settings', () => {
  it('name the variable that the site asks for and this machine lacks', () => {
    const network = { stateBackend: { kind: 'pg', connectionVariable: 'COURT_STATE', schema: 'fadun' } } as const;
    expect(() => terraformSettings(network, '/k', {})).toThrow(/\$COURT_STATE: it is not set/);
    const mirror = {
      stateBackend: { kind: 'local' },
      providerMirror: { kind: 'filesystem', pathVariable: 'MIRROR' },
    } as const;
    expect(() => terraformSettings(mirror, '/k', {})).toThrow(/\$MIRROR/);
  });

  it('hand on nothing of the environment but what terraform needs', () => {
    const { environment } = terraformSettings({ stateBackend: { kind: 'local' } }, '/k', {
      PATH: '/bin',
      TF_LOG: 'trace',
      TF_VAR_kubeconfig: '/other',
      AWS_SECRET_ACCESS_KEY: 'x',
      KUBECONFIG: '/other',
    });
    expect(Object.keys(environment).sort()).toEqual(
      ['CHECKPOINT_DISABLE', 'PATH', 'TF_INPUT', 'TF_IN_AUTOMATION'].sort(),
    );
  });

  it('refuse a mirror’s place in which the configuration’s language would read more than a path', () => {
    const network = {
      stateBackend: { kind: 'local' },
      providerMirror: { kind: 'filesystem', pathVariable: 'MIRROR' },
    } as const;
    for (const place of ['/a/"b', '/a/$HOME', '/a/%b', '/a\\b', '/a\nb'])
      expect(() => terraformSettings(network, '/k', { MIRROR: place }), place).toThrow(/providerMirror/);
    expect(terraformSettings(network, '/k', { MIRROR: '/srv/mirror' }).cliConfiguration).toContain(
      'path = "/srv/mirror"',
    );
  });
});
