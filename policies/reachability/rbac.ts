import type { KubernetesObject } from '../kubernetes.ts';
import { builtInRole, isBuiltInGrant } from './built-in-roles.ts';
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
  /** Objects to which the right is limited; undefined for all. */
  readonly resourceNames?: readonly string[];
  /** Binding and role, for messages. */
  readonly by: string;
  readonly binding: KubernetesObject;
  /** The API server itself writes this grant at start-up. */
  readonly builtIn: boolean;
}

interface RoleRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resourceNames?: readonly string[];
}

const everyRight: RoleRule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

/** Everything that RBAC objects grant. A binding to a role that is nowhere counts as every right: it may come later. */
export function grantsOf(objects: readonly KubernetesObject[]): Grant[] {
  const roles = new Map<string, readonly RoleRule[]>();
  const rbac = objects.filter(({ apiVersion }) => apiVersion === 'rbac.authorization.k8s.io/v1');
  for (const object of rbac) {
    if (object.kind === 'Role' || object.kind === 'ClusterRole') roles.set(roleKey(object), rulesOf(object, rbac));
  }
  for (const binding of rbac) {
    const name = String(asObject(binding.roleRef).name);
    const rules = roles.has(`ClusterRole ${name}`) ? undefined : builtInRole(name);
    if (rules) roles.set(`ClusterRole ${name}`, [...rules, ...aggregatedInto(name, rbac)]);
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
  const rules = roles.get(key);
  const bound = `${binding.kind} ${namespace ? `${namespace}/` : ''}${name}`;
  const by = `${bound}, ${key}${rules ? '' : ' (not among the objects)'}`;
  const subjects = asObjects(binding.subjects) as unknown as readonly Subject[];
  return subjects.flatMap((raw) => {
    const subject = raw.kind === 'ServiceAccount' ? { ...raw, namespace: raw.namespace ?? namespace ?? '' } : raw;
    const builtIn = isBuiltInGrant(bound, String(reference.name), subjectText(subject));
    return (rules ?? [everyRight]).map(({ apiGroups = [], resources = [], verbs = [], resourceNames }) => ({
      subject,
      namespace,
      apiGroups,
      resources,
      verbs,
      ...(resourceNames && resourceNames.length > 0 && { resourceNames }),
      by,
      binding,
      builtIn,
    }));
  });
}

function roleKey({ kind, metadata }: KubernetesObject): string {
  return kind === 'Role' ? `Role ${metadata.namespace ?? 'default'}/${metadata.name}` : `ClusterRole ${metadata.name}`;
}

/** What other ClusterRoles add to `view`, `edit` and `admin` by label; one that is labelled for `edit` reaches `admin` as well. */
function aggregatedInto(name: string, rbac: readonly KubernetesObject[]): readonly RoleRule[] {
  const wider = { view: ['view', 'edit', 'admin'], edit: ['edit', 'admin'], admin: ['admin'] };
  return rbac
    .filter(({ kind, metadata }) => {
      const labels = asLabels(metadata.labels);
      return (
        kind === 'ClusterRole' &&
        Object.entries(wider).some(
          ([label, into]) =>
            into.includes(name) && labels[`rbac.authorization.k8s.io/aggregate-to-${label}`] === 'true',
        )
      );
    })
    .flatMap((part) => ruleList(part.rules));
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
  return asObjects(raw).map(({ apiGroups, resources, verbs, resourceNames }) => ({
    apiGroups: asTexts(apiGroups),
    resources: asTexts(resources),
    verbs: asTexts(verbs),
    resourceNames: asTexts(resourceNames),
  }));
}
