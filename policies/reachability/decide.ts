import { resolveNamed } from './classes.ts';
import { includes } from './intervals.ts';
import type { NetworkModel } from './model.ts';
import type { CompiledPolicy, Direction, Peer, Rule } from './policy.ts';

/** The other end of a connection: a class of workloads, or an outside address (position). */
export type OtherEnd = { readonly class: number } | { readonly address: bigint };

/**
 * How one side of a connection decides.
 * `open`: no policy isolates the workload; `host`: host network, outside all policies;
 * `outside`: that end is not in the cluster.
 */
export type Decision = 'allow' | 'deny' | 'open' | 'host' | 'outside';

/** What one policy says about one connection. */
export interface PolicyVerdict {
  /** `namespace/name`. */
  readonly policy: string;
  readonly allows: boolean;
  readonly rules: readonly RuleVerdict[];
}

/** Whether one rule allows the connection: both its peers and its ports must match. */
export interface RuleVerdict {
  /** Path inside the policy, e.g. `spec.ingress[0]`. */
  readonly path: string;
  readonly allows: boolean;
  readonly peerMatches: boolean;
  readonly portMatches: boolean;
  /** The same in words. */
  readonly why: string;
}

export interface SideDecision {
  readonly decision: Decision;
  /** Every policy that isolates this side. */
  readonly verdicts: readonly PolicyVerdict[];
}

/** Decides one side of one connection, policy by policy. `position` is protocol and port on the destination. */
export function decideSide(
  model: NetworkModel,
  direction: Direction,
  classId: number,
  other: OtherEnd,
  position: number,
): SideDecision {
  const otherIsHost = 'class' in other && model.classes[other.class]!.example.hostNetwork;
  if (model.classes[classId]!.example.hostNetwork || otherIsHost) return { decision: 'host', verdicts: [] };
  const isolating = model.selecting[classId]!.filter((policy) => policy[direction] !== undefined);
  if (isolating.length === 0) return { decision: 'open', verdicts: [] };
  const verdicts = isolating.map((policy) => verdictOf(model, policy, direction, classId, other, position));
  return { decision: verdicts.some(({ allows }) => allows) ? 'allow' : 'deny', verdicts };
}

/** Policies that decide: those that allow, or, where none does, all that isolate. */
export function decidingPolicies({ decision, verdicts }: SideDecision): string[] {
  return verdicts.filter(({ allows }) => decision === 'deny' || allows).map(({ policy }) => policy);
}

function verdictOf(
  model: NetworkModel,
  policy: CompiledPolicy,
  direction: Direction,
  classId: number,
  other: OtherEnd,
  position: number,
): PolicyVerdict {
  const destination = direction === 'ingress' ? classId : 'class' in other ? other.class : undefined;
  const rules = policy[direction]!.map((rule) => {
    const peer = rule.peers === undefined || rule.peers.some((item) => matches(model, item, policy.namespace, other));
    const port = hasPort(model, rule, destination, position);
    return { path: rule.path, allows: peer && port, peerMatches: peer, portMatches: port, why: reason(peer, port) };
  });
  return { policy: policy.id, allows: rules.some(({ allows }) => allows), rules };
}

function reason(peer: boolean, port: boolean): string {
  if (peer && port) return 'peer and port match';
  if (peer) return 'the peer matches, the port does not';
  if (port) return 'the port matches, the peer does not';
  return 'neither peer nor port matches';
}

function hasPort(model: NetworkModel, { ports }: Rule, destination: number | undefined, position: number): boolean {
  if (model.ports.has(ports.fixed, position)) return true;
  if (destination === undefined || ports.named.length === 0) return false;
  return model.ports.has(resolveNamed(model.classes[destination]!.example, ports.named, model.ports), position);
}

function matches(model: NetworkModel, peer: Peer, namespace: string, other: OtherEnd): boolean {
  if ('class' in other) return model.index.peers(peer, namespace).members.includes(other.class);
  return peer.kind === 'addresses' && includes(peer.block.addresses, other.address);
}
