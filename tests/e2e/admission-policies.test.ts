import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admissionObjects } from '../../policies/admission/policies.ts';
import { deployment, pod, securityContext } from '../../policies/examples.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { isAdmissible } from '../../policies/rule.ts';
import { noWildcardRights } from '../../policies/rules/access/no-wildcard-rights.ts';
import { allRules } from '../../policies/rules/index.ts';
import { pssRules } from '../../policies/rules/pss/index.ts';
import { unjudgedByAdmission } from '../../policies/targets.ts';
import type { Waiver } from '../../policies/waiver.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import {
  type ApiClient,
  apiClient,
  collectionPath,
  eventually,
  named,
  objectPath,
  patching,
  type ServerAnswer,
  standTesters,
} from './admission-kit.ts';

const lack = await controlPlaneAvailable();
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const today = day(0);

const privileged = securityContext({ privileged: true, allowPrivilegeEscalation: undefined });

/**
 * The rules that are bound here. An API server answers with one denying policy, whichever stands first in a list of no
 * fixed order; a privileged container can only break `no-privilege-escalation` too (API validation forbids the two
 * together), and that one is judged by another policy.
 */
const boundRules = [...pssRules.filter(({ id }) => id !== 'no-privilege-escalation'), noWildcardRights];

/** Nodes of the sandbox report no resources of containers, so a resize needs a pod that waits. */
const unscheduled = { schedulerName: 'none' };

/** The one container of the compliant pod. */
const container = (pod().spec as { containers: Readonly<Record<string, unknown>>[] }).containers[0]!;

function waiver(fields: Partial<Waiver> & Pick<Waiver, 'id' | 'scope'>): Waiver {
  return {
    rule: 'no-privileged-containers',
    reason: 'a test of waivers',
    owner: 'li',
    approver: 'wang',
    ticket: 'T-1',
    from: day(-1),
    until: day(30),
    ...fields,
  };
}

const scope = (name: string, path: string) => ({ network: 'test-net', kind: 'Pod', namespace: 'apps', name, path });

const waivers: readonly Waiver[] = [
  waiver({ id: 'whole', scope: scope('waived', 'spec.containers') }),
  waiver({ id: 'ended', scope: scope('ended', 'spec.containers'), from: day(-20), until: day(-1) }),
  waiver({ id: 'first-container', scope: scope('narrow', 'spec.containers[0].securityContext.privileged') }),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].map((kind) =>
    waiver({ id: `agent-${kind}`, scope: { ...scope('agent', 'spec.template.spec.containers[0]'), kind } }),
  ),
  waiver({
    id: 'agent-CronJob',
    scope: { ...scope('agent', 'spec.jobTemplate.spec.template.spec.containers[0]'), kind: 'CronJob' },
  }),
];

/** A workload of each kind whose pods are privileged. */
const agents = (['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] as const).map((kind): KubernetesObject => {
  const labels = { agent: kind.toLowerCase() };
  const restartPolicy = kind.endsWith('Job') ? 'Never' : 'Always';
  const template = { metadata: { labels }, spec: { ...(pod(privileged).spec as object), restartPolicy } };
  const selector = { matchLabels: labels };
  const specs = {
    Deployment: { replicas: 1, selector, template },
    StatefulSet: { serviceName: 'agent', selector, template },
    DaemonSet: { selector, template },
    Job: { template },
    CronJob: { schedule: '* * * * *', jobTemplate: { spec: { template } } },
  };
  const apiVersion = kind.endsWith('Job') ? 'batch/v1' : 'apps/v1';
  return { apiVersion, kind, metadata: { name: 'agent', namespace: 'apps' }, spec: specs[kind] };
});

