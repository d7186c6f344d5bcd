import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { systemNamespaces } from '../../policies/kubernetes.ts';
import type { ClusterClient } from '../engines/client/client.ts';

/** Kinds that a judgement or a proof of a live cluster looks at. Pods and jobs count through what controls them. */
const judgedKinds: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['v1', 'Namespace'],
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['v1', 'ServiceAccount'],
  ['v1', 'ConfigMap'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'ResourceQuota'],
  ['v1', 'LimitRange'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'ReplicaSet'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['scheduling.k8s.io/v1', 'PriorityClass'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
];

/** Everything of the judged kinds in a cluster. What a controller made from a listed object is left to that object. */
export async function liveObjects(client: ClusterClient): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    judgedKinds.map(async ([apiVersion, kind]) => client.list(await client.resourceFor(apiVersion, kind))),
  );
  return lists.flat().filter((object) => !isControlled(object) && !isOfPlatform(object));
}

/** What the distribution runs in its own namespaces is not declared by a site; its policies and rights are judged. */
function isOfPlatform({ kind, metadata }: KubernetesObject): boolean {
  return workloadKinds.has(kind) && systemNamespaces.has(metadata.namespace ?? '');
}

const workloadKinds = new Set([
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Service',
]);

function isControlled({ metadata }: KubernetesObject): boolean {
  const owners = (metadata.ownerReferences ?? []) as readonly { controller?: boolean }[];
  return owners.some(({ controller }) => controller);
}
