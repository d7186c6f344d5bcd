import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { changePolicy } from '../../../policies/reachability/change.ts';
import { permittedConnections } from '../../../policies/reachability/connections.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';
import { policy } from './estate-fixture.ts';

const ids = (objects: KubernetesObject[]) => buildNetworkModel(objects).workloads.map(({ id }) => id);

function controller(
  kind: string,
  name: string,
  more: Record<string, unknown> = {},
  apiVersion = 'apps/v1',
): KubernetesObject {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [] } };
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: 'x', ...(more.metadata as object) },
    spec: { template, ...(more.spec as object) },
  };
}

function pod(name: string, labels: Record<string, string>, owner?: string, status: object = {}): KubernetesObject {
  const [kind, ownerName] = (owner ?? '').split('/');
  const ownerReferences = owner ? [{ apiVersion: 'apps/v1', kind, name: ownerName, controller: true }] : [];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'x', labels, ownerReferences },
    spec: { containers: [] },
    status,
  };
}

const owned = {
  metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }] },
};

describe('workloads', () => {
  test('every kind with a pod template is one', () => {
    const cron: KubernetesObject = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'cron', namespace: 'x' },
      spec: { jobTemplate: { spec: { template: { metadata: { labels: { app: 'cron' } } } } } },
    };
    const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => controller(kind, 'a'));
    const all = [
      ...kinds,
      controller('Job', 'a', {}, 'batch/v1'),
      controller('ReplicationController', 'a', {}, 'v1'),
      cron,
    ];
    expect(ids(all)).toEqual([
      'x/Deployment/a',
      'x/StatefulSet/a',
      'x/DaemonSet/a',
      'x/ReplicaSet/a',
      'x/Job/a',
      'x/ReplicationController/a',
      'x/CronJob/cron',
    ]);
    expect(buildNetworkModel(all).workloads.at(-1)!.labels).toEqual({ app: 'cron' });
  });

  test('live pods and replica sets fold into what declares them; finished pods are gone', () => {
    const live = [
      controller('Deployment', 'web'),
      controller('ReplicaSet', 'web-1', owned),
      pod('web-1-a', { app: 'web', 'pod-template-hash': '1' }, 'ReplicaSet/web-1', { podIP: '10.0.0.1' }),
      pod('web-1-b', { app: 'web', 'pod-template-hash': '1' }, 'ReplicaSet/web-1', { podIP: '10.0.0.2' }),
      pod('done', { app: 'web' }, undefined, { phase: 'Succeeded' }),
    ];
    expect(ids(live)).toEqual(['x/Deployment/web']);
    expect(buildNetworkModel(live).workloads[0]!.addresses).toHaveLength(2);
  });

  test('a relabelled pod is a workload of its own, so that it cannot hide behind its controller', () => {
    const live = [controller('Deployment', 'web'), controller('ReplicaSet', 'web-1', owned)];
    expect(ids([...live, pod('web-1-a', { app: 'web', role: 'admin' }, 'ReplicaSet/web-1')])).toContain(
      'x/Pod/web-1-a',
    );
  });

  test('an address of any pod of a controller is matched by an ipBlock', () => {
    const objects = [
      controller('Deployment', 'web'),
      controller('ReplicaSet', 'web-1', owned),
      pod('web-1-a', { app: 'web' }, 'ReplicaSet/web-1', { podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }),
      pod('server', { app: 'server' }),
      policy('x', 'p', {
        podSelector: { matchLabels: { app: 'server' } },
        ingress: [{ from: [{ ipBlock: { cidr: 'fd00::1/128' } }] }],
      }),
    ];
    const found = [...permittedConnections(buildNetworkModel(objects))].filter(({ to }) => to === 'x/Pod/server');
    expect(found.map(({ from }) => from)).toContain('x/Deployment/web');
  });

  test('an ipBlock over the pod range may match any pod of unknown address, and is taken to', () => {
    const objects = [
      controller('Deployment', 'web'),
      pod('server', { app: 'server' }),
      policy('x', 'p', {
        podSelector: { matchLabels: { app: 'server' } },
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/24' } }] }],
      }),
    ];
    const reaching = (podCidrs: string[]) =>
      [...permittedConnections(buildNetworkModel(objects, { facts: { podCidrs } }))]
        .filter(({ to }) => to === 'x/Pod/server')
        .map(({ from }) => from);
    expect(reaching(['10.0.0.0/16'])).toContain('x/Deployment/web');
    expect(reaching(['10.1.0.0/16'])).not.toContain('x/Deployment/web');
    expect(reaching([])).not.toContain('x/Deployment/web');
  });

  test('pods of a StatefulSet come apart where a selector tells them apart', () => {
    const set = controller('StatefulSet', 'db', { spec: { replicas: 3 } });
    const toFirst = policy('x', 'p', {
      podSelector: { matchLabels: { 'apps.kubernetes.io/pod-index': '0' } },
      ingress: [],
    });
    expect(ids([set])).toEqual(['x/StatefulSet/db']);
    const model = buildNetworkModel([set, toFirst, pod('client', {})]);
    const reached = [...permittedConnections(model)].filter(({ from }) => from === 'x/Pod/client').map(({ to }) => to);
    expect(new Set(reached.filter((to) => to.startsWith('x/')))).toEqual(
      new Set(['x/StatefulSet/db-1', 'x/StatefulSet/db-2']),
    );
  });

  test('they come apart as well when a later change first looks at what tells them apart', () => {
    const toFirst = policy('x', 'p', {
      podSelector: { matchLabels: { 'apps.kubernetes.io/pod-index': '0' } },
      ingress: [],
    });
    const before = buildNetworkModel([controller('StatefulSet', 'db', { spec: { replicas: 2 } })]);
    const { model } = changePolicy(before, { put: toFirst });
    const closed = model.classes.filter(({ id }) => model.ingress[id]!.isolated).map(({ example }) => example.id);
    expect(closed).toEqual(['x/StatefulSet/db-0']);
  });

  test('a selector on a label that nobody can foretell is a fault', () => {
    const byHash = policy('x', 'p', { podSelector: { matchLabels: { 'pod-template-hash': '1' } }, ingress: [] });
    expect(buildNetworkModel([controller('Deployment', 'web'), byHash]).problems).toMatchObject([
      { path: 'pod-template-hash' },
    ]);
  });

  test.each([
    ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
    ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'],
    ['projectcalico.org/v3', 'GlobalNetworkPolicy'],
    ['extensions/v1beta1', 'NetworkPolicy'],
  ])('a policy of another kind that also decides is a fault: %s %s', (apiVersion, kind) => {
    const other = { apiVersion, kind, metadata: { name: 'p' } };
    expect(buildNetworkModel([other]).problems).toMatchObject([{ subject: `${kind} p`, path: 'apiVersion' }]);
  });
});
