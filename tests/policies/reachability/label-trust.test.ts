import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { labelTrust, type TrustOptions } from '../../../policies/reachability/label-trust.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';
import { networkInput, policy } from './estate-fixture.ts';

const api = 'rbac.authorization.k8s.io/v1';

function role(rules: unknown[], name = 'r', namespace?: string): KubernetesObject {
  return {
    apiVersion: api,
    kind: namespace ? 'Role' : 'ClusterRole',
    metadata: { name, ...(namespace && { namespace }) },
    rules,
  };
}

function binding(subject: unknown, roleName = 'r', namespace?: string, roleKind = 'ClusterRole'): KubernetesObject {
  return {
    apiVersion: api,
    kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name: 'b', ...(namespace && { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name: roleName },
    subjects: [subject],
  };
}

const alice = { kind: 'User', name: 'alice' } as const;
const can = (resource: string, verb: string, group = '') => [
  { apiGroups: [group], resources: [resource], verbs: [verb] },
];

function voids(extra: readonly KubernetesObject[], options?: TrustOptions) {
  const { network, objects, intent } = networkInput('court-net');
  const byLabel = policy('case-app', 'by-zone', {
    podSelector: {},
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { zone: 'web' } } }] }],
  });
  const all = [...objects, byLabel, ...extra];
  return labelTrust(buildNetworkModel(all, { network, intent }), all, options);
}

describe('label trust', () => {
  const ofKubernetes = (name: string, subject: unknown, roleName = name) => ({
    ...binding(subject, roleName),
    metadata: { name },
  });

  test('nothing is void where nobody but the platform holds rights', () => {
    const controller = { kind: 'ServiceAccount', name: 'deployment-controller', namespace: 'kube-system' };
    const masters = { kind: 'Group', name: 'system:masters' };
    const own = ofKubernetes('system:controller:deployment-controller', controller);
    expect(voids([own, ofKubernetes('cluster-admin', masters)])).toEqual([]);
  });

  test.each([
    [
      'a controller with a role not its own',
      ofKubernetes('system:controller:job-controller', {
        kind: 'ServiceAccount',
        name: 'deployment-controller',
        namespace: 'kube-system',
      }),
    ],
    [
      'an account of kube-system with every right',
      binding({ kind: 'ServiceAccount', name: 'mine', namespace: 'kube-system' }, 'cluster-admin'),
    ],
    ['a user with a name of the system', binding({ kind: 'User', name: 'system:mine' }, 'edit')],
    ['a person in a controller’s role', ofKubernetes('system:controller:job-controller', alice)],
  ])('%s is as untrusted as anybody', (_, bound) => {
    expect(voids([bound]).length).toBeGreaterThan(0);
  });

  test('who may label namespaces voids the proof, with the labels it rests on', () => {
    const found = voids([role(can('namespaces', 'patch')), binding(alice)]);
    expect(found).toEqual([
      {
        network: 'court-net',
        subject: 'User alice',
        can: 'set labels of namespaces',
        namespace: null,
        by: 'ClusterRoleBinding b, ClusterRole r',
        restsOn: ['zone'],
      },
    ]);
  });

  test.each([
    ['pods in a namespace of workloads', role(can('pods', 'create')), 'case-app', ['app']],
    ['templates in a namespace of workloads', role(can('deployments', 'update', 'apps')), 'case-data', ['app']],
    ['NetworkPolicies', role(can('networkpolicies', 'delete', 'networking.k8s.io')), 'case-data', []],
    ['tokens', role(can('serviceaccounts/token', 'create')), 'ops-zone', []],
    ['impersonation', role(can('users', 'impersonate')), undefined, []],
    ['binding of roles', role(can('clusterroles', 'bind', api.split('/')[0])), undefined, []],
    ['everything', role(can('*', '*', '*')), 'case-app', ['app']],
  ])('rights on %s void it', (_, granted, namespace, restsOn) => {
    const found = voids([granted, binding(alice, 'r', namespace)]);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ subject: 'User alice', namespace: namespace ?? null, restsOn });
  });

  test.each([
    ['reading', role(can('pods', 'list')), 'case-app'],
    ['pods where no selector looks at them', role(can('pods', 'create')), 'elsewhere'],
    ['other objects', role(can('configmaps', 'update')), 'case-app'],
    ['a namespaced right on namespaces', role(can('namespaces', 'patch')), 'case-app'],
  ])('%s does not', (_, granted, namespace) => {
    expect(voids([granted, binding(alice, 'r', namespace)])).toEqual([]);
  });

  test('the immutable name label endangers nothing', () => {
    const { network, objects, intent } = networkInput('court-net');
    const all = [...objects, role(can('namespaces', 'patch')), binding(alice)];
    expect(labelTrust(buildNetworkModel(all, { network, intent }), all)).toEqual([]);
  });

  test('roles of the API server, aggregated roles and roles that are nowhere are seen through', () => {
    expect(voids([binding(alice, 'edit', 'case-app')]).map((item) => item.can)).toContain('set labels of pods');
    const part = { ...role(can('pods', 'patch'), 'part'), metadata: { name: 'part', labels: { aggregate: 'yes' } } };
    const sum = {
      ...role([], 'sum'),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { aggregate: 'yes' } }] },
    };
    expect(voids([part, sum, binding(alice, 'sum')]).map((item) => item.can)).toEqual(['set labels of pods']);
    expect(voids([binding(alice, 'unheard-of')])[0]!.by).toContain('not among the objects');
  });

  test('the trusted may, and admission that denies holds the others back', () => {
    const grants = [role(can('namespaces', 'patch')), binding(alice)];
    expect(voids(grants, { trusted: [alice] })).toEqual([]);
    const guards = [{ power: 'label-namespaces', admissionPolicy: 'guard' }] as const;
    const v1 = 'admissionregistration.k8s.io/v1';
    const guard = { apiVersion: v1, kind: 'ValidatingAdmissionPolicy', metadata: { name: 'guard' }, spec: {} };
    const bound = (action: string) => ({
      apiVersion: v1,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'guard' },
      spec: { policyName: 'guard', validationActions: [action] },
    });
    expect(voids(grants, { guards })).toHaveLength(1);
    expect(voids([...grants, guard, bound('Audit')], { guards })).toHaveLength(1);
    expect(voids([...grants, guard, bound('Deny')], { guards })).toEqual([]);
  });
});
