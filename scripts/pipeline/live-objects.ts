import { type KubernetesObject, systemNamespaces } from '../../policies/kubernetes.ts';
import { workloadKinds } from '../../policies/reachability/workloads.ts';
import type { ClusterClient } from '../engines/client/client.ts';

/** Kinds that a judgement or a proof of a live cluster looks at. Pods and jobs count through what controls them. */
const judgedKinds: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['v1', 'Namespace'],
  ['v1', 'Pod'],
  ['v1', 'ReplicationController'],
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

/** Everything of the judged kinds in a cluster. What a listed workload made of its template is left to that workload. */
export async function liveObjects(client: ClusterClient): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    judgedKinds.map(async ([apiVersion, kind]) => client.list(await client.resourceFor(apiVersion, kind))),
  );
  return uncontrolled(lists.flat()).filter((object) => !isOfPlatform(object));
}

/** What the distribution runs in its own namespaces is not declared by a site; its policies and rights are judged. */
function isOfPlatform({ kind, metadata }: KubernetesObject): boolean {
  return platformKinds.has(kind) && systemNamespaces.has(metadata.namespace ?? '');
}

const platformKinds: ReadonlySet<string> = new Set([...workloadKinds, 'Service']);

/** Which kinds make which of a template of their own, that is judged in place of what they make. */
const makers: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Pod', new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'])],
  ['ReplicaSet', new Set(['Deployment'])],
  ['Job', new Set(['CronJob'])],
]);

interface OwnerReference {
  readonly controller?: boolean;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
}

/**
 * Objects but those that a listed workload of the same namespace made, which count through its template. Whoever writes an
 * object writes its ownerReferences: one that names an owner that is not there, is of another name, or does not make such
 * objects is judged itself. What names a maker of its own kind falsely, that maker's controller takes up or lets go.
 */
export function uncontrolled(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const listed = new Map(objects.map((one) => [uidOf(one), one]));
  return objects.filter((object) => {
    const { ownerReferences = [], namespace } = object.metadata as { namespace?: string } & {
      ownerReferences?: readonly OwnerReference[];
    };
    const claimed = ownerReferences.find(({ controller }) => controller);
    const owner = claimed?.uid === undefined ? undefined : listed.get(claimed.uid);
    if (claimed === undefined || owner === undefined || !makers.get(object.kind)?.has(owner.kind)) return true;
    return (
      owner.kind !== claimed.kind || owner.metadata.name !== claimed.name || owner.metadata.namespace !== namespace
    );
  });
}

function uidOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.uid as string | undefined;
}
