/** A kind that rules can judge, with what admission needs to match it. */
export interface TargetKind {
  readonly kind: string;
  readonly group: string;
  /** Versions that admission matches; objects of other versions are converted by the API server first. */
  readonly versions: readonly string[];
  readonly resource: string;
  /** Subresources whose writes carry the whole object. */
  readonly subresources?: readonly string[];
}

/** Which objects a rule judges. `template: true` means: the pod template inside, once, wherever it stands. */
export interface Targets {
  readonly template: boolean;
  readonly kinds: readonly TargetKind[];
}

const core = (kind: string, resource: string): TargetKind => ({ kind, group: '', versions: ['v1'], resource });
const v1 = (group: string, kind: string, resource: string): TargetKind => ({ kind, group, versions: ['v1'], resource });

/** Kinds that carry a pod template; Pod itself with the subresources that can add or change containers. */
const templateKinds: readonly TargetKind[] = [
  { ...core('Pod', 'pods'), subresources: ['ephemeralcontainers', 'resize'] },
  core('ReplicationController', 'replicationcontrollers'),
  v1('apps', 'Deployment', 'deployments'),
  v1('apps', 'StatefulSet', 'statefulsets'),
  v1('apps', 'DaemonSet', 'daemonsets'),
  v1('apps', 'ReplicaSet', 'replicasets'),
  v1('batch', 'Job', 'jobs'),
  v1('batch', 'CronJob', 'cronjobs'),
];

const otherKinds: readonly TargetKind[] = [
  core('Namespace', 'namespaces'),
  core('Service', 'services'),
  core('ConfigMap', 'configmaps'),
  core('Secret', 'secrets'),
  core('ServiceAccount', 'serviceaccounts'),
  core('PersistentVolume', 'persistentvolumes'),
  core('PersistentVolumeClaim', 'persistentvolumeclaims'),
  core('ResourceQuota', 'resourcequotas'),
  core('LimitRange', 'limitranges'),
  core('Node', 'nodes'),
  core('Endpoints', 'endpoints'),
  v1('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  v1('networking.k8s.io', 'NetworkPolicy', 'networkpolicies'),
  v1('networking.k8s.io', 'Ingress', 'ingresses'),
  v1('networking.k8s.io', 'IngressClass', 'ingressclasses'),
  v1('gateway.networking.k8s.io', 'Gateway', 'gateways'),
  v1('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes'),
  v1('rbac.authorization.k8s.io', 'Role', 'roles'),
  v1('rbac.authorization.k8s.io', 'ClusterRole', 'clusterroles'),
  v1('rbac.authorization.k8s.io', 'RoleBinding', 'rolebindings'),
  v1('rbac.authorization.k8s.io', 'ClusterRoleBinding', 'clusterrolebindings'),
  { ...v1('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'), versions: ['v2'] },
  v1('policy', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  v1('storage.k8s.io', 'StorageClass', 'storageclasses'),
  v1('storage.k8s.io', 'CSIDriver', 'csidrivers'),
  v1('scheduling.k8s.io', 'PriorityClass', 'priorityclasses'),
  v1('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions'),
  v1('apiregistration.k8s.io', 'APIService', 'apiservices'),
  v1('certificates.k8s.io', 'CertificateSigningRequest', 'certificatesigningrequests'),
  v1('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies'),
  v1('admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings'),
  v1('admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'),
  v1('admissionregistration.k8s.io', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'),
];

const byKind = new Map([...templateKinds, ...otherKinds].map((target) => [target.kind, target]));

const byLowerCase = new Map([...byKind.values()].map((target) => [target.kind.toLowerCase(), target]));

/** Kinds that hold no namespace. */
export const clusterScopedKinds: ReadonlySet<string> = new Set([
  ...['Namespace', 'PersistentVolume', 'Node', 'IngressClass', 'ClusterRole', 'ClusterRoleBinding', 'StorageClass'],
  ...['CSIDriver', 'PriorityClass', 'CustomResourceDefinition', 'APIService', 'CertificateSigningRequest'],
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
]);

/** API groups whose objects admission policies are never asked about, so that nobody can lock the cluster's own gate. */
export const unjudgedByAdmission: ReadonlySet<string> = new Set(['admissionregistration.k8s.io']);

/** Rules on the pod template: Pods, every controller, ephemeral containers and resize. */
export const podTemplates: Targets = { template: true, kinds: templateKinds };

/**
 * Rules on whole objects of the named kinds.
 * @throws Error for a kind that the table lacks; pass `targetKind` values through `kindsOf` for custom resources.
 */
export function kinds(...names: readonly string[]): Targets {
  return kindsOf(
    ...names.map((name) => {
      const target = byKind.get(name);
      if (!target) throw new Error(`kinds(): "${name}" is not a known kind. Add it to policies/targets.ts.`);
      return target;
    }),
  );
}

/** Rules on whole objects of the given kinds, custom resources included. */
export function kindsOf(...targets: readonly TargetKind[]): Targets {
  return { template: false, kinds: targets };
}

/** Whether an object of this apiVersion and kind is of the target kind, in whatever version of its group. */
export function isOfKind(target: TargetKind, apiVersion: string, kind: string): boolean {
  return target.kind === kind && target.group === groupOf(apiVersion);
}

/** Whether an object is of a kind of the table, in whatever version of its group; true for a kind that the table lacks. */
export function isOfKnownKind(apiVersion: string, kind: string): boolean {
  const target = byKind.get(kind);
  return !target || isOfKind(target, apiVersion, kind);
}

/**
 * The kind of the table that is meant where the name is written in other capitals, or under a group of Kubernetes that
 * does not have it. A custom resource may share its name with a kind of the table: its group tells them apart.
 */
export function meantKind(apiVersion: string, kind: string): TargetKind | undefined {
  const target = byKind.get(kind);
  if (target && isOfKind(target, apiVersion, kind)) return undefined;
  return isBuiltInGroup(groupOf(apiVersion)) ? byLowerCase.get(kind.toLowerCase()) : undefined;
}

/** The API group of an apiVersion, empty for the core group and for what is no text. */
export function groupOf(apiVersion: unknown): string {
  const slash = typeof apiVersion === 'string' ? apiVersion.indexOf('/') : -1;
  return slash < 0 ? '' : (apiVersion as string).slice(0, slash);
}

/** Whether a group is one of Kubernetes itself: a custom resource's group has a dot, and no other than Kubernetes has k8s.io. */
export function isBuiltInGroup(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}
