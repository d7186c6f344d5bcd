import { type KubernetesObject, systemNamespaces } from '../../policies/kubernetes.ts';
import { podTemplateOf } from '../../policies/pod-template.ts';
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

/** Kinds that make others of a template of their own, which is judged in place of what they make. */
const makers = new Set(workloadKinds.filter((kind) => kind !== 'Pod'));

/**
 * Objects but those that a listed workload of the same namespace controls, which count through its template. Whoever writes an
 * object writes its ownerReferences: one that names an owner of another kind, or one that is not there, is judged itself.
 */
export function uncontrolled(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const listed = new Map(objects.filter(({ kind }) => makers.has(kind)).map((one) => [uidOf(one), one]));
  return objects.filter((object) => {
    const owners = (object.metadata.ownerReferences ?? []) as readonly { controller?: boolean; uid?: string }[];
    const controller = owners.find((owner) => owner.controller);
    const owner = controller?.uid === undefined ? undefined : listed.get(controller.uid);
    const isMade = owner !== undefined && podTemplateOf(object) !== undefined;
    return !isMade || owner.metadata.namespace !== object.metadata.namespace;
  });
}

function uidOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.uid as string | undefined;
}
