import type { KubernetesObject } from '../kubernetes.ts';
import { Problems } from './problem.ts';
import { SelectorReader, selects } from './selectors.ts';
import { asLabels, asObject, asObjects, asTexts } from './shape.ts';

export interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}

/** One rule of a role, in the hands of one subject. */
export interface Grant {
  readonly subject: Subject;
  /** Undefined for the whole cluster. */
  readonly namespace: string | undefined;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Binding and role, for messages. */
  readonly by: string;
}

interface RoleRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

const everyRight: RoleRule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const editing: RoleRule = {
  apiGroups: ['', 'apps', 'batch', 'networking.k8s.io'],
  resources: ['pods', 'replicationcontrollers', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'].concat([
    'jobs',
    'cronjobs',
    'networkpolicies',
    'serviceaccounts/token',
  ]),
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
};
/** `edit` and `admin` may impersonate the service accounts of their namespace. */
const actingAsAccounts: RoleRule = { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] };

/** Roles that every API server brings, as far as the proof is concerned (RBAC default user-facing roles). */
const builtIn: Readonly<Record<string, readonly RoleRule[]>> = {
  'cluster-admin': [everyRight],
  admin: [editing, actingAsAccounts],
  edit: [editing, actingAsAccounts],
  view: [],
};

/** Everything that RBAC objects grant. A binding to a role that is nowhere counts as every right: it may come later. */
export function grantsOf(objects: readonly KubernetesObject[]): Grant[] {
  const roles = new Map<string, readonly RoleRule[]>();
  const rbac = objects.filter(({ apiVersion }) => apiVersion === 'rbac.authorization.k8s.io/v1');
  for (const object of rbac) {
    if (object.kind === 'Role' || object.kind === 'ClusterRole') roles.set(roleKey(object), rulesOf(object, rbac));
  }
  return rbac.filter(({ kind }) => kind.endsWith('RoleBinding')).flatMap((binding) => bindingGrants(binding, roles));
}

/** `Kind name`, with the namespace of a service account. */
export function subjectText({ kind, name, namespace }: Subject): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

function bindingGrants(binding: KubernetesObject, roles: ReadonlyMap<string, readonly RoleRule[]>): Grant[] {
  const { name, namespace: own } = binding.metadata;
  const namespace = binding.kind === 'RoleBinding' ? (own ?? 'default') : undefined;
  const reference = asObject(binding.roleRef) as { kind?: string; name?: string };
  const key = reference.kind === 'Role' ? `Role ${namespace}/${reference.name}` : `ClusterRole ${reference.name}`;
  const rules = roles.get(key) ?? (reference.kind === 'ClusterRole' ? builtIn[reference.name ?? ''] : undefined);
  const system = String(reference.name).startsWith('system:');
  const by = `${binding.kind} ${namespace ? `${namespace}/` : ''}${name}, ${key}${rules || system ? '' : ' (not among the objects)'}`;
  const subjects = asObjects(binding.subjects) as unknown as readonly Subject[];
  return subjects.flatMap((subject) =>
    (rules ?? (system ? [] : [everyRight])).map(({ apiGroups = [], resources = [], verbs = [] }) => ({
      subject:
        subject.kind === 'ServiceAccount' ? { ...subject, namespace: subject.namespace ?? namespace ?? '' } : subject,
      namespace,
      apiGroups,
      resources,
      verbs,
      by,
    })),
  );
}

function roleKey({ kind, metadata }: KubernetesObject): string {
  return kind === 'Role' ? `Role ${metadata.namespace ?? 'default'}/${metadata.name}` : `ClusterRole ${metadata.name}`;
}

/** Rules of a role; those of an aggregated ClusterRole are gathered as the controller would. */
function rulesOf(role: KubernetesObject, rbac: readonly KubernetesObject[]): readonly RoleRule[] {
  const own = ruleList(role.rules);
  if (!role.aggregationRule) return own;
  const reader = new SelectorReader(new Problems());
  const selectors = asObjects(asObject(role.aggregationRule).clusterRoleSelectors).map((raw) => reader.read(raw, ''));
  const parts = rbac.filter(({ kind, metadata }) => {
    const labels = asLabels(metadata.labels);
    return kind === 'ClusterRole' && selectors.some((selector) => selector && selects(selector, labels));
  });
  return [...own, ...parts.filter((part) => part !== role).flatMap((part) => ruleList(part.rules))];
}

function ruleList(raw: unknown): RoleRule[] {
  return asObjects(raw).map(({ apiGroups, resources, verbs }) => ({
    apiGroups: asTexts(apiGroups),
    resources: asTexts(resources),
    verbs: asTexts(verbs),
  }));
}
