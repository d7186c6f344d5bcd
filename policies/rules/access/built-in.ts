import { object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';

/** A rule of RBAC that the API server itself writes at start-up, with the roles that hold it. */
interface BuiltInRight {
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
const builtInRights: readonly BuiltInRight[] = [
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

function rightsWith(words: readonly string[]): readonly BuiltInRight[] {
  return builtInRights.filter(({ resources, verbs, apiGroups, nonResourceURLs = [] }) =>
    [...apiGroups, ...resources, ...nonResourceURLs, ...verbs].some((one) => words.includes(one)),
  );
}

/** Each built-in role with such a right, as the API server writes it. */
export function builtInExamples(words: readonly string[]): KubernetesObject[] {
  return rightsWith(words).flatMap(({ roles, ...right }) =>
    roles.map((role) => {
      const [namespace, name] = role.includes('/') ? role.split('/') : [undefined, role];
      return roleWith(right, { name, ...(namespace && { namespace }) });
    }),
  );
}

/** Roles that take the name of a built-in one, or its prefix, and hold another right; and the right under another name. */
export function borrowedNames(right: Omit<BuiltInRight, 'roles'>): KubernetesObject[] {
  return [
    roleWith(right, { name: 'system:controller:mine' }),
    roleWith({ ...right, apiGroups: [...right.apiGroups, 'example.org'] }, { name: 'system:kube-controller-manager' }),
  ];
}

function roleWith(
  { apiGroups, resources, verbs, nonResourceURLs }: Omit<BuiltInRight, 'roles'>,
  metadata: Readonly<Record<string, string | undefined>>,
): KubernetesObject {
  const rules = [nonResourceURLs ? { nonResourceURLs, verbs } : { apiGroups, resources, verbs }];
  const kind = metadata.namespace === undefined ? 'ClusterRole' : 'Role';
  return object('rbac.authorization.k8s.io/v1', kind, { rules }, metadata);
}

const quoted = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

/** A right and its holder in one line; the same line that {@link writtenRight} makes in CEL. */
function lineOf(role: string, { apiGroups, resources, verbs, nonResourceURLs = [] }: BuiltInRight): string {
  const holder = role.includes('/') ? `Role ${role}` : `ClusterRole ${role}`;
  return [holder, ...[apiGroups, resources, [], nonResourceURLs, verbs].map((list) => list.join())].join('|');
}

const joined = (field: string) => `(has(item.${field}) ? item.${field}.join(",") : "")`;
const holder =
  'object.kind + " " + (has(object.metadata.namespace) ? object.metadata.namespace + "/" : "") + object.metadata.name';
const writtenRight = [
  holder,
  ...['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'].map(joined),
  'item.verbs.join(",")',
].join(' + "|" + ');

/**
 * CEL over `item`, a rule of a role: `holds`, or else the rule is word by word one that Kubernetes gives the role of that
 * name. A name alone exempts nothing: whoever writes a role chooses its name.
 * @param words resources or verbs that the rule looks for; built-in rights without any of them are left out
 */
export function holdsUnlessBuiltIn(holds: string, words: readonly string[]): string {
  const lines = rightsWith(words).flatMap((right) => right.roles.map((role) => lineOf(role, right)));
  return lines.length === 0 ? holds : `(${holds}) || (${writtenRight}) in ${quoted(lines)}`;
}

/** Bindings that the API server itself writes at start-up, to roles or subjects that no other binding may name. */
const builtInBindings: readonly (readonly [name: string, subject: string])[] = [
  ['cluster-admin', 'system:masters'],
  ['system:basic-user', 'system:authenticated'],
  ['system:discovery', 'system:authenticated'],
  ['system:public-info-viewer', 'system:authenticated'],
  ['system:public-info-viewer', 'system:unauthenticated'],
];

/**
 * CEL over `item`, a subject of a binding: the binding is a ClusterRoleBinding of Kubernetes, to the ClusterRole of its own
 * name, and the group one that Kubernetes binds there.
 */
export const isBuiltInSubject = `object.kind == "ClusterRoleBinding" && object.roleRef.kind == "ClusterRole" && object.roleRef.name == object.metadata.name && item.kind == "Group" && object.metadata.name + "|" + item.name in ${quoted(builtInBindings.map((pair) => pair.join('|')))}`;

/** A binding of a group to a ClusterRole, for examples. */
export function binding(
  name: string,
  role: string,
  subject: string,
  ofSubject: Readonly<Record<string, string>> = {},
  kind: 'ClusterRoleBinding' | 'RoleBinding' = 'ClusterRoleBinding',
): KubernetesObject {
  const apiGroup = 'rbac.authorization.k8s.io';
  return object(
    'rbac.authorization.k8s.io/v1',
    kind,
    {
      roleRef: { apiGroup, kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup, kind: 'Group', name: subject, ...ofSubject }],
    },
    { name },
  );
}

/** The bindings of Kubernetes that name one of these groups. */
export function builtInBindingExamples(groups: readonly string[]): KubernetesObject[] {
  return builtInBindings
    .filter(([, group]) => groups.includes(group))
    .map(([name, group]) => binding(name, name, group));
}
