import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, pick, smallSystem, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();

describe.skipIf(absent !== undefined)(`apply where controllers run${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = openCluster(plane);
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await cluster?.close();
    await plane?.stop();
  });

  const apply = (network: string, objects: readonly KubernetesObject[], more = {}) =>
    applyObjects(objects, { client: cluster.client, network, ...more });
  const running = (namespace: string, replicas: number) =>
    smallSystem(namespace).map((object) =>
      object.kind === 'Deployment' ? { ...object, spec: { ...(object.spec as object), replicas } } : object,
    );

  test('returns when the pods of its workloads are available, and then nothing has drifted', async () => {
    const objects = running('ready', 2);
    const result = await apply('ready', objects);
    expect(result.created).toBe(9);
    expect(await cluster.live(pick(objects, 'Deployment'))).toMatchObject({ status: { availableReplicas: 2 } });
    expect(await verifyObjects(objects, { client: cluster.client })).toMatchObject({ equal: 9 });
    expect((await driftOf(objects, { client: cluster.client, network: 'ready' })).drifted).toEqual([]);
    expect(await apply('ready', objects)).toMatchObject({ applied: 0, changed: 0 });
  });

  test('says what is not ready and why, when pods cannot be made', async () => {
    const quota: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace: 'starved' },
      spec: { hard: { pods: '0' } },
    };
    const run = apply('starved', [...running('starved', 1), quota], { waitSeconds: 3 });
    await expect(run).rejects.toMatchObject({
      code: 'not-ready',
      message: expect.stringMatching(/Deployment starved\/web \(0 of 1 replicas available: .*exceeded quota/),
    });
  });

  test.each([
    ['stays', []],
    ['goes', ['Namespace', 'PersistentVolumeClaim']],
  ] as const)('what isolates pods goes when they have ended, where their namespace %s', async (fate, kinds) => {
    const name = `left-${fate}`;
    const objects = running(name, 2);
    const allowPruneOf = kinds.map((kind) => `${kind} ${kind === 'Namespace' ? name : `${name}/spool`}`);
    const isolated = () => cluster.live(pick(objects, 'NetworkPolicy'));
    await apply(name, objects);
    const resource = await cluster.client.resourceFor('v1', 'Pod');
    const pods = () => cluster.client.list(resource, { namespace: name });
    const [lingering] = await pods();
    const finalizers = { path: '/metadata/finalizers', value: ['fadun.test/linger'] };
    await cluster.patchAs('test', lingering!, [{ op: 'add', ...finalizers }]);

    // The second finds no workload any more, only the pod that it left.
    for (const round of [1, 2]) {
      await expect(apply(name, [], { allowPruneOf, waitSeconds: 2 }), `round ${round}`).rejects.toMatchObject({
        code: 'not-ready',
        message: expect.stringMatching(/what is removed has not ended after 2 s: .*Pod left-[a-z]+\/web-/),
      });
      expect(await cluster.live(pick(objects, 'Deployment'))).toBeUndefined();
      expect(await pods()).toHaveLength(1);
      expect(await isolated()).toBeDefined();
    }
    await cluster.patchAs('test', lingering!, [{ op: 'remove', ...finalizers }]);
    expect((await apply(name, [], { allowPruneOf })).pruned).toContain(`NetworkPolicy.networking.k8s.io ${name}/web`);
    expect(await pods()).toEqual([]);
    expect(await isolated()).toBeUndefined();
  });

  test('waits for quotas that the controller has not counted yet', async () => {
    const quota: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'counted', namespace: 'counted' },
      spec: { hard: { services: '60', configmaps: '60', secrets: '60', persistentvolumeclaims: '60' } },
    };
    const settings = pick(smallSystem('counted'), 'ConfigMap');
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...settings,
      metadata: { ...settings.metadata, name: `c${index}` },
    }));
    expect(await apply('counted', [...smallSystem('counted'), quota, ...many])).toMatchObject({ created: 50 });
  });

  test('waits for a namespace that is going before it makes it anew', async () => {
    const objects = smallSystem('again');
    await apply('again', objects);
    const namespace = pick(objects, 'Namespace');
    const old = (await cluster.live(namespace))?.metadata.uid;
    await cluster.remove(namespace);
    const anew = await apply('again', objects);
    expect(anew.created).toBeGreaterThan(0);
    expect((await cluster.live(namespace))?.metadata.uid).not.toBe(old);
    expect(await verifyObjects(objects, { client: cluster.client })).toMatchObject({ equal: 9, missing: [] });
  });

  test('leaves the number of replicas to an autoscaler', async () => {
    const deployment = pick(running('scaled', 1), 'Deployment');
    const { replicas: _, ...spec } = deployment.spec as Record<string, unknown>;
    const scaler: KubernetesObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'scaled' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 3,
        maxReplicas: 5,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
      },
    };
    const objects = [
      pick(smallSystem('scaled'), 'Namespace'),
      pick(smallSystem('scaled'), 'ServiceAccount'),
      { ...deployment, spec },
      scaler,
    ];
    await apply('scaled', objects as KubernetesObject[]);
    const replicas = async () => {
      const spec = (await cluster.live(deployment))?.spec as { replicas: number } | undefined;
      return spec?.replicas;
    };
    await expect.poll(replicas, { timeout: 40_000, interval: 500 }).toBe(3);
    expect(await apply('scaled', objects as KubernetesObject[])).toMatchObject({ applied: 0 });
    expect(await replicas()).toBe(3);
    const { drifted } = await driftOf(objects as KubernetesObject[], { client: cluster.client, network: 'scaled' });
    // The tests share one cluster: the namespaces of others are undeclared here.
    expect(
      drifted.filter(({ kind, object }) => kind !== 'undeclared-object' || !object.startsWith('Namespace ')),
    ).toEqual([]);
  });
});
