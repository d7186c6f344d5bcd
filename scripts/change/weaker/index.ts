import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { canonicalJson } from '../../../runbooks/kit/signing/canonical-json.ts';
import { inventoryKey } from '../../engines/direct/inventory.ts';
import type { ObjectTransition } from '../../engines/engine.ts';
import type { ClassReason } from '../plan.ts';

/** An object before (absent where it is new) and after. */
interface ObjectPair {
  readonly subject: string;
  readonly before: KubernetesObject | undefined;
  readonly after: KubernetesObject;
}

type Fields = Readonly<Record<string, unknown>>;
type Judge = (pair: ObjectPair) => readonly (readonly [kind: ClassReason['kind'], detail: string])[];

/** How a kind of object can become weaker or more exposed. */
const judges: Readonly<Record<string, Judge>> = {
  Service: serviceExposure,
  Ingress: ({ before, after }) =>
    before && same(spec(before), spec(after)) ? [] : [['exposure', before ? 'Ingress changes' : 'new Ingress']],
  Namespace: podSecurity,
  ValidatingAdmissionPolicy: admissionPolicy,
  ValidatingAdmissionPolicyBinding: admissionBinding,
  ResourceQuota: limits('hard'),
  LimitRange: limits('limits'),
};

/** Reasons for which these objects are weaker than they were. */
export function weakerObjects(transitions: readonly ObjectTransition[]): ClassReason[] {
  const pairs = transitions.flatMap(({ before, after }) =>
    after ? [{ subject: inventoryKey(after), before, after }] : [],
  );
  return pairs.flatMap((pair) =>
    [...(judges[pair.after.kind]?.(pair) ?? []), ...securityContext(pair)].map(([kind, detail]) => ({
      class: 'widening',
      kind,
      subject: pair.subject,
      detail,
    })),
  );
}

function serviceExposure({ before, after }: ObjectPair): ReturnType<Judge> {
  const { type = 'ClusterIP', externalIPs } = spec(after);
  const isExposed =
    type === 'LoadBalancer' || type === 'NodePort' || (Array.isArray(externalIPs) && externalIPs.length > 0);
  if (!isExposed) return [];
  if (!before) return [['exposure', `new Service of type ${type}`]];
  const was = spec(before);
  const exposing = ['type', 'externalIPs', 'loadBalancerSourceRanges', 'externalTrafficPolicy'];
  const found = exposing.filter((field) => !same(was[field] ?? null, spec(after)[field] ?? null));
  if (!same(portsOf(was), portsOf(spec(after)))) found.push('ports');
  return found.map((field) => ['exposure', `${field} of a Service of type ${type} changes`] as const);
}

function portsOf({ ports }: Fields): unknown {
  return items(ports).map(({ port, protocol = 'TCP', targetPort = port }) => ({ port, protocol, targetPort }));
}

const levels = ['privileged', 'baseline', 'restricted'];

/** Pod Security Admission (KEP-2579): a namespace without the label enforces nothing. */
function podSecurity({ before, after }: ObjectPair): ReturnType<Judge> {
  if (!before) return [];
  const level = ({ metadata }: KubernetesObject) =>
    Math.max(0, levels.indexOf(String(metadata.labels?.['pod-security.kubernetes.io/enforce'] ?? 'privileged')));
  const [was, is] = [level(before), level(after)];
  return is < was ? [['pod-security', `${levels[was]} → ${levels[is]}`]] : [];
}

/** A policy may gain validations; whatever else changes may let more in, a waiver that is compiled in above all. */
function admissionPolicy({ before, after }: ObjectPair): ReturnType<Judge> {
  if (!before) return [];
  const [was, is] = [spec(before), spec(after)];
  const found: (readonly ['admission', string])[] = [];
  const kept = new Set(items(is.validations).map(({ expression }) => expression));
  for (const { expression, message } of items(was.validations)) {
    if (!kept.has(expression)) found.push(['admission', `a validation goes or changes: ${message ?? expression}`]);
  }
  for (const field of ['matchConditions', 'matchConstraints', 'variables']) {
    if (!covers(is[field] ?? [], was[field] ?? [])) found.push(['admission', `${field} change`]);
  }
  if (is.failurePolicy === 'Ignore' && was.failurePolicy !== 'Ignore')
    found.push(['admission', 'failures are ignored']);
  return found;
}

function admissionBinding({ before, after }: ObjectPair): ReturnType<Judge> {
  if (!before) return [];
  const denies = (object: KubernetesObject) => strings(spec(object).validationActions).includes('Deny');
  if (denies(before) && !denies(after)) return [['admission', 'no longer denies']];
  return covers(spec(after).matchResources ?? {}, spec(before).matchResources ?? {})
    ? []
    : [['admission', 'binds elsewhere']];
}

function limits(field: string): Judge {
  return ({ before, after }) =>
    !before || covers(spec(after)[field], spec(before)[field]) ? [] : [['quota', `${field} changes`]];
}

/** Fields of a pod that hold it back, with the value that is never weaker. Undefined: any change counts. */
const restraints: Readonly<Record<string, unknown>> = {
  privileged: false,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  hostNetwork: false,
  hostPID: false,
  hostIPC: false,
  hostUsers: false,
  automountServiceAccountToken: false,
  runAsUser: undefined,
  runAsGroup: undefined,
  fsGroup: undefined,
  supplementalGroups: undefined,
  seccompProfile: undefined,
  appArmorProfile: undefined,
  seLinuxOptions: undefined,
  capabilities: undefined,
  procMount: undefined,
  sysctls: undefined,
  hostPath: undefined,
  serviceAccountName: undefined,
};

function securityContext({ before, after }: ObjectPair): ReturnType<Judge> {
  if (!before || after.kind === 'ServiceAccount') return [];
  const [was, is] = [restraintsOf(before), restraintsOf(after)];
  const fields = new Set([...was.keys(), ...is.keys()]);
  return [...fields].flatMap((path) => {
    if (was.get(path) === is.get(path)) return [];
    const name = path.slice(path.lastIndexOf('.') + 1);
    const safest = restraints[name];
    const isSafe = safest !== undefined ? is.get(path) === JSON.stringify(safest) : false;
    return isSafe
      ? []
      : [['security-context', `${path}: ${was.get(path) ?? 'none'} → ${is.get(path) ?? 'none'}`] as const];
  });
}

/** Every restraint of an object by its path; items of lists go by name, so that order does not matter. */
function restraintsOf(object: KubernetesObject): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      const name = Array.isArray(value) ? String((inner as Fields | null)?.name ?? field) : field;
      if (!Array.isArray(value) && field in restraints) found.set(`${path}.${name}`, canonicalJson(inner));
      else visit(inner, `${path}.${name}`);
    }
  };
  visit(spec(object), '.spec');
  return found;
}

function spec(object: KubernetesObject): Fields {
  return ((object as unknown as { spec?: Fields }).spec ?? {}) as Fields;
}

function items(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Whether `live` is what is declared, server defaults beside it aside. */
function covers(declared: unknown, live: unknown): boolean {
  if (Array.isArray(declared) && Array.isArray(live))
    return declared.length === live.length && declared.every((item, index) => covers(item, live[index]));
  if (declared === null || live === null || typeof declared !== 'object' || typeof live !== 'object')
    return declared === live;
  return Object.entries(declared).every(([field, value]) => covers(value, (live as Fields)[field]));
}

function same(left: unknown, right: unknown): boolean {
  return canonicalJson(left ?? null) === canonicalJson(right ?? null);
}
