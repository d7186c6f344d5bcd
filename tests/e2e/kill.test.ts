import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { makePlan } from '../../scripts/change/make-plan.ts';
import { staleness } from '../../scripts/change/stale.ts';
import { type ApplyResult, applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import { directEngine } from '../../scripts/engines/direct/engine.ts';
import { applySetOf, inventoryKey, keys } from '../../scripts/engines/direct/inventory.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import { noStacks } from '../../scripts/engines/engine.ts';
import { selectSite } from '../../scripts/pipeline/select-site.ts';
import { roundObjects } from '../kit/apply-driver.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const driver = fileURLToPath(new URL('../kit/apply-driver.ts', import.meta.url));
const count = 200;
const kills = 10;

describe.skipIf(absent !== undefined)(`a killed apply${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  beforeAll(async () => {
    plane = await startControlPlane({ controllers: false });
    cluster = openCluster(plane);
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await cluster?.close();
    await plane?.stop();
  });

  const start = (round: number, more: readonly string[] = []): ChildProcess => {
    const options = ['--kubeconfig', plane.kubeconfigs.admin, '--network', plane.network, '--count', `${count}`];
    return spawn(process.execPath, [driver, ...options, '--round', `${round}`, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };

  /** Names and uids of everything under the label of this network's set. */
  const members = async (): Promise<Map<string, string>> => {
    const kinds = new Map(
      roundObjects(count, 0).map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
    );
    const labelSelector = `${keys.partOf}=${applySetOf(plane.network).id}`;
    const lists = [...kinds.values()].map(async ({ apiVersion, kind }) =>
      cluster.client.list(await cluster.client.resourceFor(apiVersion, kind), { labelSelector }),
    );
    return new Map((await Promise.all(lists)).flat().map((live) => [inventoryKey(live), live.metadata.uid]));
  };

  test('converges when run again, at ten random moments', { timeout: 300_000 }, async () => {
    const begun = performance.now();
    const first = start(0);
    await once(first, 'exit');
    // The first run made everything, from cold: what a run takes is learned from those that ended before their kill.
    let wholeRun = performance.now() - begun;
    expect(first.exitCode).toBe(0);
    let interrupted = 0;

    for (let round = 1; round <= kills; round++) {
      const started = performance.now();
      const child = start(round);
      const moment = Math.random() * wholeRun;
      await Promise.race([sleep(moment), once(child, 'exit')]);
      if (child.kill('SIGKILL')) interrupted++;
      else wholeRun = Math.min(wholeRun, performance.now() - started);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const before = await members();
      const where = `round ${round}, killed after ${Math.round(moment)} ms of ${Math.round(wholeRun)}`;

      const objects = roundObjects(count, round);
      const resumed = await applyObjects(objects, { client: cluster.client, waitSeconds: 0 });
      expect(resumed.seconds, `${where}: the lock of a dead process is not waited for`).toBeLessThan(10);

      const verified = await verifyObjects(objects, { client: cluster.client });
      expect(verified, where).toMatchObject({ objects: count, equal: count, missing: [], different: [] });
      const after = await members();
      expect([...after.keys()].sort(), `${where}: exactly what is declared`).toEqual(objects.map(inventoryKey).sort());
      const remade = [...before].filter(([key, uid]) => after.has(key) && after.get(key) !== uid);
      expect(remade, `${where}: nothing was made twice`).toEqual([]);
      expect((await driftOf(objects, { client: cluster.client })).drifted, where).toEqual([]);
    }
    expect(interrupted, 'kills that hit a running apply').toBeGreaterThan(kills / 3);
  });

  test('leaves a lock that others wait for while it lives, and that is free at once when it is dead', async () => {
    const objects = roundObjects(count, 90);
    const child = start(90, ['--hold']);
    try {
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
      const run = applyObjects(objects, { client: cluster.client, waitSeconds: 0, lock: { waitSeconds: 1 } });
      await expect(run).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining(`/${child.pid}/`) });
    } finally {
      if (child.kill('SIGKILL')) await once(child, 'exit');
    }
    const resumed: ApplyResult = await applyObjects(objects, { client: cluster.client, waitSeconds: 0 });
    expect(resumed.seconds).toBeLessThan(10);
    expect(resumed.changed).toBeGreaterThan(0);
  });

  describe('between the deletion of what the server never lets change and its making anew', () => {
    const network = 'justice-net';
    const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'remade' } };
    const storageClass = (reclaimPolicy: string): KubernetesObject => ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'remade' },
      provisioner: 'disk.invalid',
      reclaimPolicy,
    });
    const service = (address: object): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'queue', namespace: 'remade' },
      spec: { selector: { app: 'queue' }, ports: [{ port: 80 }], ...address },
    });
    test.each([
      ['StorageClass', storageClass('Delete'), storageClass('Retain')],
      ['Service', service({}), service({ clusterIP: 'None' })],
    ])('a %s is made by the same approved plan', { timeout: 60_000 }, async (_kind, before, after) => {
      const { client } = cluster;
      const target = { network, objects: [namespace, after], client, terraform: noStacks };
      const planned = async () =>
        makePlan({
          ...{ site: await selectSite('minimal'), target, engine: directEngine, author: '', now: new Date() },
          ...{ prune: [], waivers: [], gate: { open: true, rules: 1, blocking: 0 } },
          proof: { holds: true, declared: 0, permitted: 0 },
        });
      await applyObjects([namespace, before], { client, network, waitSeconds: 0 });
      const plan = await planned();
      expect(plan.changes.map(({ action }) => action)).toEqual(['replace']);

      const file = join(plane.directory, 'remade.json');
      writeFileSync(file, JSON.stringify(target.objects));
      const words = ['--kubeconfig', plane.kubeconfigs.admin, '--network', network, '--objects', file];
      const child = spawn(process.execPath, [driver, ...words, '--die-after-delete'], { stdio: 'inherit' });
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
      expect(await cluster.live(after), 'it is gone, and nothing is in its place').toBeUndefined();

      const rest = await planned();
      expect(rest.changes.map(({ action }) => action)).toEqual(['add']);
      expect(staleness(plan, rest, true)).toEqual([]);
      expect(staleness(plan, rest, false), 'for a run that never began it is another change').not.toEqual([]);
      const applied = await directEngine.apply(target, plan, { prune: [], progress: () => {} });
      expect(applied).toMatchObject({ changed: 1, pruned: [] });
      expect((await planned()).changes).toEqual([]);
      expect((await directEngine.verify(target)).equal).toBe(2);
    });
  });

  test('waits out the former text of a policy that it had changed before it was stopped', {
    timeout: 120_000,
  }, async () => {
    const { client } = cluster;
    const network = 'policed';
    let refused = 0;
    for (const [round, state] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      const objects = policed(state);
      const stop = new AbortController();
      const stopped = applyObjects(objects, {
        ...{ client, network, waitSeconds: 0, signal: stop.signal },
        onProgress: ({ phase, subject }) => {
          if (round > 0 && phase === 'apply' && subject?.startsWith('ValidatingAdmissionPolicy ')) stop.abort();
        },
      });
      if (round === 0) await stopped;
      else {
        await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
        const map = await client.resourceFor('v1', 'ConfigMap');
        const attempt = client.create(map, stateOf(`onlooker-${state}`, state));
        if (
          await attempt.then(
            () => false,
            ({ deniedBy }) => deniedBy === 'policed',
          )
        )
          refused++;
        await applyObjects(objects, { client, network, waitSeconds: 0 });
      }
      // The text of this round is in force before the next begins.
      await sleep(1500);
    }
    expect(refused, 'rounds in which the former text was still in force').toBeGreaterThan(0);
  });
});

/** A namespace whose ConfigMaps must hold one state, the policy that demands it, and a ConfigMap that holds it. */
function policed(state: string): KubernetesObject[] {
  const labels = { policed: 'yes' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'policed', labels } },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'policed' },
      spec: {
        matchConstraints: {
          namespaceSelector: { matchLabels: labels },
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] },
          ],
        },
        validations: [{ expression: `object.data.state == '${state}'` }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'policed' },
      spec: { policyName: 'policed', validationActions: ['Deny'] },
    },
    stateOf('state', state),
  ];
}

function stateOf(name: string, state: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'policed' }, data: { state } };
}
