import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { addition, at, change, type Json, named, ourBinding, removal, type WrongChange } from './wrong-change.ts';

const api = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';
const account = (object: KubernetesObject) => object.kind === 'ServiceAccount' && object.metadata.name !== 'default';
const group = (name: string) => ({ kind: 'Group', name, apiGroup });

const clusterRole = (name: string, rules: readonly unknown[], labels = {}): KubernetesObject => ({
  apiVersion: api,
  kind: 'ClusterRole',
  metadata: { name, labels },
  rules,
});
const binding = (name: string, role: string, subject: unknown, namespace?: string): KubernetesObject => ({
  apiVersion: api,
  kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
  metadata: { name, ...(namespace && { namespace }) },
  roleRef: { apiGroup, kind: 'ClusterRole', name: role },
  subjects: [subject],
});
const subjectOf = ({ metadata }: Json) => {
  const { name, namespace } = metadata as { name: string; namespace: string };
  return { kind: 'ServiceAccount', name, namespace };
};
const right = (apiGroup: string, resource: string, verb: string) => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs: [verb],
});

/** Small grants that look harmless one by one. */
export const rightsChanges: readonly WrongChange[] = [
  addition('nobody-reaches-cluster-control', 'a workload may approve certificates', account, (o) => [
    clusterRole('approver', [right('certificates.k8s.io', 'certificatesigningrequests/approval', 'update')]),
    binding('approver', 'approver', subjectOf(o)),
  ]),
  addition('nobody-reaches-cluster-control', 'administrators start pods beside an operator', account, (o) => [
    clusterRole('operator', [right(apiGroup, 'clusterroles', 'escalate')]),
    binding('operator', 'operator', subjectOf(o)),
    binding('starters', 'edit', group('fadun:system-admins'), subjectOf(o).namespace),
  ]),
  addition('nobody-reaches-cluster-control', 'a role is aggregated from whatever bears a label', account, (o) => [
    { ...clusterRole('sum', []), aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } },
    clusterRole('part', [right('', 'nodes/proxy', 'get')], { part: 'yes' }),
    binding('sum', 'sum', subjectOf(o)),
  ]),
  addition('nobody-reaches-secrets', 'an account gets the role edit in its namespace', account, (o) => [
    binding('editor', 'edit', subjectOf(o), subjectOf(o).namespace),
  ]),
  addition('nobody-reaches-secrets', 'a role with a name of the system reads secrets', account, (o) => [
    clusterRole('system:reader', [right('', 'secrets', 'get')]),
    binding('system:reader', 'system:reader', subjectOf(o)),
  ]),
  addition('nobody-reaches-policies', 'an account writes network policies of its namespace', account, (o) => [
    clusterRole('policies', [right('networking.k8s.io', 'networkpolicies', 'create')]),
    binding('policies', 'policies', subjectOf(o), subjectOf(o).namespace),
  ]),
  addition('nobody-becomes-another-account', 'administrators issue tokens of a namespace', account, (o) => [
    clusterRole('issuer', [right('', 'serviceaccounts/token', 'create')]),
    binding('issuer', 'issuer', group('fadun:security-admins'), subjectOf(o).namespace),
  ]),
  change('bindings-point-at-what-exists', 'a binding names a role that is gone', ourBinding, (o) => {
    at(o, 'roleRef').name = 'gone';
  }),
  addition('bindings-point-at-what-exists', 'a binding names an account that is gone', account, (o) => [
    binding('left-over', 'view', { ...subjectOf(o), name: 'gone' }),
  ]),
  change('administrators-are-separate', 'one group becomes two administrators', ourBinding, (o) => {
    const others = ['fadun:system-admins', 'fadun:security-admins', 'fadun:audit-admins'];
    (o.subjects as unknown[]).push(...others.map(group));
  }),
  addition('administrators-are-separate', 'a copy of a role goes to another administrator', ourBinding, (o) => {
    const own = String(at(o, 'roleRef').name);
    const other = own === 'fadun:audit-admin' ? 'fadun:system-admins' : 'fadun:audit-admins';
    return [{ ...binding('copy', own, group(other)), metadata: { name: 'copy' } }];
  }),
  removal('administrators-are-all-there', 'nobody audits any more', named('ClusterRoleBinding', 'fadun:audit-admin')),
  change(
    'audit-administrator-only-reads',
    'auditors may delete events',
    named('ClusterRole', 'fadun:audit-admin'),
    (o) => {
      (o.rules as unknown[]).push(right('', 'events', 'delete'));
    },
  ),
  change('administrators-hold-their-fixed-rights', 'a role grows', named('ClusterRole', 'fadun:system-admin'), (o) => {
    (o.rules as unknown[]).push(right('networking.k8s.io', 'ingresses', 'get'));
  }),
  change(
    'administrators-hold-their-fixed-rights',
    'a role shrinks',
    named('ClusterRole', 'fadun:security-admin'),
    (o) => {
      (o.rules as unknown[]).shift();
    },
  ),
  change('bindings-of-persons-end', 'a person is bound for good', ourBinding, (o) => {
    (o.subjects as unknown[]).push({ kind: 'User', name: 'vendor-17', apiGroup });
  }),
];
