import { type ObjectRule, type Severity, severities } from '../rule.ts';
import { type TargetKind, unjudgedByAdmission } from '../targets.ts';

/** Rules that become one policy: of one target group, and one or more severities. */
export interface RuleGroup {
  readonly target: TargetGroup;
  readonly severities: readonly Severity[];
  readonly rules: readonly ObjectRule[];
}

export type TargetGroup = 'workload' | 'traffic' | 'access' | 'other';

/** Groups of kinds, so that an object is shown only to the validations that may concern it. */
const groupOfKind: Readonly<Record<string, TargetGroup>> = {
  ...{ Service: 'traffic', Ingress: 'traffic', NetworkPolicy: 'traffic', Gateway: 'traffic', HTTPRoute: 'traffic' },
  ...{ IngressClass: 'traffic', Endpoints: 'traffic', EndpointSlice: 'traffic' },
  ...{ Role: 'access', ClusterRole: 'access', RoleBinding: 'access', ClusterRoleBinding: 'access' },
  ...{ ServiceAccount: 'access', Secret: 'access', CertificateSigningRequest: 'access' },
};

function targetGroupOf(rule: ObjectRule): TargetGroup {
  if (rule.targets.template) return 'workload';
  const groups = new Set(rule.targets.kinds.map(({ kind }) => groupOfKind[kind] ?? 'other'));
  return groups.size === 1 ? [...groups][0]! : 'other';
}

/**
 * Groups rules by target and severity, and joins the least severe of a target until there are at most `limit` groups.
 * One policy with many validations costs an API server far less than many with one.
 * @throws Error when the limit is below the number of targets
 */
export function groupRules(rules: readonly ObjectRule[], limit: number): readonly RuleGroup[] {
  const groups: RuleGroup[] = [];
  for (const target of ['workload', 'traffic', 'access', 'other'] as const) {
    for (const severity of severities) {
      const members = rules.filter((rule) => rule.severity === severity && targetGroupOf(rule) === target);
      if (members.length > 0) groups.push({ target, severities: [severity], rules: members });
    }
  }
  while (groups.length > limit) {
    const at = lastJoinable(groups);
    if (at < 0) throw new Error(`${groups.length} target groups do not fit into ${limit} policies. Raise the limit.`);
    const [one, other] = groups.splice(at - 1, 2) as [RuleGroup, RuleGroup];
    groups.splice(at - 1, 0, {
      target: one.target,
      severities: [...one.severities, ...other.severities],
      rules: [...one.rules, ...other.rules],
    });
  }
  return groups;
}

/** Index of the group to join with the one before it: the last that shares its target, workloads at the end. */
function lastJoinable(groups: readonly RuleGroup[]): number {
  return groups.findLastIndex((group, at) => at > 0 && groups[at - 1]!.target === group.target);
}

/** Kinds that the rules of a group target and that admission is asked about. */
export function kindsOfGroup(rules: readonly ObjectRule[]): readonly TargetKind[] {
  const kinds = new Map<string, TargetKind>();
  for (const rule of rules) {
    for (const kind of rule.targets.kinds) {
      if (!unjudgedByAdmission.has(kind.group)) kinds.set(`${kind.group}/${kind.resource}`, kind);
    }
  }
  return [...kinds.values()];
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
}

/** What a policy matches for these kinds: creations and updates, with the subresources that carry the object. */
export function resourceRules(kinds: readonly TargetKind[], operations: readonly string[]): readonly ResourceRule[] {
  const byGroup = new Map<string, { versions: readonly string[]; group: string; resources: string[] }>();
  for (const { group, versions, resource, subresources = [] } of kinds) {
    const key = `${group} ${versions.join()}`;
    const entry = byGroup.get(key) ?? { versions, group, resources: [] };
    entry.resources.push(resource, ...subresources.map((name) => `${resource}/${name}`));
    byGroup.set(key, entry);
  }
  return [...byGroup.values()].map(({ group, versions, resources }) => ({
    apiGroups: [group],
    apiVersions: versions,
    resources,
    operations,
  }));
}

/** CEL: every part of the object but metadata and status is as it was, and so are labels and annotations. */
const unchanged = [
  ...(['object', 'oldObject'] as const).map((one) => {
    const other = one === 'object' ? 'oldObject' : 'object';
    return `dyn(${one}).all(k, k in ["metadata", "status"] || (k in dyn(${other}) && dyn(${one})[k] == dyn(${other})[k]))`;
  }),
  ...['labels', 'annotations'].map((field) => {
    const of = (one: string) => `(has(dyn(${one}).metadata.${field}) ? dyn(${one}).metadata.${field} : {})`;
    return `${of('object')} == ${of('oldObject')}`;
  }),
].join(' && ');

/** CEL: a component of the control plane writes, which takes apart what is being deleted. */
const fromControlPlane =
  '(request.userInfo.username == "system:kube-controller-manager" || request.userInfo.username.startsWith("system:serviceaccount:kube-system:"))';

/**
 * Finalizers must be removable: an update of what is being deleted is not judged where it changes nothing else, or comes
 * from the control plane. A change is judged like any other: with a finalizer of its own, or a long time of grace, an
 * object that is being deleted stays in force for as long as who deleted it likes.
 */
export const notOnlyDeleted = {
  name: 'not-only-being-deleted',
  expression: `object == null || oldObject == null || !has(object.metadata.deletionTimestamp) || !(${fromControlPlane} || (${unchanged}))`,
};
