import type { KubernetesObject } from '../kubernetes.ts';
import { isAdmissible, type ObjectRule, type Rule, type Settings } from '../rule.ts';
import { isInForce, type Waiver } from '../waiver.ts';
import {
  groupRules,
  kindsOfGroup,
  notOnlyDeleted,
  type ResourceRule,
  type RuleGroup,
  resourceRules,
} from './groups.ts';
import { type GuardOptions, guardPolicies } from './guards.ts';
import { waiversAnnotation, waiversText } from './live-waivers.ts';
import { type Validation, validationOf } from './validation.ts';
import { variablesFor } from './variables.ts';

export interface AdmissionOptions extends GuardOptions {
  readonly rules: readonly Rule[];
  /** Waivers of this network; those with a fault or out of time are left out. @default none */
  readonly waivers?: readonly Waiver[];
  /** Day of generation, `YYYY-MM-DD`. */
  readonly today: string;
  /** `audit` records and warns, `deny` refuses. */
  readonly mode: 'audit' | 'deny';
  /** Site values for the rules' settings. @default each rule's own */
  readonly settings?: Settings;
  /** Most policies in all, those that guard managed objects included. @default 12 */
  readonly limit?: number;
}

const API = 'admissionregistration.k8s.io/v1';

/** Prefix of the names of everything generated. */
const PREFIX = 'fadun';

/**
 * The ValidatingAdmissionPolicies and bindings of one network: rules grouped into few policies, then the guards of
 * managed objects, identity labels and system namespaces. They fail closed. What is being deleted can always go: only changes of it are judged.
 * @throws Error when the rules do not fit into the limit
 */
export function admissionObjects(options: AdmissionOptions): KubernetesObject[] {
  const guards = guardPolicies(options);
  const rules = options.rules.filter(isAdmissible).filter((rule) => kindsOfGroup([rule]).length > 0);
  const groups = groupRules(rules, (options.limit ?? 12) - guards.length);
  const waivers = (options.waivers ?? []).filter((waiver) => isInForce(waiver, options.today));
  const policies = groups.map((group) => groupPolicy(group, { waivers, settings: options.settings ?? {} }));
  return [...policies, ...guards].flatMap(({ name, spec, isWitness }) => [
    policyObject(name, spec, compiledIn(waivers, spec)),
    bindingObject(name, isWitness ? 'audit' : options.mode),
  ]);
}

/** A policy before it becomes an object. */
export interface PolicySpec {
  readonly failurePolicy: 'Fail';
  readonly matchConstraints: {
    readonly resourceRules: readonly ResourceRule[];
    readonly excludeResourceRules?: readonly ResourceRule[];
    readonly namespaceSelector?: unknown;
  };
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly Validation[];
}

export interface NamedPolicy {
  readonly name: string;
  readonly spec: PolicySpec;
  /** Records and warns whatever the mode, and never refuses. @default false */
  readonly isWitness?: boolean;
}

/** Annotations that controllers keep up to date on workloads; a change in them alone is no change of the workload. */
const ofControllers = '(k.startsWith("deployment.kubernetes.io/") || k.startsWith("deprecated.daemonset."))';
const sameAnnotations = ['object', 'oldObject']
  .map((one) => {
    const other = one === 'object' ? 'oldObject' : 'object';
    const present = `has(dyn(${other}).metadata.annotations) && k in dyn(${other}).metadata.annotations`;
    const equal = `dyn(${other}).metadata.annotations[k] == dyn(${one}).metadata.annotations[k]`;
    return `(!has(dyn(${one}).metadata.annotations) || dyn(${one}).metadata.annotations.all(k, ${ofControllers} || (${present} && ${equal})))`;
  })
  .join(' && ');
const sameLabels =
  '(has(dyn(object).metadata.labels) ? dyn(object).metadata.labels : {}) == (has(dyn(oldObject).metadata.labels) ? dyn(oldObject).metadata.labels : {})';

/**
 * A ReplicaSet is scaled by the controller of its Deployment: what it was made of before a rule came must still be scaled
 * down, or no roll-out comes to its end. Its pods are judged as they are made.
 */
