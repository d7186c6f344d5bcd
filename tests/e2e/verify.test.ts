import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { readKubeconfig } from '../../scripts/engines/client/kubeconfig.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import { createAuthority } from '../../scripts/sandbox/pki/authority.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, pick, smallSystem, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();

describe.skipIf(absent !== undefined)(`verify on a real API server${absent ? ` (skipped: ${absent})` : ''}`, () => {
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

  const standing = async (namespace: string) => {
    const objects = smallSystem(namespace);
    await applyObjects(objects, { client: cluster.client, network: namespace, waitSeconds: 0 });
    return objects;
  };
  const verify = (objects: readonly KubernetesObject[]) => verifyObjects(objects, { client: cluster.client });

  test('finds objects with zero values and quantities in another spelling equal', async () => {
    const objects = await standing('equal');
    expect(await verify(objects)).toMatchObject({ objects: 9, equal: 9, missing: [], different: [] });
  });

  test('finds them equal when another engine made them, whose field sets say nothing of ours', async () => {
    const objects = smallSystem('foreign');
    for (const object of objects) await cluster.create(object);
    expect(await verify(objects)).toMatchObject({ objects: 9, equal: 9, different: [] });
  });

  test('names what is missing, also where its kind is not served', async () => {
    const objects = await standing('missing');
    await cluster.remove(pick(objects, 'Service'));
    const unserved = { apiVersion: 'nowhere.test/v1', kind: 'Thing', metadata: { name: 'a' } };
    const result = await verify([...objects, unserved]);
    expect(result).toMatchObject({ equal: 8, missing: ['Service missing/web', 'Thing a'] });
  });

  test('counts an object that is being deleted as missing', async () => {
    const objects = await standing('going');
    const settings = pick(objects, 'ConfigMap');
    await cluster.patchAs('test', settings, [
      { op: 'add', path: '/metadata/finalizers', value: ['test.fadun.io/wait'] },
    ]);
    await cluster.remove(settings);
    expect((await verify(objects)).missing).toEqual(['ConfigMap going/settings']);
  });

  test.each([
    ['a changed value', 'Deployment', { op: 'replace', path: '/spec/replicas', value: 2 }, '.spec.replicas', 0, 2],
    [
      'a removed false, which is not the same as absent',
      'Deployment',
      { op: 'remove', path: '/spec/template/spec/automountServiceAccountToken' },
      '.spec.template.spec.automountServiceAccountToken',
      false,
      null,
    ],
    [
      'a quantity that is another',
      'Deployment',
      { op: 'replace', path: '/spec/template/spec/containers/0/resources/limits/cpu', value: '1001m' },
      '.spec.template.spec.containers[name="web"].resources.limits.cpu',
      '1000m',
      '1001m',
    ],
    [
      'text that only looks like a quantity',
      'ConfigMap',
      { op: 'replace', path: '/data/cpu', value: '1' },
      '.data.cpu',
      '1000m',
      '1',
    ],
    [
      'a selector taken out of a peer, which then means other pods',
      'NetworkPolicy',
      { op: 'remove', path: '/spec/egress/0/to/0/namespaceSelector' },
      '.spec.egress[0].to[0].namespaceSelector',
      {},
      null,
    ],
    [
      'a peer added to a rule',
      'NetworkPolicy',
      { op: 'add', path: '/spec/egress/0/to/-', value: { ipBlock: { cidr: '0.0.0.0/0' } } },
      '.spec.egress[0].to',
      [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } }],
      [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } }, { ipBlock: { cidr: '0.0.0.0/0' } }],
    ],
    [
      'the content of a secret, without showing it',
      'Secret',
      { op: 'replace', path: '/data/key', value: 'cXV4' },
      '.data.key',
      '(secret)',
      '(secret)',
    ],
  ])('names %s', async (_title, kind, operation, field, expected, actual) => {
    const namespace = `d${Math.random().toString(36).slice(2, 10)}`;
    const objects = await standing(namespace);
    await cluster.patchAs('kubectl-patch', pick(objects, kind), [operation]);
    const { equal, different } = await verify(objects);
    const name = pick(objects, kind).metadata.name;
    expect(different).toEqual([{ object: `${kind} ${namespace}/${name}`, field, expected, actual }]);
    expect(equal).toBe(8);
  });

  test('names what was applied earlier and is declared no more', async () => {
    const objects = await standing('leftover');
    const deployment = pick(objects, 'Deployment');
    const { replicas: _, ...spec } = deployment.spec as Record<string, unknown>;
    const without = objects.map((object) => (object === deployment ? { ...deployment, spec } : object));
    const { different } = await verify(without);
    expect(different).toEqual([
      { object: 'Deployment leftover/web', field: '.spec.replicas', expected: null, actual: 0 },
    ]);
  });

  test('reads lists page by page as it reads them whole', async () => {
    const objects = await standing('paged');
    for (let n = 0; n < 7; n++) {
      const metadata = { name: `c${n}`, namespace: 'paged' };
      await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    }
    const resource = await cluster.client.resourceFor('v1', 'ConfigMap');
    const names = async (pageSize: number) =>
      (await cluster.client.list(resource, { namespace: 'paged', pageSize })).map(
        ({ kind, metadata }) => `${kind} ${metadata.name}`,
      );
    const whole = await names(1000);
    expect(whole).toHaveLength(8);
    expect(await names(3)).toEqual(whole);
    expect(await names(1)).toEqual(whole);
    expect(await verify(objects)).toMatchObject({ equal: 9 });
  });

  test('says that the server does not know credentials of another authority', async () => {
    const other = await createAuthority('other', 3600);
    const { certificate, key } = await other.issue({ commonName: 'ops', usages: ['client'], ttlSeconds: 3600 });
    const { server, ca } = readKubeconfig(plane.kubeconfigs.admin);
    const kubeconfig = { server, ca, certificate, key };
    const client = openClient({ network: 'x', kubeconfig, guard: networkGuard({ sandbox: true }) });
    await expect(verifyObjects(smallSystem('x'), { client })).rejects.toMatchObject({
      code: 'unauthenticated',
      status: 401,
    });
    await client.close();
  });
});
