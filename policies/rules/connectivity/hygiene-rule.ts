import { type Estate, type EstateFinding, type EstateOutcome, estate } from '../../estate.ts';
import type { KubernetesObject, SourcedObject } from '../../kubernetes.ts';
import { type HygieneFinding, hygieneFindings } from '../../reachability/hygiene.ts';
import type { NetworkFacts } from '../../reachability/intent.ts';
import { buildNetworkModel } from '../../reachability/model.ts';
import { workloadKinds } from '../../reachability/workloads.ts';
import { type EstateRule, type RuleHead, rule } from '../../rule.ts';

/** Under this name a site passes what its objects do not say: pod and service ranges by network. */
export const networkFactsName = 'networkFacts';

/** A rule about policies that change nothing today and would tomorrow; the proof alone cannot object to them. */
export interface HygieneRule extends Omit<RuleHead, 'basis'> {
  readonly kind: HygieneFinding['kind'];
  readonly examples: {
    readonly compliant: readonly (readonly KubernetesObject[])[];
    readonly violating: readonly (readonly KubernetesObject[])[];
  };
}

/** Makes an estate rule of it: every network's policies together, as one cluster sees them. */
export function hygieneRule({ kind, examples, ...head }: HygieneRule): EstateRule {
  return rule({
    ...head,
    basis: 'object',
    reads: ['Namespace', 'NetworkPolicy', ...workloadKinds],
    evaluate: (whole: Estate) => evaluate(kind, whole),
    examples: { compliant: examples.compliant.map(exampleEstate), violating: examples.violating.map(exampleEstate) },
  });
}

/** Ranges of the examples' cluster. */
function exampleEstate(objects: readonly KubernetesObject[]): Estate {
  const facts = { example: { podCidrs: ['10.100.0.0/16'], serviceCidrs: ['10.200.0.0/16'] } };
  return estate(objects, { [networkFactsName]: facts });
}

function evaluate(kind: HygieneFinding['kind'], whole: Estate): EstateOutcome {
  const networks = hygieneOf(whole);
  return {
    judged: networks.reduce(
      (sum, { subjects }) => sum + (kind === 'missing-default-deny' ? subjects.namespaces : subjects.policies),
      0,
    ),
    findings: networks.flatMap(({ findings, objects }) =>
      findings.filter((finding) => finding.kind === kind).map((finding) => locate(finding, objects)),
    ),
  };
}

interface NetworkHygiene {
  readonly findings: readonly HygieneFinding[];
  /** Namespaces by name and policies by `namespace/name`. */
  readonly objects: ReadonlyMap<string, SourcedObject>;
  readonly subjects: { readonly namespaces: number; readonly policies: number };
}

const known = new WeakMap<Estate, readonly NetworkHygiene[]>();

/** All five kinds come from one model of each network; it is built once for an estate. */
function hygieneOf(whole: Estate): readonly NetworkHygiene[] {
  let found = known.get(whole);
  if (!found) {
    found = [...Map.groupBy(whole.objects, ({ network }) => network ?? '')].map(([network, objects]) =>
      networkHygiene(network, objects, whole),
    );
    known.set(whole, found);
  }
  return found;
}

function networkHygiene(network: string, objects: readonly SourcedObject[], whole: Estate): NetworkHygiene {
  const byNetwork = (whole.facts[networkFactsName] ?? {}) as Readonly<Record<string, NetworkFacts>>;
  const facts = byNetwork[network];
  const model = buildNetworkModel(
    objects.map(({ object }) => object),
    { network, ...(facts && { facts }) },
  );
  const namespaces = objects.filter(({ object }) => object.kind === 'Namespace').length;
  return {
    findings: hygieneFindings(model),
    objects: subjectsOf(objects),
    subjects: { namespaces, policies: model.policies.size },
  };
}

function subjectsOf(objects: readonly SourcedObject[]): ReadonlyMap<string, SourcedObject> {
  const subjects = new Map<string, SourcedObject>();
  for (const sourced of objects) {
    const { kind, metadata } = sourced.object;
    if (kind === 'Namespace') subjects.set(metadata.name, sourced);
    if (kind === 'NetworkPolicy') subjects.set(`${metadata.namespace ?? 'default'}/${metadata.name}`, sourced);
  }
  return subjects;
}

function locate(
  { kind, subject, message }: HygieneFinding,
  objects: ReadonlyMap<string, SourcedObject>,
): EstateFinding {
  const wanted = kind === 'missing-default-deny' ? 'Namespace' : 'NetworkPolicy';
  const [namespace, name] = wanted === 'Namespace' ? [undefined, subject] : subject.split('/');
  const reference = {
    apiVersion: wanted === 'Namespace' ? 'v1' : 'networking.k8s.io/v1',
    kind: wanted,
    name: name ?? subject,
    ...(namespace && { namespace }),
    source: subject,
  };
  const path = wanted === 'Namespace' ? 'metadata.name' : 'spec';
  return { object: objects.get(subject) ?? reference, path, message };
}
