import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { reproveChange } from '../../../policies/reachability/change.ts';
import {
  type HygieneFinding,
  hygieneFindings,
  missingDefaultDeny,
  oneSidedAllowances,
  redundantPolicies,
  unselectivePolicies,
} from '../../../policies/reachability/hygiene.ts';
import type { DeclaredIntent } from '../../../policies/reachability/intent.ts';
import { buildNetworkModel, type NetworkModel } from '../../../policies/reachability/model.ts';
import { holds, type NetworkProof, prove } from '../../../policies/reachability/prove.ts';
import { type Witness, witnesses } from '../../../policies/reachability/witness.ts';

/** What became of every mutant of every NetworkPolicy of a site. */
export interface MutationReport {
  readonly mutants: number;
  /** The proof failed, with a witness. */
  readonly caught: number;
  /** The same is permitted as before, and a hygiene rule objects. */
  readonly identical: number;
  /** Neither: descriptions of the mutants. */
  readonly survivors: readonly string[];
  /** Witnesses of caught mutants, for a judge that knows nothing of the proof. */
  readonly witnesses: readonly {
    readonly objects: readonly KubernetesObject[];
    readonly witness: Witness;
    readonly kind: 'extra' | 'missing';
  }[];
}

/**
 * Removes and widens each NetworkPolicy in every way that a slip of the hand would, one at a time.
 * The objects as given must hold.
 */
export function mutatePolicies(objects: readonly KubernetesObject[], intent: DeclaredIntent): MutationReport {
  const proof = prove(buildNetworkModel(objects, { network: intent.network, intent }), intent);
  if (!holds(proof)) throw new Error('the objects do not hold before any mutation');
  const known = new Set(hygieneFindings(proof.model).map(findingKey));
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  let caught = 0;
  let identical = 0;
  const survivors: string[] = [];
  const shown: MutationReport['witnesses'][number][] = [];
  const mutants = policies.flatMap((policy) => mutantsOf(policy).map((mutant) => ({ policy, ...mutant })));
  for (const { policy, title, object } of mutants) {
    const id = `${policy.metadata.namespace}/${policy.metadata.name}`;
    const after = reproveChange(proof, object ? { put: object } : { remove: id });
    if (!holds(after)) {
      const found = firstWitness(after);
      if (!found) survivors.push(`${id}: ${title}: the proof fails without a witness`);
      else {
        caught += 1;
        shown.push({
          objects: objects.flatMap((item) => (item === policy ? (object ? [object] : []) : [item])),
          ...found,
        });
      }
    } else if (newFinding(after.model, id, known)) identical += 1;
    else survivors.push(`${id}: ${title}`);
  }
  return { mutants: mutants.length, caught, identical, survivors, witnesses: shown };
}

function firstWitness(proof: NetworkProof) {
  for (const kind of ['extra', 'missing'] as const) {
    const witness = witnesses(proof, kind, 1)[0];
    if (witness) return { witness, kind };
  }
  return undefined;
}

/** Whether a rule objects to the policy that did not before; the quick rules are asked first. */
function newFinding(model: NetworkModel, policy: string, known: ReadonlySet<string>): boolean {
  const subject = model.policies.get(policy);
  const selected = subject ? model.index.subjects(subject.subject, subject.namespace).members : [];
  const rules = [missingDefaultDeny, unselectivePolicies, () => oneSidedAllowances(model, selected), redundantPolicies];
  return rules.some((rule) => rule(model).some((finding) => !known.has(findingKey(finding))));
}

function findingKey({ kind, subject, message }: HygieneFinding): string {
  return `${kind} ${subject} ${message}`;
}

type Spec = Record<string, unknown>;
type RawRule = Record<string, unknown>;

function mutantsOf(policy: KubernetesObject): { title: string; object: KubernetesObject | undefined }[] {
  const spec = policy.spec as Spec;
  const mutants: { title: string; object: KubernetesObject | undefined }[] = [{ title: 'removed', object: undefined }];
  const put = (title: string, changes: Spec) =>
    mutants.push({ title, object: { ...policy, spec: { ...spec, ...changes } } });
  if (Object.keys((spec.podSelector ?? {}) as object).length > 0)
    put('podSelector widened to all', { podSelector: {} });
  for (const [direction, field] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    const rules = (spec[direction] ?? []) as readonly RawRule[];
    const types = spec.policyTypes as readonly string[] | undefined;
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    if (!types || types.includes(type)) {
      put(`${direction} rule {} added`, { [direction]: [...rules, {}] });
      if (types && types.length > 1) put(`${type} not named`, { policyTypes: types.filter((item) => item !== type) });
    }
    rules.forEach((rule, index) => {
      const replace = (title: string, changed: RawRule) =>
        put(`${direction}[${index}] ${title}`, { [direction]: rules.map((item) => (item === rule ? changed : item)) });
      const peers = (rule[field] ?? []) as readonly RawRule[];
      const ports = (rule.ports ?? []) as readonly RawRule[];
      if (peers.length > 0) replace(`without ${field}`, { ...rule, [field]: [] });
      if (ports.length > 0) replace('without ports', { ...rule, ports: [] });
      ports.forEach((port, i) => {
        const changed = { ...rule, ports: ports.map((item, j) => (i === j ? widerPort(port) : item)) };
        replace(`ports[${i}] widened`, changed);
      });
      peers.forEach((peer, i) => {
        for (const [title, wider] of widerPeers(peer)) {
          replace(`${field}[${i}] ${title}`, { ...rule, [field]: peers.map((item, j) => (i === j ? wider : item)) });
        }
      });
    });
  }
  return mutants;
}

function widerPort(port: RawRule): RawRule {
  const number = port.endPort ?? port.port;
  if (typeof number !== 'number') return { protocol: port.protocol };
  return { ...port, endPort: Math.min(number + 1, 65535) };
}

function widerPeers(peer: RawRule): [string, RawRule][] {
  const block = peer.ipBlock as { cidr: string; except?: readonly string[] } | undefined;
  if (block) {
    const everywhere = { ipBlock: { cidr: block.cidr.includes(':') ? '::/0' : '0.0.0.0/0' } };
    return block.except || !block.cidr.endsWith('/0') ? [['ipBlock widened', everywhere]] : [];
  }
  return [
    ...(peer.podSelector ? [['without podSelector', { ...peer, podSelector: {} }] as [string, RawRule]] : []),
    ...(peer.namespaceSelector
      ? [['namespaceSelector widened', { ...peer, namespaceSelector: {} }] as [string, RawRule]]
      : []),
  ];
}
