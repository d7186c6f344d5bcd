import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { readKubeconfig } from '../../scripts/engines/client/kubeconfig.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { type Drift, driftOf } from '../../scripts/engines/direct/drift.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, pick, smallSystem, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();

describe.skipIf(absent !== undefined)(`drift on a real API server${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let applier: TestCluster;
  let admin: TestCluster;
  let reader: TestCluster;
  /** The name in the certificate with which the changes by hand are made. */
  let adminUser: string;
  beforeAll(async () => {
    plane = await startControlPlane({ controllers: false });
    applier = openCluster(plane, 'applier');
    admin = openCluster(plane, 'admin');
    reader = openCluster(plane, 'reader');
    const { certificate = '' } = readKubeconfig(plane.kubeconfigs.admin);
    adminUser = /^CN=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1] ?? '';
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([applier?.close(), admin?.close(), reader?.close()]);
    await plane?.stop();
  });

  /** The tests share one cluster: what another one stood up is undeclared here, and rightly found. */
  const stood = new Set<string>();
  const ofOthers =
    (network: string) =>
    ({ object, kind }: Drift) =>
      kind === 'undeclared-object' && [...stood].some((other) => other !== network && object === `Namespace ${other}`);
  const standing = async (network: string) => {
    const objects = smallSystem(network);
    stood.add(network);
    await applyObjects(objects, { client: applier.client, network, waitSeconds: 0 });
    return objects;
  };
  const drift = async (network: string, objects: readonly KubernetesObject[], more = {}): Promise<readonly Drift[]> =>
    (
      await driftOf(objects, { client: admin.client, network, auditLog: plane.status.auditLog, ...more })
    ).drifted.filter((one) => !ofOthers(network)(one));

  test('is none after an apply', async () => {
    expect(await drift('none', await standing('none'))).toEqual([]);
  });

  test('names a hand-made change with field, values, manager, user and time', async () => {
    const objects = await standing('edited');
    const before = Date.now();
    await admin.patchAs('kubectl-edit', pick(objects, 'Deployment'), [
      { op: 'replace', path: '/spec/replicas', value: 3 },
    ]);
    const found = await drift('edited', objects);
    expect(found).toEqual([
      {
        network: 'edited',
        object: 'Deployment edited/web',
        field: '.spec.replicas',
        expected: 0,
        actual: 3,
        manager: 'kubectl-edit',
        user: adminUser,
        since: expect.any(String),
        kind: 'changed',
      },
    ]);
    expect(Math.abs(Date.parse(found[0]?.since ?? '') - before)).toBeLessThan(5000);
  });

  test('says "unknown" for the user where there is no audit log', async () => {
    const objects = await standing('unaudited');
    await admin.patchAs('console', pick(objects, 'ConfigMap'), [{ op: 'replace', path: '/data/level', value: '1' }]);
    const found = await drift('unaudited', objects, { auditLog: undefined });
    expect(found).toMatchObject([{ field: '.data.level', manager: 'console', user: 'unknown' }]);
  });

  test('names what was added to a declared object: a container, an annotation, a peer', async () => {
    const objects = await standing('added');
    const deployment = pick(objects, 'Deployment');
    const container = { name: 'shell', image: 'registry.invalid/shell' };
    await admin.patchAs('kubectl-patch', deployment, [
      { op: 'add', path: '/spec/template/spec/containers/-', value: container },
      { op: 'add', path: '/spec/template/spec/hostPID', value: true },
      { op: 'add', path: '/metadata/annotations', value: { 'example.test/note': 'x' } },
    ]);
    const found = await drift('added', objects);
    const fields = found.map(({ field, kind, manager }) => [field, kind, manager]);
    expect(fields).toHaveLength(3);
    expect(fields).toEqual(
      expect.arrayContaining([
        ['.metadata.annotations["example.test/note"]', 'added', 'kubectl-patch'],
        ['.spec.template.spec.containers[name="shell"]', 'added', 'kubectl-patch'],
        ['.spec.template.spec.hostPID', 'added', 'kubectl-patch'],
      ]),
    );
  });

  test('names removed objects and removed fields, whose remover only the audit log knows', async () => {
    const objects = await standing('removed');
    await admin.remove(pick(objects, 'NetworkPolicy'));
    const operation = { op: 'remove', path: '/spec/template/spec/automountServiceAccountToken' };
    await admin.patchAs('kubectl-edit', pick(objects, 'Deployment'), [operation]);
    const object = { object: 'NetworkPolicy removed/web', kind: 'removed-object', actual: null };
    const field = { object: 'Deployment removed/web', kind: 'changed', expected: false, actual: null };
    expect(await drift('removed', objects)).toMatchObject([
      { ...object, user: adminUser, since: expect.any(String) },
      { ...field, user: adminUser, manager: 'kubectl-edit', since: expect.any(String) },
    ]);
    expect(await drift('removed', objects, { auditLog: undefined })).toMatchObject([
      { ...object, user: 'unknown', manager: 'unknown', since: null },
      { ...field, user: 'unknown', manager: 'unknown', since: null },
    ]);
  });

  test('names objects in declared namespaces that nobody declared, of kinds that are not declared either', async () => {
    const objects = await standing('extra');
    const rolebinding: KubernetesObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'everything', namespace: 'extra' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    };
    await admin.create(rolebinding);
    await admin.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'elsewhere', namespace: 'default' } });
    expect(await drift('extra', objects)).toMatchObject([
      { object: 'RoleBinding extra/everything', kind: 'undeclared-object', user: adminUser, since: expect.any(String) },
    ]);
    expect(await drift('extra', objects, { undeclared: false })).toEqual([]);
  });

  test('takes what controllers own for theirs: pods of a workload, claims of a stateful set, the root certificate', async () => {
    const objects = await standing('owned');
    const labels = { app: 'db' };
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'db', image: 'registry.invalid/db' }] } };
    const set: KubernetesObject = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db', namespace: 'owned' },
      spec: { serviceName: 'db', selector: { matchLabels: labels }, template, volumeClaimTemplates: [claim] },
    };
    const all = [...objects, set];
    await applyObjects(all, { client: applier.client, network: 'owned', waitSeconds: 0 });
    const owner = await admin.live(set);
    const uid = owner?.metadata.uid;
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid, controller: true }];
    const inside = (apiVersion: string, kind: string, name: string, rest = {}, metadata = {}) =>
      admin.create({ apiVersion, kind, metadata: { name, namespace: 'owned', ...metadata }, ...rest });
    await inside('v1', 'PersistentVolumeClaim', 'data-db-0', { spec: claim.spec });
    await inside('v1', 'ConfigMap', 'kube-root-ca.crt');
    await inside('v1', 'ConfigMap', 'of-the-set', {}, { ownerReferences });
    await inside('v1', 'PersistentVolumeClaim', 'data-db-x', { spec: claim.spec });
    const names = (await drift('owned', all)).map(({ object }) => object);
    expect(names).toEqual(['PersistentVolumeClaim owned/data-db-x']);
  });

  test('never shows the content of a secret', async () => {
    const objects = await standing('secret');
    await admin.patchAs('kubectl-edit', pick(objects, 'Secret'), [{ op: 'replace', path: '/data/key', value: 'c2Vj' }]);
    const found = await drift('secret', objects);
    expect(found).toMatchObject([{ field: '.data.key', manager: 'kubectl-edit' }]);
    expect(JSON.stringify(found)).not.toMatch(/c2Vj|emVicmE|zebra/);
  });

  test('an account that only reads can look, and is told what it could not look through', async () => {
    const objects = (await standing('reader')).filter(({ kind }) => kind !== 'Secret');
    await admin.patchAs('kubectl-edit', pick(objects, 'ConfigMap'), [
      { op: 'replace', path: '/data/level', value: '9' },
    ]);
    const result = await driftOf(objects, { client: reader.client, network: 'reader' });
    const own = result.drifted.filter((one) => !ofOthers('reader')(one));
    expect(own).toMatchObject([{ object: 'ConfigMap reader/settings', manager: 'kubectl-edit' }]);
    expect(result.unread).toEqual(['v1/Secret', 'certificates.k8s.io/v1/CertificateSigningRequest']);
  });

  test('an account that may not write is refused with its name and what it lacks', async () => {
    const run = applyObjects(smallSystem('denied'), { client: reader.client, network: 'denied', waitSeconds: 0 });
    await expect(run).rejects.toMatchObject({ code: 'forbidden', status: 403 });
  });
});
