import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { ClusterError } from '../../scripts/engines/client/errors.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { OwnershipConflict } from '../../scripts/engines/direct/conflicts.ts';
import { type Decision, decide } from '../../scripts/engines/direct/decide.ts';
import { applyTakingBack, takingBack } from '../../scripts/engines/direct/take-back.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, pick, smallSystem, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();

describe.skipIf(absent !== undefined)(`apply on a real API server${absent ? ` (skipped: ${absent})` : ''}`, () => {
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

  /** Each test has its own network name, so its own inventory and lock. No controllers run: nothing gets ready. */
  const apply = (network: string, objects: readonly KubernetesObject[], more = {}) =>
    applyObjects(objects, { client: cluster.client, network, waitSeconds: 0, ...more });

  test('makes every object once, and then finds nothing to do', async () => {
    const objects = smallSystem('first');
    const first = await apply('first', objects);
    expect(first).toMatchObject({ objects: 9, applied: 9, created: 9, changed: 9, unchanged: 0, pruned: [], kept: [] });
    const second = await apply('first', objects);
    expect(second).toMatchObject({ applied: 0, created: 0, changed: 0, unchanged: 9, pruned: [] });
  });

  test('sends only what differs, and takes away a field that is declared no more', async () => {
    const objects = smallSystem('second');
    await apply('second', objects);
    const settings = pick(objects, 'ConfigMap');
    const changed = objects.map((object) => (object === settings ? { ...settings, data: { level: '4' } } : object));
    expect(await apply('second', changed)).toMatchObject({ applied: 1, changed: 1, created: 0, unchanged: 8 });
    expect((await cluster.live(settings))?.data).toEqual({ level: '4' });
  });

  test('puts back what was removed by hand, and does not touch what others added', async () => {
    const objects = smallSystem('mended');
    await apply('mended', objects);
    const deployment = pick(objects, 'Deployment');
    await cluster.patchAs('kubectl-edit', deployment, [
      { op: 'remove', path: '/spec/template/spec/automountServiceAccountToken' },
      { op: 'add', path: '/metadata/annotations', value: { note: 'by hand' } },
    ]);
    expect(await apply('mended', objects)).toMatchObject({ applied: 1, changed: 1 });
    const live = await cluster.live(deployment);
    expect(live).toMatchObject({ spec: { template: { spec: { automountServiceAccountToken: false } } } });
    expect(live?.metadata.annotations).toMatchObject({ note: 'by hand' });
  });

  test('takes back no field that a named manager changed after it was decided', async () => {
    const settings = pick(smallSystem('taken'), 'ConfigMap');
    await apply('taken', smallSystem('taken'));
    const change = (field: string) =>
      cluster.patchAs('kubectl-edit', settings, [{ op: 'replace', path: `/data/${field}`, value: 'by hand' }]);
    const decided = async () => {
      const live = (await cluster.live(settings))!;
      const snapshot = { find: () => live, all: () => [], unserved: [], unread: [] };
      return takingBack(decide([settings], snapshot, 'fadun')[0]!, 'fadun', new Set(['kubectl-edit']));
    };
    const take = async (decision: Decision) =>
      applyTakingBack(
        cluster.client,
        await cluster.client.resourceFor('v1', 'ConfigMap'),
        { ...decision, taken: decision.taken! },
        { fieldManager: 'fadun', signal: new AbortController().signal },
      );
    await change('level');
    const before = await decided();
    await change('cpu');
    await expect(take(before)).rejects.toMatchObject({ code: 'conflict', fault: expect.stringContaining('.data.cpu') });
    expect((await cluster.live(settings))?.data).toEqual({ level: 'by hand', cpu: 'by hand' });
    expect((await take(await decided())).data).toEqual(settings.data);
  });

  test('deletes members that are declared no more, but namespaces and claims only when named', async () => {
    const objects = smallSystem('pruned');
    await apply('pruned', objects);
    const kept = await apply('pruned', []);
    expect(kept.pruned).toEqual([
      'ConfigMap pruned/settings',
      'Deployment.apps pruned/web',
      'NetworkPolicy.networking.k8s.io pruned/web',
      'PodDisruptionBudget.policy pruned/web',
      'Secret pruned/key',
      'Service pruned/web',
      'ServiceAccount pruned/web',
    ]);
    expect(kept.kept.map(({ object }) => object).sort()).toEqual([
      'Namespace pruned',
      'PersistentVolumeClaim pruned/spool',
    ]);
    const named = await apply('pruned', [], { allowPruneOf: ['PersistentVolumeClaim pruned/spool'] });
    expect(named.pruned).toEqual(['PersistentVolumeClaim pruned/spool']);
    expect(await cluster.live(pick(objects, 'Namespace'))).toBeDefined();
  });

  test('never deletes what somebody else made, even under our label, nor the members of another network', async () => {
    const objects = smallSystem('mine');
    await apply('mine', objects);
    await apply('other', smallSystem('other'));
    const labels = (await cluster.live(pick(objects, 'ConfigMap')))?.metadata.labels;
    const foreign = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'foreign', namespace: 'mine', labels } };
    await cluster.create(foreign as KubernetesObject);
    const result = await apply('mine', objects);
    expect(result.pruned).toEqual([]);
    expect(result.kept).toEqual([
      { object: 'ConfigMap mine/foreign', why: expect.stringContaining('never applied it') },
    ]);
    expect(await cluster.live(foreign as KubernetesObject)).toBeDefined();
    expect((await verifyObjects(smallSystem('other'), { client: cluster.client })).equal).toBe(9);
  });

  test('stops before anything is applied when other managers hold declared fields, and names all of them', async () => {
    const objects = smallSystem('held');
    await apply('held', objects);
    const deployment = pick(objects, 'Deployment');
    const settings = pick(objects, 'ConfigMap');
    await cluster.patchAs('kubectl-edit', deployment, [{ op: 'replace', path: '/spec/replicas', value: 7 }]);
    await cluster.patchAs('console', settings, [{ op: 'replace', path: '/data/level', value: '1' }]);
    const extra = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'extra', namespace: 'held' },
      data: { a: 'b' },
    };
    const refusal = await apply('held', [...objects, extra]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OwnershipConflict);
    const { objects: conflicts, message } = refusal as OwnershipConflict;
    expect(
      conflicts.flatMap(({ object, conflicts }) => conflicts.map((one) => [object, one.field, one.manager])),
    ).toEqual(
      expect.arrayContaining([
        ['Deployment held/web', '.spec.replicas', 'kubectl-edit'],
        ['ConfigMap held/settings', '.data.level', 'console'],
      ]),
    );
    expect(message).toContain('held by "kubectl-edit"');
    expect(await cluster.live(extra)).toBeUndefined();
    expect(await cluster.live(deployment)).toMatchObject({ spec: { replicas: 7 } });

    await cluster.patchAs('kubectl-edit', deployment, [{ op: 'replace', path: '/spec/replicas', value: 0 }]);
    await cluster.patchAs('console', settings, [{ op: 'replace', path: '/data/level', value: '3' }]);
    expect(await apply('held', [...objects, extra])).toMatchObject({ created: 1 });
  });

  test('applies a definition and, once it is established, an object of its kind', async () => {
    const group = 'tests.fadun.io';
    const schema = {
      openAPIV3Schema: {
        type: 'object',
        properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    };
    const definition: KubernetesObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `channels.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'channels', singular: 'channel', kind: 'Channel', listKind: 'ChannelList' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    const channel: KubernetesObject = {
      apiVersion: `${group}/v1`,
      kind: 'Channel',
      metadata: { name: 'x13', namespace: 'custom' },
      spec: { direction: 'out', hops: ['a', 'b'] },
    };
    const objects = [channel, ...smallSystem('custom'), definition];
    expect(await apply('custom', objects)).toMatchObject({ created: 11 });
    expect(await apply('custom', objects)).toMatchObject({ applied: 0 });
    expect((await verifyObjects(objects, { client: cluster.client })).equal).toBe(11);
  });

  test('names the object that the server refuses, and how far it came', async () => {
    const wrong = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'bad', namespace: 'refused' },
      spec: { ports: [{ port: 0 }] },
    };
    const refusal = await apply('refused', [...smallSystem('refused'), wrong]).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'invalid', subject: 'Service refused/bad', status: 422 });
    expect((refusal as Error).message).toMatch(/of 10 objects were applied before/);
  });

  test('refuses a misspelt field instead of dropping it', async () => {
    const objects = smallSystem('spelling');
    const account = pick(objects, 'ServiceAccount');
    const { automountServiceAccountToken: _, ...rest } = account;
    const misspelt = { ...rest, automountServiceAccountTokens: false } as KubernetesObject;
    const refusal = await apply('spelling', [pick(objects, 'Namespace'), misspelt]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ClusterError);
    expect((refusal as Error).message).toContain('automountServiceAccountTokens');
  });

  test('refuses the same object declared twice before it sends anything', async () => {
    const objects = smallSystem('twice');
    await expect(apply('twice', [...objects, pick(objects, 'Service')])).rejects.toMatchObject({ code: 'invalid' });
    expect(await cluster.live(pick(objects, 'Namespace'))).toBeUndefined();
  });

  test('stops when asked to, frees the lock, and goes on from there', async () => {
    const objects = smallSystem('stopped');
    const controller = new AbortController();
    const onProgress = ({ phase, done }: { phase: string; done: number }) => {
      if (phase === 'apply' && done === 4) controller.abort();
    };
    const run = apply('stopped', objects, { signal: controller.signal, onProgress, concurrency: 1 });
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    const resumed = await apply('stopped', objects, { lock: { waitSeconds: 0 } });
    expect(resumed).toMatchObject({ created: 5, unchanged: 4 });
  });
});
