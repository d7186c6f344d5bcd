import type { KubernetesObject } from '../kubernetes.ts';
import { addressText } from './addresses.ts';
import { type FoundEnd, isSamePod } from './ends.ts';
import type { Hop } from './explain.ts';
import { includes } from './intervals.ts';
import type { NetworkModel } from './model.ts';
import type { CompiledPolicy, Direction, Peer } from './policy.ts';
import { portAt } from './ports.ts';

/** One NetworkPolicy to put in place (new, or replacing the one of that name). */
export interface SuggestedEdit {
  readonly side: Direction;
  readonly action: 'add' | 'replace';
  /** `namespace/name`. */
  readonly policy: string;
  readonly object: KubernetesObject;
  readonly summary: string;
}

/** The smallest set of edits that turns a decision round. */
export interface SuggestedChange {
  readonly effect: 'allow' | 'deny';
  readonly edits: readonly SuggestedEdit[];
}

/**
 * To allow: one narrow policy on each side that denies. To deny: the peer taken out of the rules that allow it, on the
 * side where fewer rules do; where nothing isolates either side, a policy that isolates the receiver.
 * Null where no policy can change the answer (host network, a pod to itself, both ends outside).
 */
export function suggestChange(
  model: NetworkModel,
  from: FoundEnd,
  to: FoundEnd,
  position: number,
  hop: Hop,
): SuggestedChange | null {
  if (hop.egress.decision === 'host' || hop.ingress.decision === 'host' || isSamePod(from, to)) return null;
  const ends = { egress: { subject: from, other: to }, ingress: { subject: to, other: from } };
  if (!hop.allowed) {
    const sides = (['egress', 'ingress'] as const).filter((side) => hop[side].decision === 'deny');
    return {
      effect: 'allow',
      edits: sides.flatMap((side) => allowing(side, ends[side].subject, ends[side].other, position)),
    };
  }
  const candidates = (['ingress', 'egress'] as const)
    .filter((side) => hop[side].decision === 'allow')
    .map((side) => removing(model, side, ends[side].other, hop));
  const smallest = candidates.sort((a, b) => a.length - b.length)[0];
  if (smallest) return { effect: 'deny', edits: smallest };
  const subject = to.kind === 'workload' ? to : from;
  if (subject.kind !== 'workload') return null;
  return { effect: 'deny', edits: [isolating(subject === to ? 'ingress' : 'egress', subject)] };
}

const fields = { ingress: { peers: 'from', type: 'Ingress' }, egress: { peers: 'to', type: 'Egress' } } as const;

function allowing(side: Direction, subject: FoundEnd, other: FoundEnd, position: number): SuggestedEdit[] {
  if (subject.kind !== 'workload') return [];
  const { protocol, port } = portAt(position);
  const rule = { [fields[side].peers]: [peerFor(other)], ports: [{ protocol, port }] };
  const name = `${subject.workload.name}-${side}-${protocol.toLowerCase()}-${port}`.slice(0, 253);
  const object = policyObject(subject.workload.namespace, name, {
    podSelector: { matchLabels: subject.workload.labels },
    policyTypes: [fields[side].type],
    [side]: [rule],
  });
  const policy = `${subject.workload.namespace}/${name}`;
  const summary = `add ${policy}: ${subject.workload.id} ${side} on ${protocol} ${port}`;
  return [{ side, action: 'add', policy, object, summary }];
}

function peerFor(other: FoundEnd): Record<string, unknown> {
  if (other.kind === 'workload') {
    return {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': other.workload.namespace } },
      podSelector: { matchLabels: other.workload.labels },
    };
  }
  const text = other.kind === 'address' ? addressText(other.address) : '';
  return { ipBlock: { cidr: `${text}/${text.includes(':') ? 128 : 32}` } };
}

function isolating(side: Direction, subject: FoundEnd & { kind: 'workload' }): SuggestedEdit {
  const name = `${subject.workload.name}-isolate-${side}`;
  const policy = `${subject.workload.namespace}/${name}`;
  const object = policyObject(subject.workload.namespace, name, {
    podSelector: { matchLabels: subject.workload.labels },
    policyTypes: [fields[side].type],
  });
  const summary = `add ${policy}: closes all ${side} of ${subject.workload.id}; declare what it needs besides`;
  return { side, action: 'add', policy, object, summary };
}

/** Replaces each allowing policy by itself without the peers (or, where a rule names none, the rules) that allow. */
function removing(model: NetworkModel, side: Direction, other: FoundEnd, hop: Hop): SuggestedEdit[] {
  return hop[side].verdicts
    .filter(({ allows }) => allows)
    .map(({ policy: id, rules }) => {
      const policy = model.policies.get(id)!;
      const guilty = new Set(rules.filter(({ allows }) => allows).map(({ path }) => path));
      const object = without(model, policy, side, guilty, other);
      const summary = `take ${hop[side === 'ingress' ? 'from' : 'to']} out of ${[...guilty].join(', ')} of ${id}`;
      return { side, action: 'replace', policy: id, object, summary };
    });
}

function without(
  model: NetworkModel,
  policy: CompiledPolicy,
  side: Direction,
  guilty: ReadonlySet<string>,
  other: FoundEnd,
): KubernetesObject {
  const spec = policy.object.spec as Record<string, unknown>;
  const raw = spec[side] as readonly Record<string, unknown>[];
  const field = fields[side].peers;
  const rules = raw.flatMap((rule, index) => {
    const compiled = policy[side]![index]!;
    if (!guilty.has(compiled.path)) return [rule];
    const peers = compiled.peers?.map((peer, i) => ({ peer, raw: (rule[field] as readonly unknown[])[i] }));
    const kept = (peers ?? []).filter(({ peer }) => !isMatch(model, peer, policy.namespace, other));
    return kept.length === 0 ? [] : [{ ...rule, [field]: kept.map((item) => item.raw) }];
  });
  const types = [...(policy.ingress ? ['Ingress'] : []), ...(policy.egress ? ['Egress'] : [])];
  return { ...policy.object, spec: { ...spec, policyTypes: types, [side]: rules } };
}

function isMatch(model: NetworkModel, peer: Peer, namespace: string, other: FoundEnd): boolean {
  if (other.kind === 'workload') return model.index.peers(peer, namespace).members.includes(other.classId);
  return other.kind === 'address' && peer.kind === 'addresses' && includes(peer.block.addresses, other.address);
}

function policyObject(namespace: string, name: string, spec: Record<string, unknown>): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}
