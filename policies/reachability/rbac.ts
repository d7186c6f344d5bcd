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
    const subject = canonicalSubject(raw, namespace);
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

/** The user that the token of a service account authenticates as (Kubernetes, “Authenticating”, service account tokens). */
const accountUser = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** A service account in one spelling, whether it is bound as such or by its user name. */
function canonicalSubject(raw: Subject, namespace: string | undefined): Subject {
  if (raw.kind === 'ServiceAccount') return { ...raw, namespace: raw.namespace ?? namespace ?? '' };
  const [, ofAccount, name] = (raw.kind === 'User' && accountUser.exec(String(raw.name))) || [];
  return ofAccount && name ? { kind: 'ServiceAccount', name, namespace: ofAccount } : raw;
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
    .flatMap((part) => rulesOf(part, rbac));
}

/**
 * Rules of a role; those of an aggregated ClusterRole are gathered as the controller would, through others that are aggregated
 * in their turn. A selector that cannot be read counts as every right.
 */
function rulesOf(
  role: KubernetesObject,
  rbac: readonly KubernetesObject[],
  above: readonly KubernetesObject[] = [],
): readonly RoleRule[] {
  const own = ruleList(role.rules);
  if (!role.aggregationRule || above.includes(role)) return own;
  const reader = new SelectorReader(new Problems());
  const selectors = asObjects(asObject(role.aggregationRule).clusterRoleSelectors).map((raw) => reader.read(raw, ''));
  if (selectors.includes(undefined)) return [...own, everyRight];
  const parts = rbac.filter(({ kind, metadata }) => {
    const labels = asLabels(metadata.labels);
    return kind === 'ClusterRole' && selectors.some((selector) => selector && selects(selector, labels));
  });
  return [...own, ...parts.flatMap((part) => rulesOf(part, rbac, [...above, role]))];
}

function ruleList(raw: unknown): RoleRule[] {
  return asObjects(raw).map(({ apiGroups, resources, verbs, resourceNames }) => ({
    apiGroups: asTexts(apiGroups),
    resources: asTexts(resources),
    verbs: asTexts(verbs),
    resourceNames: asTexts(resourceNames),
  }));
}
