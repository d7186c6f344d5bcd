import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import { verifyJournal } from '../../runbooks/kit/journal/verify-journal.ts';
import { changeRunId } from '../../scripts/change/change-run.ts';
import type { PlanFile } from '../../scripts/change/plan.ts';
import { type ClusterClient, openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { mintKubeconfig } from '../../scripts/sandbox/identities.ts';
import { networkLayout } from '../../scripts/sandbox/layout.ts';
import { approvalFile, changeScene, consentOf, invoke } from '../kit/change-scene.ts';
import { checkout, fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';
import { type ApiClient, apiClient, objectPath } from './admission-kit.ts';

const unavailable = await controlPlaneAvailable();
const network = 'justice-net';
const scene = changeScene();
const out = scene.folder;
const { people, keyring } = scene;
const layout = networkLayout(join(out, 'minimal', 'sandbox'), network);
/** Ten are run by hand with FADUN_KILLS=10; each takes about ten seconds. */
const kills = Number(process.env.FADUN_KILLS ?? 4);

/** `fadun drift` of the standing site. */
const drift = (site = 'minimal') =>
  fadunJson<{ drifted: { object: string; kind: string; user: string }[]; proof: { holds: boolean } }>([
    'drift',
    site,
    '--out',
    out,
  ]);

describe.skipIf(unavailable)(
  `a cluster that stands${unavailable ? ` (skipped: ${unavailable})` : ''}`,
  { timeout: 300_000 },
  () => {
    const clients: ClusterClient[] = [];
    const clientOf = (kubeconfig: string) => {
      const client = openClient({ network, kubeconfig, guard: networkGuard({ sandbox: true }) });
      clients.push(client);
      return client;
    };
    const apis: ApiClient[] = [];
    const identities = new Map<string, ApiClient>();
    /** A client of another identity, made once. */
    const identity = async (user: string, groups: readonly string[]) => {
      const known = identities.get(user);
      if (known) return known;
      const directory = join(out, 'minimal', 'sandbox');
      const api = apiClient(await mintKubeconfig({ directory, network, user, groups, ttlSeconds: 3600, name: user }));
      identities.set(user, api);
      apis.push(api);
      return api;
    };
    let breakGlass: ClusterClient;

    beforeAll(async () => {
      await fadun(['sandbox', 'up', 'minimal', '--out', out]);
      breakGlass = clientOf(layout.kubeconfig('admin'));
      // Bound before the policies stand: with them not even the break-glass identity could.
      await breakGlass.apply(
        await breakGlass.resourceFor('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'),
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRoleBinding',
          metadata: { name: 'ops-root' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ops-root' }],
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        },
        { fieldManager: 'break-glass' },
      );
      const up = await fadunJson<{ totals: { objects: number; verified: number; drifted: number } }>([
        ...['up', 'minimal', '--out', out],
      ]);
      const { totals } = up.data;
      expect(totals, 'all but the stranger is as declared').toMatchObject({ verified: totals.objects, drifted: 1 });
    }, 600_000);

    afterAll(async () => {
      await Promise.all([...clients, ...apis].map((client) => client.close()));
      await fadun(['sandbox', 'down', 'minimal', '--purge', '--out', out]);
      scene.remove();
    }, 120_000);

    describe('is changed by no other identity', () => {
      /** What an identity of full RBAC rights tries on one managed object after another. */
      const attempts: readonly (readonly [string, string, string, string, object])[] = [
        ['scale a workload', 'apps/v1', 'Deployment', 'smart-justice-app/api', { spec: { replicas: 0 } }],
        [
          'relabel a namespace',
          'v1',
          'Namespace',
          '/smart-justice-app',
          { metadata: { labels: { 'fadun.io/segment': 'web' } } },
        ],
        [
          'lift Pod Security',
          'v1',
          'Namespace',
          '/smart-justice-data',
          { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } },
        ],
        [
          'open a network policy',
          'networking.k8s.io/v1',
          'NetworkPolicy',
          'smart-justice-data/default-deny',
          { spec: { podSelector: { matchLabels: { none: 'x' } } } },
        ],
        ['raise a quota', 'v1', 'ResourceQuota', 'smart-justice-app/bounds', { spec: { hard: { pods: '999' } } }],
        [
          'bind more rights',
          'rbac.authorization.k8s.io/v1',
          'ClusterRoleBinding',
          '/fadun:system-admin',
          { metadata: { annotations: { a: 'b' } } },
        ],
      ];
      /** As `kubectl patch` does it: no field manager's conflict comes first. */
      const patch = (api: ApiClient, [, apiVersion, kind, at, change]: (typeof attempts)[number]) => {
        const [namespace, name = ''] = at.split('/');
        const object: KubernetesObject = { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
        return api.send('PATCH', objectPath(object), change, { 'content-type': 'application/merge-patch+json' });
      };

      it.each(attempts)('not to %s by a cluster administrator', async (...attempt) => {
        const answer = await patch(await identity('ops-root', ['ops-roots']), attempt);
        // One denial is reported, whichever policy answers first: the guard, or a rule that the change breaks as well.
        expect(answer.message).toMatch(/ValidatingAdmissionPolicy 'fadun-[a-z-]+' .*denied request: \[[a-z0-9-]+\]/s);
        expect([403, 422]).toContain(answer.status);
      });

      it.each(attempts)('not to %s by the site’s system administrator', async (...attempt) => {
        const answer = await patch(await identity('zhang', ['fadun:system-admins']), attempt);
        expect(answer).toMatchObject({ status: 403, message: expect.stringContaining('cannot patch resource') });
      });

      it('and shows what was bound behind its back as drift, with who did it', async () => {
        const { data } = await drift();
        expect(data.drifted).toEqual([
          expect.objectContaining({
            object: 'ClusterRoleBinding ops-root',
            kind: 'undeclared-object',
            user: 'fadun:break-glass',
          }),
        ]);
        const bindings = await breakGlass.resourceFor('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding');
        await breakGlass.delete(bindings, (await breakGlass.get(bindings, 'ops-root'))!);
      });
    });

    it('can be changed by breaking the glass, and says so loudly in the audit log', async () => {
      const place = readFileSync(layout.auditLog).length;
      const deployments = await breakGlass.resourceFor('apps/v1', 'Deployment');
      const before = (await breakGlass.get(deployments, 'api', 'smart-justice-app'))!;
      const labelled = (labels: Record<string, string>): KubernetesObject => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'api', namespace: 'smart-justice-app', labels },
      });
      await breakGlass.apply(deployments, labelled({ incident: 'inc-2026-031' }), { fieldManager: 'break-glass' });
      await expect
        .poll(() => readFileSync(layout.auditLog).subarray(place).toString('utf8'), { timeout: 30_000 })
        .toMatch(
          /"user":\{"username":"fadun:break-glass"[^\n]*"validation\.policy\.admission\.k8s\.io\/validation_failure"[^\n]*\[witness\]/,
        );
      const seen = (await drift()).data.drifted;
      expect(seen).toEqual([
        expect.objectContaining({ object: 'Deployment smart-justice-app/api', user: 'fadun:break-glass' }),
      ]);
      await breakGlass.apply(deployments, labelled({}), { fieldManager: 'break-glass' });
      expect((await breakGlass.get(deployments, 'api', 'smart-justice-app'))!.metadata.uid).toBe(before.metadata.uid);
      expect((await drift()).data.drifted).toEqual([]);
    });

    it('is watched for drift, a line for each change, until the watch is ended', async () => {
      const child = spawn(
        process.execPath,
        [`${checkout}/scripts/cli.ts`, 'drift', 'minimal', '--watch', '--every', '1', '--out', out],
        { cwd: checkout, stdio: ['ignore', 'pipe', 'ignore'] },
      );
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      const lines = () =>
        text
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as { state: string; drift?: { object: string } });
      try {
        const maps = await breakGlass.resourceFor('v1', 'ConfigMap');
        const stray: KubernetesObject = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'stray', namespace: 'smart-justice-app' },
          data: { a: 'b' },
        };
        const made = await breakGlass.apply(maps, stray, { fieldManager: 'break-glass' });
        await expect.poll(lines, { timeout: 60_000 }).toEqual([
          expect.objectContaining({
            state: 'appeared',
            drift: expect.objectContaining({ object: 'ConfigMap smart-justice-app/stray' }),
          }),
        ]);
        await breakGlass.delete(maps, made);
        await expect.poll(() => lines().map(({ state }) => state), { timeout: 60_000 }).toEqual(['appeared', 'gone']);
      } finally {
        child.kill('SIGINT');
      }
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(0);
      expect(lines().at(-1)).toMatchObject({ state: 'stopped', standing: 0 });
    });

    it(`converges after ${kills} kills of the command itself, and does nothing twice`, {
      timeout: 900_000,
    }, async () => {
      const deployments = await breakGlass.resourceFor('apps/v1', 'Deployment');
      const uids = async () =>
        (await breakGlass.list(deployments)).map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
      const before = await uids();
      let site = 'minimal';
      let wholeRun = 0;
      let interrupted = 0;
      for (let round = 0; round <= kills; round++) {
        const digit = round.toString(16);
        site = scene.site(
          `round-${round}.ts`,
          `images: Object.fromEntries(Object.keys(site.images).map((name) => [name, 'sha256:${digit.repeat(64)}']))`,
        );
        const save = join(out, `round-${round}.json`);
        const planned = await invoke(import('../../scripts/commands/change/plan.ts'), [site], {
          out,
          keyring,
          save,
          ...people.onCall.signs,
        });
        expect(planned.message).toBe('');
        const [entry] = (JSON.parse(readFileSync(save, 'utf8')) as PlanFile).plans;
        expect(entry!.plan).toMatchObject({ class: 'additive', counts: { add: 0, remove: 0 } });
        expect(entry!.plan.counts.change).toBeGreaterThan(5);
        const approval = scene.file(`round-${round}.approval.json`, approvalFile(consentOf(entry!, people.security)));
        const words = ['apply', site, '--plan', save, '--approval', approval, '--keyring', keyring, '--out', out];
        const begun = performance.now();
        const child = spawn(process.execPath, [`${checkout}/scripts/cli.ts`, ...words], {
          cwd: checkout,
          stdio: 'ignore',
        });
        // The first round is let through: it says how long a run takes.
        const moment = round === 0 ? undefined : Math.random() * wholeRun;
        const wasKilled = await endOf(child, moment);
        if (round === 0) wholeRun = performance.now() - begun;
        const run = changeRunId(entry!.digest);
        const journal = join(out, 'minimal', 'changes', 'runs', run, 'journal.jsonl');
        const isBegun = existsSync(journal) && readFileSync(journal, 'utf8').includes('change-begun');
        if (wasKilled && isBegun && !readFileSync(journal, 'utf8').includes('change-finished')) interrupted += 1;

        const where = `round ${round}, killed after ${Math.round(moment ?? 0)} of ${Math.round(wholeRun)} ms`;
        const again = await fadun(words);
        const isDone = again.code === 0 || again.stderr.includes('it was used by');
        expect(isDone, `${where}: ${again.stderr}`).toBe(true);
        const standing = await drift(site);
        expect(standing.data, where).toMatchObject({ drifted: [], proof: { holds: true } });
        const verdict = verifyJournal(readFileSync(journal), {
          journal: run,
          keyring: scene.ring,
          mustBeClosed: false,
          anchor: anchorsIn(join(out, 'minimal', 'changes', 'anchors')).read(run)!,
        });
        expect(verdict, where).toMatchObject({ sound: true, faults: [] });
        expect(readFileSync(journal, 'utf8').match(/change-finished/g), where).toHaveLength(1);
      }
      expect(await uids()).toEqual(before);
      expect(interrupted, 'kills that hit a change under way').toBeGreaterThan(0);
    });
  },
);

/** Waits for the end of a process, which is killed after a time where one is given. @returns whether it was killed */
async function endOf(child: ChildProcess, killAfterMs: number | undefined): Promise<boolean> {
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  if (killAfterMs !== undefined) {
    await Promise.race([ended, sleep(killAfterMs)]);
    child.kill('SIGKILL');
  }
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}
