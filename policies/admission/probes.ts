import { ObjectJudge } from '../judge.ts';
import { exampleParts } from '../judge-example.ts';
import type { KubernetesObject, SourcedObject } from '../kubernetes.ts';
import { podTemplateOf } from '../pod-template.ts';
import { asObject } from '../reachability/shape.ts';
import { isAdmissible, type ObjectRule, type Rule, type Settings } from '../rule.ts';
import { clusterScopedKinds } from '../targets.ts';
import { faultyObjects } from './probe-changes.ts';

/** An object to try on a cluster, by a dry run, and what should come of it. */
export interface AdmissionProbe {
  /** Name of the ValidatingAdmissionPolicy that it tries. */
  readonly policy: string;
  readonly object: KubernetesObject;
  readonly expected: 'denied' | 'admitted';
  /** Rules that a denial may name; none for what should be admitted. */
  readonly rules: readonly string[];
}

/** Probes of one network, and policies for which no example serves, with why. */
export interface AdmissionProbes {
  readonly probes: readonly AdmissionProbe[];
  readonly untried: readonly { readonly policy: string; readonly why: string }[];
}

/** Name of every probe: nothing of that name is ever stored. */
export const probeName = 'fadun-admission-probe';

/** How a cluster answers where several things refuse: Pod Security comes before policies, so Pods prove nothing. */
const answeredByOthersFirst: ReadonlySet<string> = new Set(['Pod']);

/**
 * Chooses what to try: for each policy among the objects that denies, an
 * object that breaks rules of that policy and of no other, so that its denial can come from nowhere else; and one of the network's own workloads, which every policy admits.
 * @param objects the network's objects as they were rendered
 * @param settings those of the network
 */
export function admissionProbes(
  objects: readonly KubernetesObject[],
  rules: readonly Rule[],
  settings: Settings = {},
): AdmissionProbes {
  const own = objects.find(isOrdinary);
  const namespace = own?.metadata.namespace;
  const policies = objects.filter(
    ({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && denies(objects, metadata.name),
  );
  if (own === undefined || namespace === undefined)
    return { probes: [], untried: policies.map(({ metadata }) => untriedFor(metadata.name)) };
  const judged = new Candidates(objects, namespace, { rules: rules.filter(isAdmissible), settings });
  const probes: AdmissionProbe[] = [];
  const untried: { policy: string; why: string }[] = [];
  for (const { metadata, spec } of policies) {
    const ownRules = new Set(rulesIn(spec));
    if (ownRules.size === 0)
      untried.push({ policy: metadata.name, why: 'it judges who writes, which a dry run of the applier cannot show' });
    else {
      const probe = judged.against(metadata.name, ownRules);
      if (probe) probes.push(probe);
      else untried.push({ policy: metadata.name, why: 'no object at hand breaks its rules alone' });
    }
  }
  for (const { policy } of [...probes])
    probes.push({ policy, object: renamed(own, namespace), expected: 'admitted', rules: [] });
  return { probes: distinctAdmitted(probes), untried };
}

/** A Deployment under every rule: what may mount a token is excepted from one, and so is its namespace of operations. */
function isOrdinary(object: KubernetesObject): boolean {
  if (object.kind !== 'Deployment') return false;
  const { automountServiceAccountToken } = asObject(podTemplateOf(object)?.spec);
  return automountServiceAccountToken !== true;
}

function untriedFor(policy: string) {
  return { policy, why: 'the network has no workload to take a namespace from' };
}

/** One admitted object speaks for all policies. */
function distinctAdmitted(probes: readonly AdmissionProbe[]): AdmissionProbe[] {
  const admitted = probes.find(({ expected }) => expected === 'admitted');
  return [...probes.filter(({ expected }) => expected === 'denied'), ...(admitted ? [admitted] : [])];
}

function denies(objects: readonly KubernetesObject[], policy: string): boolean {
  return objects.some(({ kind, spec }) => {
    const binding = (spec ?? {}) as { policyName?: string; validationActions?: readonly string[] };
    if (kind !== 'ValidatingAdmissionPolicyBinding' || binding.policyName !== policy) return false;
    return binding.validationActions?.includes('Deny') ?? false;
  });
}

/** Ids of the rules that a policy's validations name, `[id] …`; guards name none that is a rule. */
function rulesIn(spec: unknown): readonly string[] {
  const { validations, matchConditions } = spec as {
    validations: readonly { message?: string }[];
    matchConditions?: readonly { name: string }[];
  };
  if (matchConditions?.some(({ name }) => name === 'from-others')) return [];
  return validations.flatMap(({ message }) => /^\[([a-z0-9-]+)\]/.exec(message ?? '')?.[1] ?? []);
}

/** The network's own objects with a fault, and violating examples: placed in the network and judged by every rule. */
class Candidates {
  readonly #judge: ObjectJudge;
  readonly #rules: readonly ObjectRule[];
  readonly #namespace: string;
  readonly #faulty: readonly KubernetesObject[];

  constructor(
    objects: readonly KubernetesObject[],
    namespace: string,
    { rules, settings }: { readonly rules: readonly ObjectRule[]; readonly settings: Settings },
  ) {
    this.#rules = rules;
    this.#namespace = namespace;
    this.#faulty = faultyObjects(objects.filter(({ metadata }) => metadata.namespace === namespace));
    this.#judge = new ObjectJudge({ rules, settings, today: '1970-01-01' });
    this.#judge.know(objects.filter(({ kind }) => kind === 'Namespace').map(sourced));
  }

  /** An object that breaks rules of these and no other. */
  against(policy: string, own: ReadonlySet<string>): AdmissionProbe | undefined {
    const examples = this.#rules.filter(({ id }) => own.has(id)).flatMap(({ examples: { violating } }) => violating);
    const alone = examples.map(exampleParts).filter(({ namespaceLabels, settings }) => !namespaceLabels && !settings);
    for (const object of [...this.#faulty, ...alone.map((example) => example.object)]) {
      if (answeredByOthersFirst.has(object.kind)) continue;
      const placed = renamed(object, this.#namespace);
      const broken = new Set(this.#judge.judge([sourced(placed)]).findings.map((finding) => finding.rule));
      if (broken.size > 0 && [...broken].every((id) => own.has(id))) {
        return { policy, object: placed, expected: 'denied', rules: [...broken] };
      }
    }
    return undefined;
  }
}

function sourced(object: KubernetesObject): SourcedObject {
  return { object, source: { file: 'probe' } };
}

/** The object under the probes' name, without what marks it as managed. */
function renamed(object: KubernetesObject, namespace: string): KubernetesObject {
  const { namespace: _namespace, ...metadata } = object.metadata;
  const place = clusterScopedKinds.has(object.kind) ? {} : { namespace };
  return { ...object, metadata: { ...metadata, ...place, name: probeName } };
}
