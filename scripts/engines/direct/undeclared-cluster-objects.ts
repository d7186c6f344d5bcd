import { isBuiltInGrant } from '../../../policies/reachability/built-in-roles.ts';
import { subjectText } from '../../../policies/reachability/rbac.ts';
import type { LiveObject } from '../client/live.ts';
import { isGoing } from './decide.ts';
import { inventoryKey, inventoryNamespace } from './inventory.ts';
import type { WatchedKind } from './snapshot.ts';

/** Cluster-scoped kinds that are looked through for objects nobody declared. */
export const watchedClusterKinds: readonly WatchedKind[] = [
  { apiVersion: 'v1', kind: 'Namespace' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', whole: true },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding' },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration' },
  { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
  { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', whole: true },
  { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest' },
  { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' },
  { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
  { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver' },
  { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' },
];

const kinds = new Set(watchedClusterKinds.map(({ kind }) => kind));

/** What every API server makes for itself, and what the sandbox stands on. */
const ofEveryCluster = new Set([
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease', inventoryNamespace].map(
    (name) => `Namespace ${name}`,
  ),
  ...['system-cluster-critical', 'system-node-critical'].map((name) => `PriorityClass ${name}`),
  ...['fadun:sandbox-nodes', 'fadun:sandbox-reader'].map((name) => `ClusterRole ${name}`),
  ...['applier', 'nodes', 'reader'].map((name) => `ClusterRoleBinding fadun:sandbox-${name}`),
]);

/** Live cluster-scoped objects that are not declared, nor part of Kubernetes itself. */
export function undeclaredClusterObjects(live: Iterable<LiveObject>, declared: ReadonlySet<string>): LiveObject[] {
  return [...live].filter(
    (object) =>
      object.metadata.namespace === undefined &&
      kinds.has(object.kind) &&
      !isGoing(object) &&
      !declared.has(inventoryKey(object)) &&
      !ofEveryCluster.has(`${object.kind} ${object.metadata.name}`) &&
      !isOfKubernetes(object),
  );
}

function isOfKubernetes(object: LiveObject): boolean {
  const { kind, metadata } = object;
  switch (kind) {
    case 'ClusterRole':
      // Whoever writes a role under such a name gains nothing before it is bound, and bindings are looked at one by one.
      return metadata.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults';
    case 'ClusterRoleBinding':
      return isBuiltInBinding(object);
    case 'APIService':
      return (object.spec as { service?: unknown } | undefined)?.service === undefined;
    default:
      return false;
  }
}

/** By role and subject, not by name: anybody may choose a name. */
function isBuiltInBinding({ metadata, ...binding }: LiveObject): boolean {
  const subjects = (binding.subjects ?? []) as readonly Parameters<typeof subjectText>[0][];
  const role = (binding.roleRef as { name?: string } | undefined)?.name ?? '';
  return subjects.every((subject) => isBuiltInGrant(`ClusterRoleBinding ${metadata.name}`, role, subjectText(subject)));
}
