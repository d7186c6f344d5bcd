import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveBinaries } from '../../scripts/sandbox/binaries/resolve.ts';
import { checkout, fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';

const unavailable = await controlPlaneAvailable();
const folder = mkdtempSync(join(tmpdir(), 'fadun-up-'));

interface Up {
  networks: { id: string; objects: number; changed: number; verified: number; drifted: number; kubeconfig: string }[];
  probes: { denied: number; admitted: number; failed: unknown[]; untried: { why: string }[] }[];
  totals: {
    objects: number;
    applied: number;
    changed: number;
    pruned: number;
    verified: number;
    drifted: number;
    seconds: number;
  };
}

afterAll(async () => {
  for (const site of ['minimal', 'binhe']) await fadun(['sandbox', 'down', site, '--purge', '--out', folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(unavailable)(
  `fadun up on real control planes${unavailable ? ` (skipped: ${unavailable})` : ''}`,
  () => {
    it('takes the small site from its declaration to a verified cluster, and a second run changes nothing', async () => {
      const first = await fadunJson<Up>(['up', 'minimal', '--out', folder]);
      expect(first.stderr).toBe('');
      expect(first.code).toBe(0);
      const { totals } = first.data;
      expect(totals.objects).toBeGreaterThan(100);
      expect(totals).toMatchObject({ verified: totals.objects, changed: totals.objects, drifted: 0, pruned: 0 });
      for (const probes of first.data.probes) {
        expect(probes.failed).toEqual([]);
        expect(probes.denied).toBeGreaterThanOrEqual(8);
        expect(probes.admitted).toBe(1);
        for (const { why } of probes.untried) expect(why).toMatch(/who writes|breaks its rules alone/);
      }
      const second = await fadunJson<Up>(['up', 'minimal', '--out', folder]);
      expect(second.data.totals).toMatchObject({
        objects: totals.objects,
        changed: 0,
        drifted: 0,
        verified: totals.objects,
      });
    }, 600_000);

    it('names who changed what by hand', async () => {
      const { data } = await fadunJson<{ kubeconfig: string; network: string }>([
        'sandbox',
        'kubeconfig',
        'justice-net',
        'minimal',
        '--identity',
        'admin',
        '--out',
        folder,
      ]);
      const resolved = await resolveBinaries({ names: ['kubectl'] });
      const kubectl = resolved.ok ? resolved.binaries.kubectl.path : '';
      const run = (...words: string[]) =>
        promisify(execFile)(kubectl, ['--kubeconfig', data.kubeconfig, '--cache-dir', join(folder, 'kube'), ...words]);
      const { stdout } = await run(
        'get',
        'deployments',
        '-A',
        '-o',
        'jsonpath={.items[0].metadata.namespace}/{.items[0].metadata.name}',
      );
      const [namespace = '', name = ''] = stdout.split('/');
      await run('-n', namespace, 'label', 'deployment', name, 'owner-on-call=nobody', '--field-manager=a-hand');
      const drift = await fadunJson<{
        drifted: { object: string; field: string; manager: string; user: string; since: string }[];
      }>(['drift', 'minimal', '--out', folder]);
      expect(drift.code).toBe(1);
      expect(drift.data.drifted).toEqual([
        expect.objectContaining({
          object: `Deployment ${namespace}/${name}`,
          field: '.metadata.labels.owner-on-call',
          manager: 'a-hand',
          user: 'fadun:break-glass',
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        }),
      ]);
      await run('-n', namespace, 'label', 'deployment', name, 'owner-on-call-', '--field-manager=a-hand');
      await run(
        '-n',
        namespace,
        'create',
        'ingress',
        'none',
        '--rule=none.example/*=none:443',
        '--dry-run=server',
      ).catch(() => {});
      expect((await fadunJson<{ drifted: unknown[] }>(['drift', 'minimal', '--out', folder])).data.drifted).toEqual([]);
    }, 300_000);

    it('plans nothing where nothing changed, and calls a loosened baseline by its name without touching it', async () => {
      type Plans = {
        plans: { plan: { class: string; changes: unknown[]; reasons: { kind: string }[] }; digest: { sm3: string } }[];
      };
      const idle = await fadunJson<Plans>(['plan', 'minimal', '--out', folder]);
      expect(idle.code).toBe(0);
      expect(idle.data.plans).toHaveLength(1);
      expect(idle.data.plans[0]!.plan).toMatchObject({ class: 'additive', changes: [], reasons: [] });
      expect(idle.data.plans[0]!.digest.sm3).toMatch(/^(sm3:)?[0-9a-f]{64}$/);
      const wider = join(folder, 'wider.ts');
      writeFileSync(
        wider,
        `import site from ${JSON.stringify(`${checkout}/stacks/sites/minimal.ts`)};
       const [id] = Object.keys(site.networks);
       export default { ...site, networks: { [id]: { ...site.networks[id], admission: 'audit' } } };`,
      );
      const saved = join(folder, 'plan.json');
      const loosened = await fadunJson<Plans>(['plan', wider, '--out', folder, '--save', saved]);
      expect(loosened.data.plans[0]!.plan.class).toBe('widening');
      expect(loosened.data.plans[0]!.plan.reasons.map(({ kind }) => kind)).toContain('admission');
      expect(statSync(saved).mode & 0o777).toBe(0o600);
      expect((await fadunJson<{ drifted: unknown[] }>(['drift', 'minimal', '--out', folder])).data.drifted).toEqual([]);
    }, 180_000);

    it('serves what it sees as metrics, and says when a cluster is out of reach', async () => {
      const child = spawn(
        process.execPath,
        [`${checkout}/scripts/cli.ts`, 'export-metrics', 'minimal', '--out', folder, '--port', '0', '--every', '1'],
        {
          cwd: checkout,
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      try {
        const url = await new Promise<string>((resolve, reject) => {
          child.once('exit', (code) => reject(new Error(`the exporter ended with ${code}`)));
          child.stderr.on('data', (chunk: Buffer) => {
            const found = /http:\/\/\S+/.exec(chunk.toString());
            if (found) resolve(found[0]);
          });
        });
        const look = async () => (await fetch(url)).text();
        await expect.poll(look, { timeout: 60_000 }).toMatch(/^fadun_drifted_objects\{network="justice-net"\} 0$/m);
        const text = await look();
        expect(text).toMatch(/^fadun_proof_holds\{network="justice-net"\} 1$/m);
        expect(text).toMatch(/^fadun_cluster_reachable\{network="justice-net"\} 1$/m);
        expect(text).toMatch(/^fadun_verdicts\{network="justice-net",verdict="fail"\} 0$/m);
        expect(text).toMatch(/^fadun_break_glass_active\{network="justice-net"\} 0$/m);
        expect((await fetch(url.replace('/metrics', '/healthz'))).status).toBe(200);
        await fadun(['sandbox', 'down', 'minimal', '--out', folder]);
        await expect.poll(look, { timeout: 60_000 }).toMatch(/^fadun_cluster_reachable\{network="justice-net"\} 0$/m);
        expect(await look()).not.toContain('fadun_proof_holds{');
      } finally {
        child.kill('SIGTERM');
      }
    }, 180_000);

    it('takes the reference city to eleven verified clusters', async () => {
      await fadun(['sandbox', 'down', 'minimal', '--purge', '--out', folder]);
      const { code, data, stderr } = await fadunJson<Up>(['up', 'binhe', '--out', folder]);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(data.networks).toHaveLength(11);
      expect(data.totals.verified).toBe(data.totals.objects);
      expect(data.totals).toMatchObject({ drifted: 0, changed: data.totals.objects });
      const again = await fadunJson<Up>(['up', 'binhe', '--out', folder]);
      expect(again.data.totals).toMatchObject({ changed: 0, drifted: 0, verified: data.totals.objects });
    }, 900_000);
  },
);
