import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { witnessName } from '../../policies/admission/guards.ts';
import { admissionObjects } from '../../policies/admission/policies.ts';
import { deployment, pod, securityContext } from '../../policies/examples.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { noPrivilegedContainers } from '../../policies/rules/pss/no-privileged-containers.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import {
  type ApiClient,
  apiClient,
  eventually,
  named,
  objectPath,
  patching,
  type ServerAnswer,
  standTesters,
} from './admission-kit.ts';

const lack = await controlPlaneAvailable();
const privileged = securityContext({ privileged: true, allowPrivilegeEscalation: undefined });
const emergencyAccount = 'system:serviceaccount:fadun-system:break-glass';
const managed = { labels: { 'app.kubernetes.io/managed-by': 'fadun' } };

describe.skipIf(lack)(`guards of admission on a real API server${lack ? ` (skipped: ${lack})` : ''}`, () => {
  let plane: TestControlPlane;
  let client: ApiClient;
  const engineer = { asUser: 'engineer' };
  const applier = { asUser: 'fadun:applier' };
  const patch = (path: string, body: unknown, user: string) => patching(client)(path, body, user);
  const denied = ({ status, message }: ServerAnswer, id: string) => {
    expect(message).toContain(`[${id}]`);
    expect(status).toBe(403);
  };
  const remove = (object: KubernetesObject, headers: Readonly<Record<string, string>>) =>
    client.send('DELETE', objectPath(object), undefined, headers);

  beforeAll(async () => {
    plane = await startControlPlane();
    client = apiClient(plane.kubeconfigs.admin);
    await standTesters(client, ['engineer', 'fadun:applier', 'fadun:break-glass', emergencyAccount]);
    const today = new Date().toISOString().slice(0, 10);
    for (const object of admissionObjects({ rules: [noPrivilegedContainers], mode: 'deny', today }))
      expect(await client.create(object)).toMatchObject({ status: 201 });
    const labelled = named(pod(), 'canary', { labels: { 'fadun.io/system': 'x' } });
    await eventually('the guards', async () => {
      const answers = await Promise.all([
        client.create(named(deployment(), 'canary', managed), { dryRun: true, ...engineer }),
        client.create(labelled, { dryRun: true, ...engineer }),
        client.create(named(pod(privileged), 'canary', { namespace: 'kube-system' }), { dryRun: true, ...engineer }),
        client.create(named(pod(privileged), 'canary'), { dryRun: true }),
      ]);
      const witnessed = await client.create(named(deployment(), 'canary', managed), { dryRun: true });
      return answers.every(({ status }) => status === 403) && witnessed.warnings.length > 0;
    });
  }, controlPlaneHookTimeout);

  afterAll(async () => {
    await client?.close();
    await plane?.stop();
  }, 120_000);

  it('keep the replicas of managed workloads to the applier and the autoscaler', async () => {
    const service = named(deployment({}, {}, { replicas: 2 }), 'scaled');
    expect(await client.create(service, applier)).toMatchObject({ status: 201 });
    const path = `${objectPath(service)}/scale`;
    denied(await patch(path, { spec: { replicas: 0 } }, 'engineer'), 'managed-objects');
    // The sandbox has no metrics for a real autoscaler to act on: this is its account and its verb.
    const scaledBy = async (user: string): Promise<unknown> => {
      const { body } = await client.send('GET', path);
      const replicas = (body.spec as { replicas: number }).replicas + 1;
      const written = await client.send('PUT', path, { ...body, spec: { replicas } }, { 'impersonate-user': user });
      // The Deployment's controller writes its status meanwhile: whoever comes second reads again.
      return written.status === 409 ? scaledBy(user) : written;
    };
    for (const user of ['fadun:applier', 'system:serviceaccount:kube-system:horizontal-pod-autoscaler'])
      expect(await scaledBy(user)).toMatchObject({ status: 200 });
    const elsewhere = { ...service, metadata: { ...service.metadata, namespace: 'default' } };
    expect(await client.create(elsewhere, applier)).toMatchObject({ status: 201 });
    expect(await patch(`${objectPath(elsewhere)}/scale`, { spec: { replicas: 0 } }, 'engineer')).toMatchObject({
      status: 200,
    });
  });

  it('keep identity labels to the applier, on pods, templates and namespaces', async () => {
    const labels = { 'fadun.io/system': 'case-handling' };
    const labelled = named(pod(), 'labelled', { labels });
    denied(await client.create(labelled, { dryRun: true, ...engineer }), 'identity-labels');
    expect(await client.create(labelled, { dryRun: true, ...applier })).toMatchObject({ status: 201 });
    const selector = { matchLabels: { app: 'example' } };
    const template = {
      metadata: { labels: { app: 'example', ...labels } },
      spec: (deployment().spec as { template: { spec: unknown } }).template.spec,
    };
    denied(
      await client.create(named(deployment({}, {}, { selector, template }), 'sly'), { dryRun: true, ...engineer }),
      'identity-labels',
    );
    denied(
      await patch('/api/v1/namespaces/apps', { metadata: { labels: { 'fadun.io/tier': 'data' } } }, 'engineer'),
      'identity-labels',
    );
    denied(
      await patch('/api/v1/namespaces/apps', { metadata: { labels: { 'fadun.io/tier': null } } }, 'engineer'),
      'identity-labels',
    );
    expect(await patch('/api/v1/namespaces/apps', { metadata: { labels: { note: 'x' } } }, 'engineer')).toMatchObject({
      status: 200,
    });
    const fresh: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'fresh', labels: { 'fadun.io/tier': 'data' } },
    };
    denied(await client.create(fresh, { dryRun: true, ...engineer }), 'identity-labels');
  });

  it('keep managed objects to the applier, deletion of a guard included', async () => {
    const managed = { labels: { 'app.kubernetes.io/managed-by': 'fadun' } };
    const denyAll: KubernetesObject = {
      ...{
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      },
      metadata: { name: 'default-deny', namespace: 'apps', ...managed },
    };
    denied(await client.create(denyAll, engineer), 'managed-objects');
    expect(await client.create(denyAll, applier)).toMatchObject({ status: 201 });
    denied(await patch(objectPath(denyAll), { spec: { ingress: [{}] } }, 'engineer'), 'managed-objects');
    denied(
      await patch(objectPath(denyAll), { metadata: { labels: { 'app.kubernetes.io/managed-by': null } } }, 'engineer'),
      'managed-objects',
    );
    denied(
      await client.send('DELETE', objectPath(denyAll), undefined, { 'impersonate-user': 'engineer' }),
      'managed-objects',
    );
    expect(
      (await client.send('DELETE', objectPath(denyAll), undefined, { 'impersonate-user': 'fadun:applier' })).status,
    ).toBe(200);
  });

  it('exempt system namespaces from workload rules, and let only system components and the applier write there', async () => {
    const agent = { ...pod(privileged), metadata: { name: 'agent', namespace: 'kube-system' } };
    denied(await client.create(agent, { dryRun: true, ...engineer }), 'system-namespaces');
    const answer = await client.create(agent, { dryRun: true, ...applier });
    expect(answer.message).not.toContain('ValidatingAdmissionPolicy');
  });

  it('bear witness of what passes them: emergencies, system:masters, and removals by anybody', async () => {
    const witnessed = expect.arrayContaining([expect.stringContaining('[witness]')]);
    const service = named(deployment(), 'witnessed', managed);
    const note = (value: string) => ({ metadata: { annotations: { note: value } } });
    expect((await client.create(service, applier)).warnings).toEqual([]);
    expect((await patch(objectPath(service), note('a'), 'fadun:applier')).warnings).toEqual([]);
    for (const emergency of ['fadun:break-glass', emergencyAccount])
      expect(await patch(objectPath(service), note(emergency), emergency)).toMatchObject({
        ...{ status: 200, warnings: witnessed },
      });
    const byMasters = { 'content-type': 'application/merge-patch+json' };
    expect(await client.send('PATCH', objectPath(service), note('c'), byMasters)).toMatchObject({
      ...{ status: 200, warnings: witnessed },
    });
    expect(await remove(service, { 'impersonate-user': 'engineer' })).toMatchObject({
      ...{ status: 200, warnings: witnessed },
    });
    const foreign = named(deployment(), 'foreign');
    expect((await client.create(foreign, engineer)).warnings).toEqual([]);
    expect(await remove(foreign, { 'impersonate-user': 'engineer' })).toMatchObject({ status: 200, warnings: [] });
    // The series that the alert reads.
    const series = `apiserver_validating_admission_policy_check_total\\{enforcement_action="audit",[^}]*policy="${witnessName}"`;
    expect(await client.metrics()).toMatch(new RegExp(series));
  });

  it('are silent where a controller makes anew what is removed', async () => {
    const spec = deployment().spec as { template: { spec: object } };
    const labels = { app: 'example', ...managed.labels };
    const template = { metadata: { labels }, spec: spec.template.spec };
    const service = named({ ...deployment(), spec: { ...spec, template } } as KubernetesObject, 'remade', managed);
    expect(await client.create(service, applier)).toMatchObject({ status: 201 });
    const path = '/api/v1/namespaces/apps/pods?labelSelector=app.kubernetes.io/managed-by=fadun';
    const pods = async () => (await client.send('GET', path)).body.items as readonly KubernetesObject[];
    await eventually('its pods', async () => (await pods()).length > 0);
    const [one] = await pods();
    const answer = await remove({ ...one!, apiVersion: 'v1', kind: 'Pod' }, { 'impersonate-user': 'engineer' });
    expect(answer).toMatchObject({ status: 200, warnings: [] });
  });
});
