import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** Kinds that runbooks read or write, with where the API server keeps them. */
export const kinds = {
  Namespace: { apiVersion: 'v1', resource: 'namespaces', namespaced: false },
  Node: { apiVersion: 'v1', resource: 'nodes', namespaced: false },
  Pod: { apiVersion: 'v1', resource: 'pods', namespaced: true },
  Service: { apiVersion: 'v1', resource: 'services', namespaced: true },
  ServiceAccount: { apiVersion: 'v1', resource: 'serviceaccounts', namespaced: true },
  ConfigMap: { apiVersion: 'v1', resource: 'configmaps', namespaced: true },
  Secret: { apiVersion: 'v1', resource: 'secrets', namespaced: true },
  Event: { apiVersion: 'v1', resource: 'events', namespaced: true },
  PersistentVolumeClaim: { apiVersion: 'v1', resource: 'persistentvolumeclaims', namespaced: true },
  Deployment: { apiVersion: 'apps/v1', resource: 'deployments', namespaced: true },
  StatefulSet: { apiVersion: 'apps/v1', resource: 'statefulsets', namespaced: true },
  DaemonSet: { apiVersion: 'apps/v1', resource: 'daemonsets', namespaced: true },
  ReplicaSet: { apiVersion: 'apps/v1', resource: 'replicasets', namespaced: true },
  Job: { apiVersion: 'batch/v1', resource: 'jobs', namespaced: true },
  CronJob: { apiVersion: 'batch/v1', resource: 'cronjobs', namespaced: true },
  PodDisruptionBudget: { apiVersion: 'policy/v1', resource: 'poddisruptionbudgets', namespaced: true },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', resource: 'networkpolicies', namespaced: true },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', resource: 'rolebindings', namespaced: true },
  ClusterRoleBinding: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    resource: 'clusterrolebindings',
    namespaced: false,
  },
  ValidatingAdmissionPolicy: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    resource: 'validatingadmissionpolicies',
    namespaced: false,
  },
  ValidatingAdmissionPolicyBinding: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    resource: 'validatingadmissionpolicybindings',
    namespaced: false,
  },
} as const satisfies Readonly<
  Record<string, { readonly apiVersion: string; readonly resource: string; readonly namespaced: boolean }>
>;

export type Kind = keyof typeof kinds;

/** Names one object of one kind. */
export interface ObjectRef {
  readonly kind: Kind;
  readonly name: string;
  /** Needed for namespaced kinds. */
  readonly namespace?: string;
}

/** Names an object of a kind that runbooks know. */
export function refOf({ kind, metadata: { name, namespace } }: KubernetesObject): ObjectRef {
  return { kind: kind as Kind, name, ...(namespace ? { namespace } : {}) };
}

/** `/apis/apps/v1/namespaces/court/deployments`, or of all namespaces without one. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const { apiVersion, resource, namespaced } = kinds[kind];
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${resource}`;
}

/** The path of one object. */
export function objectPath({ kind, name, namespace }: ObjectRef): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}
