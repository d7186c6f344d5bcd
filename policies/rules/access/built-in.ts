import { object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';
import { type BuiltInRight, builtInRights } from '../../reachability/built-in-roles.ts';

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
