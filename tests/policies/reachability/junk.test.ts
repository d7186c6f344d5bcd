import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { permittedConnections } from '../../../policies/reachability/connections.ts';
import { labelTrust } from '../../../policies/reachability/label-trust.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';

const kinds = [
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['v1', 'Namespace'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'CronJob'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
] as const;

/** Fields that the reader looks into, at any depth, holding anything. */
const fields = [
  'podSelector',
  'matchLabels',
  'matchExpressions',
  'policyTypes',
  'ingress',
  'egress',
  'from',
  'to',
  'ports',
  'port',
  'ipBlock',
  'cidr',
  'except',
  'template',
  'jobTemplate',
  'spec',
  'metadata',
  'labels',
  'containers',
  'initContainers',
  'selector',
  'clusterIPs',
  'loadBalancerSourceRanges',
  'ordinals',
  'key',
  'operator',
  'values',
];
const { junk } = fc.letrec<{ junk: unknown }>((tie) => ({
  junk: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(null, 0, 80, -1, 1.5, true, '', 'Ingress', '10.0.0.0/8', 'web', 'Exists'),
    fc.array(tie('junk'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...fields), tie('junk'), { maxKeys: 4 }),
  ),
}));

const object = fc
  .record({
    kind: fc.constantFrom(...kinds),
    spec: junk,
    status: junk,
    labels: junk,
    rules: junk,
    subjects: junk,
    owners: junk,
  })
  .map(({ kind: [apiVersion, kind], spec, status, labels, rules, subjects, owners }) => ({
    apiVersion,
    kind,
    metadata: { name: 'o', namespace: 'x', labels, ownerReferences: owners },
    spec,
    status,
    rules,
    subjects,
    roleRef: spec,
    aggregationRule: status,
  }));

test('objects of any shape are read without throwing, and a malformed policy never opens', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'x' }, spec: {} };
  fc.assert(
    fc.property(fc.array(object, { maxLength: 3 }), (objects) => {
      const all = [pod, ...objects] as unknown as KubernetesObject[];
      const model = buildNetworkModel(all);
      labelTrust(model, all);
      const connections = [...permittedConnections(model)];
      const faulty = [...model.policies.values()].filter(
        (policy) => policy.faulty && policy.ingress && policy.subject.id === '',
      );
      const opened = connections.filter(({ from, to }) => to === 'x/Pod/p' && from.includes('/0'));
      if (faulty.length > 0 && faulty.length === model.policies.size) expect(opened).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});
