/** A rule of RBAC that the API server itself writes at start-up, with the roles that hold it. */
export interface BuiltInRight {
  /** Names of ClusterRoles; a Role is written `namespace/name`. */
  readonly roles: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/**
 * What the roles of Kubernetes 1.37 hold that no other role may: the bootstrap policy of the RBAC authoriser
 * (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy`), word by word. `edit` and `admin` are aggregated from theirs.
 */
export const builtInRights: readonly BuiltInRight[] = [
  { roles: ['cluster-admin'], apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { roles: ['cluster-admin'], apiGroups: [], resources: [], nonResourceURLs: ['*'], verbs: ['*'] },
  {
    roles: ['system:aggregate-to-admin', 'admin'],
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['rolebindings', 'roles'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: [''],
    resources: ['serviceaccounts'],
    verbs: ['impersonate'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: ['extensions'],
    resources: [
      'daemonsets',
      'deployments',
      'deployments/rollback',
      'deployments/scale',
      'ingresses',
      'networkpolicies',
      'replicasets',
      'replicasets/scale',
      'replicationcontrollers/scale',
    ],
    verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: ['networking.k8s.io'],
    resources: ['ingresses', 'networkpolicies'],
    verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: [''],
    resources: ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'],
    verbs: ['get', 'list', 'watch'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: [''],
    resources: ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'],
    verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: [''],
    resources: [
      'configmaps',
      'persistentvolumeclaims',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'secrets',
      'serviceaccounts',
      'services',
      'services/proxy',
    ],
    verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  },
  {
    roles: ['system:aggregate-to-edit', 'system:kube-controller-manager', 'system:node', 'edit', 'admin'],
    apiGroups: [''],
    resources: ['serviceaccounts/token'],
    verbs: ['create'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: ['apps'],
    resources: [
      'daemonsets',
      'deployments',
      'deployments/rollback',
      'deployments/scale',
      'replicasets',
      'replicasets/scale',
      'statefulsets',
      'statefulsets/scale',
    ],
    verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  },
  {
    roles: ['system:aggregate-to-edit', 'edit', 'admin'],
    apiGroups: ['batch'],
    resources: ['cronjobs', 'jobs'],
    verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  },
  {
    roles: ['system:kube-controller-manager'],
    apiGroups: [''],
    resources: ['configmaps', 'namespaces', 'secrets', 'serviceaccounts'],
    verbs: ['get'],
  },
  {
    roles: ['system:kube-controller-manager', 'system:controller:resourcequota-controller'],
    apiGroups: ['*'],
    resources: ['*'],
    verbs: ['list', 'watch'],
  },
  {
    roles: ['system:kubelet-api-admin'],
    apiGroups: [''],
    resources: ['nodes/log', 'nodes/metrics', 'nodes/proxy', 'nodes/stats'],
    verbs: ['*'],
  },
  {
    roles: ['system:kubelet-api-admin'],
    apiGroups: [''],
    resources: ['nodes/configz', 'nodes/healthz', 'nodes/pods'],
    verbs: ['*'],
  },
  { roles: ['system:node'], apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'list', 'watch'] },
  { roles: ['system:node'], apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete'] },
  {
    roles: ['system:persistent-volume-provisioner'],
    apiGroups: [''],
    resources: ['persistentvolumes'],
    verbs: ['create', 'delete', 'get', 'list', 'watch'],
  },
  {
    roles: ['system:volume-scheduler', 'system:controller:expand-controller'],
    apiGroups: [''],
    resources: ['persistentvolumes'],
    verbs: ['get', 'list', 'patch', 'update', 'watch'],
  },
  {
    roles: ['system:controller:certificate-controller'],
    apiGroups: ['certificates.k8s.io'],
    resources: ['certificatesigningrequests/approval', 'certificatesigningrequests/status'],
    verbs: ['update'],
  },
  {
    roles: ['system:controller:clusterrole-aggregation-controller'],
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterroles'],
    verbs: ['escalate', 'get', 'list', 'patch', 'update', 'watch'],
  },
  {
    roles: ['system:controller:cronjob-controller'],
    apiGroups: ['batch'],
    resources: ['cronjobs'],
    verbs: ['get', 'list', 'update', 'watch'],
  },
  {
    roles: ['system:controller:cronjob-controller'],
    apiGroups: ['batch'],
    resources: ['jobs'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  },
  {
    roles: [
      'system:controller:daemon-set-controller',
      'system:controller:job-controller',
      'system:controller:replicaset-controller',
      'system:controller:replication-controller',
    ],
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['create', 'delete', 'list', 'patch', 'watch'],
  },
  {
    roles: ['system:controller:replication-controller'],
    apiGroups: [''],
    resources: ['replicationcontrollers'],
    verbs: ['get', 'list', 'update', 'watch'],
  },
  {
    roles: ['system:controller:deployment-controller'],
    apiGroups: ['apps', 'extensions'],
    resources: ['deployments'],
    verbs: ['get', 'list', 'update', 'watch'],
  },
  {
    roles: ['system:controller:deployment-controller'],
    apiGroups: ['apps', 'extensions'],
    resources: ['replicasets'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  },
  {
    roles: ['system:controller:deployment-controller'],
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['get', 'list', 'update', 'watch'],
  },
  { roles: ['system:controller:disruption-controller'], apiGroups: ['*'], resources: ['*/scale'], verbs: ['get'] },
  {
    roles: ['system:controller:generic-garbage-collector'],
    apiGroups: ['*'],
    resources: ['*'],
    verbs: ['delete', 'get', 'list', 'patch', 'update', 'watch'],
  },
  {
    roles: ['system:controller:horizontal-pod-autoscaler'],
    apiGroups: ['*'],
    resources: ['*/scale'],
    verbs: ['get', 'update'],
  },
  {
    roles: ['system:controller:horizontal-pod-autoscaler'],
    apiGroups: ['custom.metrics.k8s.io'],
    resources: ['*'],
    verbs: ['get', 'list', 'watch'],
  },
  {
    roles: ['system:controller:horizontal-pod-autoscaler'],
    apiGroups: ['external.metrics.k8s.io'],
    resources: ['*'],
    verbs: ['get', 'list', 'watch'],
  },
  {
    roles: ['system:controller:job-controller'],
    apiGroups: ['batch'],
    resources: ['jobs'],
    verbs: ['get', 'list', 'patch', 'update', 'watch'],
  },
  {
    roles: ['system:controller:namespace-controller'],
    apiGroups: ['*'],
    resources: ['*'],
    verbs: ['delete', 'deletecollection', 'get', 'list', 'watch'],
  },
  {
    roles: ['system:controller:persistent-volume-binder'],
    apiGroups: [''],
    resources: ['persistentvolumes'],
    verbs: ['create', 'delete', 'get', 'list', 'update', 'watch'],
  },
  {
    roles: ['system:controller:persistent-volume-binder'],
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['create', 'delete', 'get', 'list', 'watch'],
  },
  {
    roles: ['system:controller:pv-protection-controller'],
    apiGroups: [''],
    resources: ['persistentvolumes'],
    verbs: ['get', 'list', 'update', 'watch'],
  },
  {
    roles: ['system:controller:replicaset-controller'],
    apiGroups: ['apps', 'extensions'],
    resources: ['replicasets'],
    verbs: ['get', 'list', 'update', 'watch'],
  },
  {
    roles: ['system:controller:statefulset-controller'],
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['create', 'delete', 'get', 'patch', 'update'],
  },
  {
    roles: ['system:controller:storage-version-migrator-controller'],
    apiGroups: ['*'],
    resources: ['*'],
    verbs: ['list', 'patch'],
  },
  {
    roles: ['system:controller:validatingadmissionpolicy-status-controller'],
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['validatingadmissionpolicies/status'],
    verbs: ['get', 'patch', 'update'],
  },
  {
    roles: ['kube-system/system:controller:bootstrap-signer'],
    apiGroups: [''],
    resources: ['secrets'],
    verbs: ['get', 'list', 'watch'],
  },
  {
    roles: ['kube-system/system:controller:token-cleaner'],
    apiGroups: [''],
    resources: ['secrets'],
    verbs: ['delete', 'get', 'list', 'watch'],
  },
];

/** ClusterRoles of Kubernetes 1.37 that hold none of those rights, controllers apart. */
const harmlessRoles: readonly string[] = [
  'system:aggregate-to-view',
  'system:auth-delegator',
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
  'system:basic-user',
  'system:cluster-trust-bundle-discovery',
  'system:discovery',
  'system:heapster',
  'system:kube-aggregator',
  'system:kube-dns',
  'system:kube-scheduler',
  'system:monitoring',
  'system:node-bootstrapper',
  'system:node-problem-detector',
  'system:node-proxier',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
  'view',
];

/** Controllers whose ClusterRole `system:controller:<name>` holds none of those rights. */
const harmlessControllers: readonly string[] = [
  'attachdetach-controller',
  'device-taint-eviction-controller',
  'endpoint-controller',
  'endpointslice-controller',
  'endpointslicemirroring-controller',
  'ephemeral-volume-controller',
  'kube-apiserver-serving-clustertrustbundle-publisher',
  'legacy-service-account-token-cleaner',
  'node-controller',
  'pod-garbage-collector',
  'podcertificaterequestcleaner',
  'pvc-protection-controller',
  'resource-claim-controller',
  'root-ca-cert-publisher',
  'route-controller',
  'selinux-warning-controller',
  'service-account-controller',
  'service-cidrs-controller',
  'service-controller',
  'ttl-after-finished-controller',
  'ttl-controller',
  'volumeattributesclass-protection-controller',
];

const harmless: ReadonlySet<string> = new Set([
  ...harmlessRoles,
  ...harmlessControllers.map((name) => `system:controller:${name}`),
]);

/**
 * Rights of a ClusterRole that every API server brings, as far as anybody has to care: those that no other role may hold.
 * @returns undefined for a name that is not one of Kubernetes' own
 */
export function builtInRole(name: string): readonly BuiltInRight[] | undefined {
  const rights = builtInRights.filter(({ roles }) => roles.includes(name));
  return rights.length > 0 || harmless.has(name) ? rights : undefined;
}

/** Bindings of Kubernetes to identities of the control plane that hold more than reading: binding, subject. */
const builtInBindings: ReadonlySet<string> = new Set([
  'ClusterRoleBinding cluster-admin → Group system:masters',
  'ClusterRoleBinding system:kube-controller-manager → User system:kube-controller-manager',
  'ClusterRoleBinding system:kube-scheduler → User system:kube-scheduler',
  'ClusterRoleBinding system:volume-scheduler → User system:kube-scheduler',
  'ClusterRoleBinding system:node-proxier → User system:kube-proxy',
  'ClusterRoleBinding system:kube-dns → ServiceAccount kube-system/kube-dns',
  'ClusterRoleBinding system:monitoring → Group system:monitoring',
  'ClusterRoleBinding system:basic-user → Group system:authenticated',
  'ClusterRoleBinding system:discovery → Group system:authenticated',
  'ClusterRoleBinding system:public-info-viewer → Group system:authenticated',
  'ClusterRoleBinding system:public-info-viewer → Group system:unauthenticated',
  'ClusterRoleBinding system:service-account-issuer-discovery → Group system:serviceaccounts',
  'ClusterRoleBinding system:cluster-trust-bundle-discovery → Group system:serviceaccounts',
]);

const builtInRoleBindings: ReadonlySet<string> = new Set([
  'kube-system/system::extension-apiserver-authentication-reader',
  'kube-system/system::leader-locking-kube-controller-manager',
  'kube-system/system::leader-locking-kube-scheduler',
  'kube-system/system:controller:bootstrap-signer',
  'kube-system/system:controller:cloud-provider',
  'kube-system/system:controller:token-cleaner',
  'kube-public/system:controller:bootstrap-signer',
]);

/**
 * Whether a grant is one that the API server itself writes at start-up: by binding, role and subject, never by a name alone.
 * @param binding `ClusterRoleBinding name` or `RoleBinding namespace/name`
 * @param role name of the role
 * @param subject `User name`, `Group name` or `ServiceAccount namespace/name`
 */
export function isBuiltInGrant(binding: string, role: string, subject: string): boolean {
  const [kind, name] = binding.split(' ') as [string, string];
  const controller = /(?:^|\/)system:controller:([a-z-]+)$/.exec(name)?.[1];
  if (kind === 'RoleBinding') {
    const ofTheControlPlane =
      subject.startsWith('ServiceAccount kube-system/') ||
      /^User system:kube-(controller-manager|scheduler)$/.test(subject);
    return builtInRoleBindings.has(name) && ofTheControlPlane;
  }
  if (name !== role) return false;
  if (controller) return subject === `ServiceAccount kube-system/${controller}`;
  return builtInBindings.has(`${binding} → ${subject}`);
}
