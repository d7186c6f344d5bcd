import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { writeKeyFile } from '../../runbooks/kit/signing/key-file.ts';
import type { PlanFile } from '../../scripts/change/plan.ts';
import { engineTarget } from '../../scripts/change/plan-city.ts';
import type { EngineOptions } from '../../scripts/engines/engine.ts';
import { applyStacks } from '../../scripts/engines/terraform/apply-stacks.ts';
import { buildCity, objectsOf } from '../../scripts/pipeline/city.ts';
import { openClusters } from '../../scripts/pipeline/clusters.ts';
import { selectSite } from '../../scripts/pipeline/select-site.ts';
import { checkout, fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneHookTimeout, startControlPlane, type TestControlPlane } from '../kit/control-plane.ts';
import { killedOften } from '../kit/kills.ts';
import { testPerson } from '../kit/runbook-people.ts';
import { terraformProviderAbsence } from '../kit/terraform-provider.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';
import { comparable } from './terraform-provider-comparison.ts';

const absent = await terraformProviderAbsence();
const network = 'justice-net';
/** Each takes about half a minute; 0 looks at the rest of the engine alone. */
const kills = Number(process.env.FADUN_KILLS ?? 10);

describe.skipIf(absent !== undefined)(`the Terraform engine${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let direct: TestControlPlane;
  let folder: string;
  let objects: KubernetesObject[];
  const at = (name: string) => join(folder, name);
  const run = (...words: string[]) => fadun(words, { cwd: folder });
  const json = <T>(...words: string[]) => fadunJson<T>(words, { cwd: folder });
  const keyring = () => ['--keyring', at('keyring.json')];
  const signing = (person: string) => ['--as', person, '--key', at(`${person}.pem`)];
  const plan = (file: string) => run('plan', at('site.ts'), '--save', at(file), ...signing('p-001'), ...keyring());
  const approveBy = (file: string) =>
    run('approve', at(file), '--site', at('site.ts'), ...signing('p-004'), ...keyring(), '--yes');
  const approve = async (file: string) => {
    const approved = await approveBy(file);
    expect(approved, approved.stderr).toMatchObject({ code: 0 });
  };
  const applyWords = (file: string) => [
    ...['apply', at('site.ts'), '--plan', at(file), ...keyring()],
    ...['--approval', at(`${file}.p-004.approval.json`)],
  ];
  const planIn = (file: string) => (JSON.parse(readFileSync(at(file), 'utf8')) as PlanFile).plans[0]!.plan;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fadun-test-engine-'));
    [plane, direct] = await Promise.all([startControlPlane({ network }), startControlPlane({ network })]);
    mkdirSync(at('fadun.out/minimal'), { recursive: true });
    symlinkSync(plane.directory, at('fadun.out/minimal/sandbox'));
    mkdirSync(at('direct/minimal'), { recursive: true });
    symlinkSync(direct.directory, at('direct/minimal/sandbox'));
    writeFileSync(
      at('site.ts'),
      `import { loadSiteDeclaration } from ${JSON.stringify(join(checkout, 'stacks/sites/index.ts'))};
const base = (await loadSiteDeclaration('minimal')) as { networks: Record<string, object> };
const providerMirror = { kind: 'filesystem', pathVariable: 'FADUN_TERRAFORM_PLUGIN_MIRROR' };
const stateBackend = { kind: 'kubernetes', namespace: 'kube-system' };
const networks = Object.fromEntries(
  Object.entries(base.networks).map(([id, network]) => [id, { ...network, engine: 'terraform', stateBackend, providerMirror }]),
);
export default { ...base, networks };
`,
    );
    const people = [testPerson('p-001', ['requester']), testPerson('p-004', ['security-admin'], 'sm2-sm3')];
    const years = (count: number) => new Date(Date.now() + count * 365 * 86_400_000).toISOString();
    for (const { id, pair } of people) writeKeyFile(at(`${id}.pem`), pair);
    const keys = people.map(({ key }) => ({ ...key, validFrom: years(-1), validUntil: years(1) }));
    writeFileSync(at('keyring.json'), JSON.stringify({ site: 'minimal', keys }));
    objects = objectsOf(await buildCity(await selectSite('minimal'), at('rendered')), network);
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([plane?.stop(), direct?.stop()]);
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const withCluster = async <T>(work: (cluster: TestCluster) => Promise<T>): Promise<T> => {
    const cluster = openCluster(plane);
    try {
      return await work(cluster);
    } finally {
      await cluster.close();
    }
  };
  /** Locks of states that nobody gave back: the Leases of the `kubernetes` backend that name a holder. */
  const locksLeft = () =>
    withCluster(async ({ client }) => {
      const leases = await client.list(await client.resourceFor('coordination.k8s.io/v1', 'Lease'), {
        namespace: 'kube-system',
      });
      return leases.flatMap(({ metadata: { name, annotations }, spec }) => {
        const stack = /^lock-tfstate-default-(.+)$/.exec(name)?.[1];
        const isHeld = Boolean((spec as { holderIdentity?: string }).holderIdentity);
        if (stack === undefined || !isHeld) return [];
        return [{ stack, id: (JSON.parse(annotations!['app.terraform.io/lock-info']!) as { ID: string }).ID }];
      });
    });
  const unlockWords = (stack: string, id: string) => [
    ...['unlock', stack, '--site', at('site.ts'), '--id', id, '--reason', 'its process was killed'],
    ...[...signing('p-004'), ...keyring()],
  ];
  const unlock = async (stack: string, id: string) => {
    const done = await run(...unlockWords(stack, id));
    expect(done, done.stderr).toMatchObject({ code: 0 });
  };
  /** Applies a saved plan by the engine alone, as the command does once all is cleared. */
  const applyAt = async (file: string, options: Partial<EngineOptions>, settings: { kubeconfig?: string } = {}) => {
    const city = await buildCity(await selectSite(at('site.ts')), at('fadun.out'), [network]);
    const [cluster] = await openClusters({
      site: 'minimal',
      workspace: city.workspace,
      networks: [network],
      identity: 'applier',
    });
    const { target } = engineTarget(city, { ...cluster!, ...settings }, process.env, at(file));
    try {
      return await applyStacks(target, planIn(file), { prune: [], progress: () => {}, ...options });
    } finally {
      await cluster!.client.close();
    }
  };
  /** Neither the same command nor another id goes past a lock that was left; the refusal says what does. */
  const refusesWhileLocked = async (stack: string, id: string) => {
    const refused = await run(...applyWords('first'));
    expect(refused.code, refused.stderr).toBe(1);
    expect(refused.stderr).toContain(`fadun unlock ${stack} --id ${id}`);
    const other = await run(...unlockWords(stack, '00000000-0000-0000-0000-000000000000'));
    expect(other.code).not.toBe(0);
    expect(await locksLeft()).toEqual([{ stack, id }]);
    const record = readFileSync(at('fadun.out/minimal/changes/unlocks.jsonl'), 'utf8').trim().split('\n');
    expect(record.map((line) => JSON.parse(line))).toMatchObject([{ stack, by: 'p-004' }, { outcome: 'refused' }]);
  };

  it('refuses a plan file of terraform that is not the approved one, before anything is written', async () => {
    const planned = await plan('altered');
    expect(planned, planned.stderr).toMatchObject({ code: 0 });
    await approve('altered');
    const [file] = readdirSync(at(`altered.files/${network}`));
    appendFileSync(at(`altered.files/${network}/${file}`), 'x');
    const refused = await run(...applyWords('altered'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/not those that were approved/);
  }, 300_000);

  it(`converges after ${kills} kills of the whole apply, by the same command, once each lock is taken away as documented`, async () => {
    expect(await plan('first')).toMatchObject({ code: 0 });
    expect(planIn('first')).toMatchObject({ engine: 'terraform', counts: { remove: 0 } });
    await approve('first');
    let unlocked = 0;
    const { killed, ended } = await killedOften(applyWords('first'), {
      kills,
      folder,
      afterwards: async () => {
        for (const { stack, id } of await locksLeft()) {
          if (unlocked === 0) await refusesWhileLocked(stack, id);
          await unlock(stack, id);
          unlocked += 1;
        }
      },
    });
    console.log(
      `${killed} kills, ${unlocked} locks left; runs that ended before theirs: ${ended.join('; ') || 'none'}`,
    );
    expect(killed, ended.join('\n')).toBe(kills);
    if (kills > 5) expect(unlocked).toBeGreaterThan(0);
    let last = await run(...applyWords('first'));
    // A stack that was killed while it wrote may need one more turn: what it made is adopted, then the rest applied.
    for (let turn = 0; turn < 5 && last.code === 4; turn++) last = await run(...applyWords('first'));
    expect(last, last.stderr).toMatchObject({ code: 0 });
  }, 1_800_000);

  it('finds no drift and nothing to change afterwards', async () => {
    const drift = await json<{ drifted: unknown[] }>('drift', at('site.ts'));
    expect(drift.data.drifted).toEqual([]);
    expect((await run('verify', at('site.ts'))).code).toBe(0);
    expect(await plan('none')).toMatchObject({ code: 0 });
    expect(planIn('none').changes).toEqual([]);
  }, 300_000);

  it('is remembered by the cluster: where nothing here knows of a change, its approval is still used up', async () => {
    const [changes, aside] = [at('fadun.out/minimal/changes'), at('changes.aside')];
    renameSync(changes, aside);
    const replayed = await run(...applyWords('first'));
    rmSync(changes, { recursive: true, force: true });
    renameSync(aside, changes);
    expect(replayed).toMatchObject({ code: 1, stderr: expect.stringContaining('it was used by') });
  }, 300_000);

  it('writes what was approved to where it was planned, and over nobody, whatever becomes of files and cluster meanwhile', async () => {
    const settings = objects.find(({ kind, data }) => kind === 'ConfigMap' && Object.keys(data ?? {}).length > 0)!;
    const [name] = Object.keys(settings.data as object);
    const path = `/data/${name!.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const applier = openCluster(plane, 'applier');
    const set = (manager: string, value: string) =>
      applier.patchAs(manager, settings, [{ op: 'replace', path, value }]);
    const standing = async () => ((await applier.live(settings))!.data as Record<string, string>)[name!];
    const files = () => readdirSync(at(`back.files/${network}`)).map((file) => at(`back.files/${network}/${file}`));
    try {
      await set('HashiCorp', 'moved');
      const planned = await plan('back');
      expect(planned, planned.stderr).toMatchObject({ code: 0 });
      expect(planIn('back')).toMatchObject({ counts: { change: 1 }, held: [] });

      const untouched = () => Promise.reject(new Error('it went on to write'));
      await expect(applyAt('back', { onStage: untouched }, { kubeconfig: plane.kubeconfigs.admin })).rejects.toThrow(
        /its plan reaches the cluster by .*applier\.yaml, and .*admin\.yaml is in use/,
      );
      await expect(applyAt('back', { onStage: () => set('ops-console', 'taken') })).rejects.toThrow(
        /has changed since[\s\S]*is held by "ops-console"/,
      );
      expect(await standing()).toBe('taken');

      expect(await plan('held')).toMatchObject({ code: 0 });
      expect(planIn('held').held).toMatchObject([{ manager: 'ops-console' }]);
      const refused = await approveBy('held');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('is held by "ops-console"');

      await set('HashiCorp', 'moved');
      const swap = () => {
        for (const file of files()) writeFileSync(file, 'another plan');
      };
      expect(await applyAt('back', { onStage: swap })).toMatchObject({ changed: 1, pruned: [] });
      expect(await standing()).toBe((settings.data as Record<string, string>)[name!]);
      expect(readdirSync(at('fadun.out/minimal/terraform-state')).filter((one) => one.startsWith('approved'))).toEqual(
        [],
      );
    } finally {
      await applier.close();
    }
  }, 600_000);

  it('makes the objects that the direct engine makes', async () => {
    expect(await run('apply', 'minimal', '--out', at('direct'))).toMatchObject({ code: 0 });
    const [one, other] = [openCluster(plane), openCluster(direct)];
    const byTerraform: Record<string, unknown> = {};
    const byDirect: Record<string, unknown> = {};
    try {
      for (const object of objects) {
        const [left, right] = (await Promise.all([one.live(object), other.live(object)])).map(
          (live) => live && comparable(live, '-nothing'),
        );
        if (left !== undefined && isDeepStrictEqual(left, right)) continue;
        const subject = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
        byTerraform[subject] = left;
        byDirect[subject] = right;
      }
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
    const different = Object.keys(byDirect).length;
    console.log(`${objects.length} objects of two engines compared, ${different} different`);
    expect(byTerraform).toEqual(byDirect);
    expect(different, 'objects that neither engine made').toBe(0);
  }, 300_000);

  it('leaves no secret in a state', async () => {
    const states = await withCluster(async ({ client }) =>
      client.list(await client.resourceFor('v1', 'Secret'), {
        namespace: 'kube-system',
        labelSelector: 'tfstate=true',
      }),
    );
    expect(states).toHaveLength(5);
    for (const { data } of states) {
      const text = gunzipSync(Buffer.from((data as { tfstate: string }).tfstate, 'base64')).toString();
      expect(text).toContain('"resources"');
      // Rules that look for keys name them in their text: only what follows such a name is a key.
      expect(text).not.toMatch(
        /PRIVATE KEY-----\s*(\\+n)?[A-Za-z0-9+/]{30}|"kubernetes_secret|client-key-data\W+[A-Za-z0-9+/]{30}/,
      );
    }
  });
});
