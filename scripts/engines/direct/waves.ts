import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** Kinds that judge or change what is sent after them. */
const policyKinds: readonly string[] = ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy'].flatMap((kind) => [
  kind,
  `${kind}Binding`,
]);

/** Kinds in the order in which they are applied: what others need, or what guards them, comes first. */
const waves: readonly (readonly string[])[] = [
  ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'StorageClass', 'RuntimeClass', 'IngressClass'],
  [
    ...['ResourceQuota', 'LimitRange', 'ServiceAccount', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
    'NetworkPolicy',
    ...policyKinds,
  ],
  ['ConfigMap', 'Secret', 'PersistentVolume', 'PersistentVolumeClaim'],
  ['Service', 'Endpoints', 'EndpointSlice', 'Ingress'],
  ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'],
  ['PodDisruptionBudget', 'HorizontalPodAutoscaler'],
  ['APIService', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
];

/** Objects of kinds that are not listed (custom resources) go beside configuration. */
const otherKinds = 2;

const waveOfKind: ReadonlyMap<string, number> = new Map(
  waves.flatMap((kinds, wave) => kinds.map((kind) => [kind, wave] as const)),
);

/** The place of an object in the order of application, from 0. */
function waveOf({ kind }: Pick<KubernetesObject, 'kind'>): number {
  return waveOfKind.get(kind) ?? otherKinds;
}

/** Groups items by the wave of their object; empty waves are left out. */
export function inWaves<T extends { readonly object: KubernetesObject }>(items: readonly T[]): T[][] {
  const grouped = waves.map((): T[] => []);
  for (const item of items) grouped[waveOf(item.object)]?.push(item);
  return grouped.filter((wave) => wave.length > 0);
}

/** Whether an object is an admission policy or the binding of one. */
export function isPolicy({ kind }: Pick<KubernetesObject, 'kind'>): boolean {
  return policyKinds.includes(kind);
}

/** Whether a wave comes after that of admission policies. */
export function isAfterPolicies(wave: readonly { readonly object: KubernetesObject }[]): boolean {
  return wave.some(({ object }) => waveOf(object) > waveOf({ kind: 'ValidatingAdmissionPolicy' }));
}
