import { object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';

const api = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

/** One rule of a role: verbs on a resource of a group. */
export function right(resource: string, verb: string, group = ''): Readonly<Record<string, unknown>> {
  return { apiGroups: [group], resources: [resource], verbs: [verb] };
}

/** A ClusterRole, or a Role where a namespace is given. */
export function role(name: string, rules: readonly unknown[], namespace?: string): KubernetesObject {
  return object(api, namespace ? 'Role' : 'ClusterRole', { rules }, { name, namespace });
}

/** A binding of subjects to a ClusterRole, in one namespace or everywhere. */
export function bind(
  name: string,
  to: string,
  subjects: readonly unknown[],
  namespace?: string,
  kind: 'ClusterRole' | 'Role' = 'ClusterRole',
): KubernetesObject {
  const roleRef = { apiGroup, kind, name: to };
  return object(api, namespace ? 'RoleBinding' : 'ClusterRoleBinding', { roleRef, subjects }, { name, namespace });
}

export function user(name: string): Readonly<Record<string, string>> {
  return { kind: 'User', name, apiGroup };
}

export function group(name: string): Readonly<Record<string, string>> {
  return { kind: 'Group', name, apiGroup };
}

export function account(namespace: string, name: string): Readonly<Record<string, string>> {
  return { kind: 'ServiceAccount', name, namespace };
}

export function accountObject(namespace: string, name: string): KubernetesObject {
  return object('v1', 'ServiceAccount', { automountServiceAccountToken: false }, { name, namespace });
}