const sameSpec =
  '(dyn(object).kind == "ReplicaSet" ? dyn(object).spec.template == dyn(oldObject).spec.template : dyn(object).spec == dyn(oldObject).spec)';

/**
 * Controllers touch workloads all the time (finalizers of finished Jobs, revision annotations). An update that leaves
 * spec, labels and annotations as they are must pass even where the object could not be created today.
 */
const workloadChanged = {
  name: 'judged-part-changed',
  expression: `request.operation == "CREATE" || !(${sameSpec} && ${sameLabels} && ${sameAnnotations})`,
};

/**
 * The API server writes its own roles at every start, with its loopback identity, and one controller fills aggregated ones
 * with rules that were judged where they stand. A newer version's defaults must not keep the server from starting. Nobody
 * else gets this identity: signers refuse the group, and impersonation is not granted.
 */
const notByTheServerItself = {
  name: 'not-by-the-server-itself',
  expression:
    '!(request.userInfo.username == "system:apiserver" && has(request.userInfo.groups) && "system:masters" in request.userInfo.groups) && request.userInfo.username != "system:serviceaccount:kube-system:clusterrole-aggregation-controller"',
};

/** The policy of one group of rules. */
export function groupPolicy(
  { target, severities, rules }: RuleGroup,
  { waivers, settings }: { waivers: readonly Waiver[]; settings: Settings },
): NamedPolicy {
  const kinds = kindsOfGroup(rules);
  const validations = rules.map((rule) => {
    const own = kindsOfGroup([rule]);
    const resources = own.length === kinds.length ? undefined : own.map(({ resource }) => resource);
    return validationOf(rule, { settings, waivers, ...(resources ? { resources } : {}) });
  });
  const expressions = validations.flatMap((one) => [one.expression, one.messageExpression ?? '']);
  return {
    name: `${PREFIX}-${target}-${severities.join('-')}`,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: resourceRules(kinds, ['CREATE', 'UPDATE']) },
      matchConditions: [
        notOnlyDeleted,
        ...(target === 'workload' ? [workloadChanged] : []),
        ...(target === 'access' ? [notByTheServerItself] : []),
      ],
      variables: variablesFor(expressions),
      validations,
    },
  };
}

/** The policy of one rule alone; for tests and for trying a rule on a cluster. */
export function rulePolicy(rule: ObjectRule, settings: Settings = {}): NamedPolicy {
  const group = groupRules([rule], 1)[0]!;
  return { ...groupPolicy(group, { waivers: [], settings }), name: `${PREFIX}-rule-${rule.id}` };
}

/** Waivers of the rules that a policy holds: what its annotation names. */
function compiledIn(waivers: readonly Waiver[], { validations }: PolicySpec): readonly Waiver[] {
  return waivers.filter(({ rule }) => validations.some(({ message }) => message.startsWith(`[${rule}] `)));
}

/** The object of a policy, with the waivers compiled into it as an annotation. */
export function policyObject(name: string, spec: PolicySpec, waivers: readonly Waiver[] = []): KubernetesObject {
  const annotations = waivers.length === 0 ? {} : { annotations: { [waiversAnnotation]: waiversText(waivers) } };
  return {
    apiVersion: API,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name, ...annotations },
    spec: withoutEmptyVariables(spec),
  };
}

/** An empty list is dropped by the API server's status controller, and would then look like drift. */
function withoutEmptyVariables(spec: PolicySpec): unknown {
  const { variables, ...rest } = spec;
  return variables && variables.length > 0 ? spec : rest;
}

/**
 * The binding of a policy of the same name.
 * @param matchResources narrows where it applies. @default everywhere
 */
export function bindingObject(name: string, mode: 'audit' | 'deny', matchResources?: unknown): KubernetesObject {
  return {
    apiVersion: API,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: mode === 'deny' ? ['Deny', 'Audit'] : ['Audit', 'Warn'],
      ...(matchResources === undefined ? {} : { matchResources }),
    },
  };
}