describe.skipIf(lack)(`generated admission policies on a real API server${lack ? ` (skipped: ${lack})` : ''}`, () => {
  let plane: TestControlPlane;
  let client: ApiClient;
  const engineer = { asUser: 'engineer' };
  const applier = { asUser: 'fadun:applier' };
  const patch = (path: string, body: unknown, user: string) => patching(client)(path, body, user);
  const denied = ({ status, message }: ServerAnswer, id: string) => {
    expect(message).toContain(`[${id}]`);
    expect(status).toBe(403);
  };

  beforeAll(async () => {
    plane = await startControlPlane();
    client = apiClient(plane.kubeconfigs.admin);
    await standTesters(client, ['engineer', 'fadun:applier']);
    const before = [
      named(pod(privileged), 'legacy', { finalizers: ['test.example/hold'] }),
      named(pod(privileged, unscheduled), 'running'),
      named(pod({}, unscheduled), 'healthy'),
    ];
    const { spec } = deployment(privileged);
    const set = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'example' }, spec };
    before.push(named(set, 'of-before'));
    for (const object of before) expect(await client.create(object)).toMatchObject({ status: 201 });
    const objects = admissionObjects({ rules: boundRules, waivers, mode: 'deny', today });
    for (const object of objects) expect(await client.create(object)).toMatchObject({ status: 201 });
    for (const canary of [
      named(pod(privileged), 'canary'),
      named(pod(securityContext({ runAsNonRoot: false })), 'canary'),
    ]) {
      await eventually('the policies', async () => (await client.create(canary, { dryRun: true })).status === 403);
    }
    const labelled = named(pod(), 'canary', { labels: { 'fadun.io/system': 'x' } });
    await eventually(
      'the guards',
      async () => (await client.create(labelled, { dryRun: true, ...engineer })).status === 403,
    );
    // Here, so that the minute of the CronJob passes while the rest is tried.
    for (const object of agents) expect(await client.create(object, engineer)).toMatchObject({ status: 201 });
  }, controlPlaneHookTimeout);

  afterAll(async () => {
    await client?.close();
    await plane?.stop();
  }, 120_000);

  it('are accepted for every rule there is, twelve at most, without a warning of the type checker', async () => {
    const objects = admissionObjects({ rules: allRules, mode: 'audit', today });
    const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    expect(policies.length).toBeLessThanOrEqual(12);
    const admissible = allRules
      .filter(isAdmissible)
      .filter(({ targets }) => targets.kinds.some(({ group }) => !unjudgedByAdmission.has(group)));
    const text = JSON.stringify(policies);
    expect(admissible.filter(({ id }) => !text.includes(`[${id}] `)).map(({ id }) => id)).toEqual([]);
    expect(admissible.length).toBeGreaterThan(75);
    for (const policy of policies) {
      const copy = { ...policy, metadata: { name: `audit-${policy.metadata.name}` } };
      expect(await client.create(copy)).toMatchObject({ status: 201 });
      let checked: { observedGeneration?: number; typeChecking?: { expressionWarnings?: unknown[] } } = {};
      await eventually(`the type check of ${copy.metadata.name}`, async () => {
        checked = ((await client.send('GET', objectPath(copy))).body.status ?? {}) as typeof checked;
        return checked.observedGeneration !== undefined;
      });
      expect(checked.typeChecking?.expressionWarnings ?? []).toEqual([]);
      await client.send('DELETE', objectPath(copy));
    }
  }, 240_000);

  it('judge pods and controllers', async () => {
    expect(await client.create(named(pod(), 'good'), { dryRun: true })).toMatchObject({ status: 201 });
    denied(await client.create(named(pod(privileged), 'bad'), { dryRun: true }), 'no-privileged-containers');
    denied(await client.create(named(deployment(privileged), 'bad'), { dryRun: true }), 'no-privileged-containers');
  });

  it('judge ephemeral containers', async () => {
    const path = `${objectPath(named(pod(), 'healthy'))}/ephemeralcontainers`;
    const debug = (context: unknown) => ({
      spec: { ephemeralContainers: [{ name: 'debug', image: 'a', securityContext: context }] },
    });
    const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
    const bad = { ...(container.securityContext as object), privileged: true, allowPrivilegeEscalation: undefined };
    denied(await client.send('PATCH', path, debug(bad), strategic), 'no-privileged-containers');
    expect(await client.send('PATCH', path, debug(container.securityContext), strategic)).toMatchObject({
      status: 200,
    });
  });

  it('judge a resize', async () => {
    const resize = (name: string) => {
      const body = { spec: { containers: [{ name: 'app', resources: { requests: { cpu: '60m' } } }] } };
      const path = `${objectPath(named(pod(), name))}/resize`;
      return client.send('PATCH', path, body, { 'content-type': 'application/strategic-merge-patch+json' });
    };
    denied(await resize('running'), 'no-privileged-containers');
    expect(await resize('healthy')).toMatchObject({ status: 200 });
  });

  it('let the metadata of an older violating object be written, but no change of what is judged', async () => {
    const path = objectPath(named(pod(), 'running'));
    expect(await patch(path, { metadata: { finalizers: ['test.example/x'] } }, 'engineer')).toMatchObject({
      status: 200,
    });
    expect(await patch(path, { metadata: { finalizers: null } }, 'engineer')).toMatchObject({ status: 200 });
    denied(await patch(path, { metadata: { labels: { a: 'b' } } }, 'engineer'), 'no-privileged-containers');
  });

  it('let a ReplicaSet of before be scaled, and no change of its pods through', async () => {
    const path = '/apis/apps/v1/namespaces/apps/replicasets/of-before';
    expect(await patch(path, { spec: { replicas: 1 } }, 'engineer')).toMatchObject({ status: 200 });
    const template = { metadata: { annotations: { a: 'b' } } };
    denied(await patch(path, { spec: { replicas: 0, template } }, 'engineer'), 'no-privileged-containers');
    denied(await patch(path, { metadata: { labels: { a: 'b' } } }, 'engineer'), 'no-privileged-containers');
  });

  it('never block a deletion, nor the removal of its finalizer', async () => {
    const path = objectPath(named(pod(), 'legacy'));
    expect((await client.send('DELETE', `${path}?gracePeriodSeconds=0`)).status).toBe(200);
    expect(await patch(path, { metadata: { finalizers: null } }, 'engineer')).toMatchObject({ status: 200 });
    await eventually('its end', async () => (await client.send('GET', path)).status === 404);
  });

  it('judge what is being deleted like anything else: it is still in force', async () => {
    const grant: KubernetesObject = {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', rules: [] },
      metadata: { name: 'lasting', finalizers: ['test.example/hold'] },
    };
    const pods = [named(pod({}, unscheduled), 'lasting', { finalizers: ['test.example/hold'] })];
    const service = named(
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: [{ port: 80 }] } },
      'lasting',
      { finalizers: ['test.example/hold'], labels: { 'app.kubernetes.io/managed-by': 'fadun' } },
    );
    for (const object of [...pods, grant, service]) {
      expect(await client.create(object, applier)).toMatchObject({ status: 201 });
      expect((await client.send('DELETE', objectPath(object))).status).toBeLessThan(300);
    }
    denied(
      await patch(objectPath(pods[0]!), { metadata: { labels: { 'fadun.io/system': 'other' } } }, 'engineer'),
      'identity-labels',
    );
    const everyRight = { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] };
    denied(await patch(objectPath(grant), everyRight, 'engineer'), 'no-wildcard-rights');
    denied(await patch(objectPath(service), { spec: { externalIPs: ['203.0.113.7'] } }, 'engineer'), 'managed-objects');
    for (const object of [...pods, grant, service]) {
      expect(await patch(objectPath(object), { metadata: { finalizers: null } }, 'engineer')).toMatchObject({
        status: 200,
      });
      await eventually(
        `the end of ${object.kind}`,
        async () => (await client.send('GET', objectPath(object))).status === 404,
      );
    }
  });

  it('hold waivers: the object, the one container, and no longer than they last', async () => {
    const twice = (one: object, other: object) => {
      const [first, second] = [one, other].map((fields, at) => ({ ...fields, name: `c${at}` }));
      return pod({}, { containers: [first, second] });
    };
    const good = container;
    const bad = { ...good, ...privileged };
    expect(await client.create(named(pod(privileged), 'waived'), { dryRun: true })).toMatchObject({
      message: expect.not.stringContaining('no-privileged-containers'),
    });
    denied(await client.create(named(pod(privileged), 'ended'), { dryRun: true }), 'no-privileged-containers');
    const narrow = await client.create(named(twice(bad, good), 'narrow'), { dryRun: true });
    expect(narrow.message).not.toContain('no-privileged-containers');
    denied(await client.create(named(twice(bad, bad), 'narrow'), { dryRun: true }), 'no-privileged-containers');
    denied(await client.create(named(twice(good, bad), 'narrow'), { dryRun: true }), 'no-privileged-containers');
  });

  it('hold the waiver of a workload for the pods that its controllers make, and for nobody who claims to be one', async () => {
    const podsOf = async (kind: string) => {
      const list = `${collectionPath(named(pod(), 'x'))}?labelSelector=agent=${kind.toLowerCase()}`;
      return (await client.send('GET', list)).body.items as KubernetesObject[];
    };
    for (const { kind } of agents) {
      await eventually(`the pods of the ${kind}`, async () => (await podsOf(kind)).length > 0, 90);
    }
    const [made] = await podsOf('Deployment');
    const { ownerReferences } = made!.metadata as { ownerReferences?: unknown };
    denied(
      await client.create(named(pod(privileged), 'forged', { ownerReferences }), { dryRun: true, ...engineer }),
      'no-privileged-containers',
    );
    const controller = { asUser: 'system:serviceaccount:kube-system:replicaset-controller' };
    const other = [{ ...(ownerReferences as object[])[0], name: 'agent-of-another-5d4f' }];
    denied(
      await client.create(named(pod(privileged), 'other', { ownerReferences: other }), { dryRun: true, ...controller }),
      'no-privileged-containers',
    );
    // A roll-out by the real controllers: the new ReplicaSet and its pods are judged anew, and waived anew.
    const deployed = agents[0]!;
    const annotated = { spec: { template: { metadata: { annotations: { turn: 'two' } } } } };
    expect(await patch(objectPath(deployed), annotated, 'engineer')).toMatchObject({ status: 200 });
    await eventually('the pods of the next revision', async () =>
      (await podsOf('Deployment')).some(({ metadata }) => metadata.annotations?.turn === 'two'),
    );
  }, 180_000);

  it('let the controllers work: a managed Deployment gets its pods', async () => {
    const labels = { app: 'example', 'fadun.io/system': 'demo', 'app.kubernetes.io/managed-by': 'fadun' };
    const spec = { ...(deployment().spec as { template: { spec: object } }) };
    const template = { metadata: { labels }, spec: spec.template.spec };
    const managed = named({ ...deployment(), spec: { ...spec, template } }, 'managed', { labels });
    expect(await client.create(managed, applier)).toMatchObject({ status: 201 });
    await eventually('its pods', async () => {
      const list = await client.send('GET', `${collectionPath(named(pod(), 'x'))}?labelSelector=fadun.io/system=demo`);
      return (list.body.items as unknown[]).length === 2;
    });
  });
});
