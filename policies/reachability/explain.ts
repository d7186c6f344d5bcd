import { parseAddress } from './addresses.ts';
import { type Decision, decideSide, decidingPolicies, type PolicyVerdict, type SideDecision } from './decide.ts';
import { arrivals, type FoundEnd, findEnd, isSamePod, similarEnds } from './ends.ts';
import type { NetworkModel } from './model.ts';
import { type Protocol, portPosition } from './ports.ts';
import { type SuggestedChange, suggestChange } from './remedies.ts';

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  /** Port of the destination; a Service's own port where `to` is a Service. */
  readonly port: number;
}

/** One side's decision with everything that led to it. */
export interface ExplainedSide {
  readonly decision: Decision;
  /** Policies that decide: those that allow, or all that isolate without allowing. */
  readonly policies: readonly string[];
  /** Every policy that isolates this side, rule by rule. */
  readonly verdicts: readonly PolicyVerdict[];
}

/** One leg of a connection, within one network. */
export interface Hop {
  readonly network: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly allowed: boolean;
  readonly egress: ExplainedSide;
  readonly ingress: ExplainedSide;
  /** The channel this leg enters or leaves; null inside a network. */
  readonly channel: string | null;
}

/** What `fadun explain --format json` prints. */
export interface Explanation extends Question {
  readonly allowed: boolean;
  readonly hops: readonly Hop[];
  /** The smallest edits that would turn the answer round; null where policies cannot. */
  readonly change: SuggestedChange | null;
  /** What to know beside the decision, e.g. which pod a Service led to. */
  readonly notes: readonly string[];
}

/** A question that cannot be answered as put. */
export interface UnknownEnd {
  readonly unknown: string;
  readonly similar: readonly string[];
}

/** Whether `from` may connect to `to` in one network, both sides, policy by policy. */
export function explain(model: NetworkModel, question: Question): Explanation | UnknownEnd {
  const from = findEnd(model, question.from);
  const to = findEnd(model, question.to);
  if (!from || !to) {
    const unknown = from ? question.to : question.from;
    return { unknown, similar: similarEnds(model, unknown) };
  }
  const notes = notesOn(model, from, to);
  const sender = from.kind === 'service' ? arrivals(from, question.protocol, question.port)[0]?.end : from;
  const destinations = arrivals(to, question.protocol, question.port);
  if (!sender || destinations.length === 0) {
    const note = `${question.to} leads to no pod on ${question.protocol} ${question.port}`;
    return { ...question, allowed: false, hops: [], change: null, notes: [...notes, note] };
  }
  const hops = destinations.map(({ end, port }) => hopBetween(model, sender, end, question.protocol, port, null));
  const hop = hops.find(({ allowed }) => !allowed) ?? hops[0]!;
  const destination = destinations[hops.indexOf(hop)]!;
  return {
    ...question,
    allowed: hop.allowed,
    hops: [hop],
    change: suggestChange(model, sender, destination.end, portPosition(question.protocol, hop.port), hop),
    notes: hop.port === question.port ? notes : [...notes, `${question.to} leads to port ${hop.port} of ${hop.to}`],
  };
}

/** Decides one leg. Ends outside the cluster decide nothing: `outside`. */
export function hopBetween(
  model: NetworkModel,
  from: FoundEnd,
  to: FoundEnd,
  protocol: Protocol,
  port: number,
  channel: string | null,
): Hop {
  const position = portPosition(protocol, port);
  const egress = sideOf(model, 'egress', from, to, position);
  const ingress = sideOf(model, 'ingress', to, from, position);
  const itself = isSamePod(from, to);
  return {
    network: model.network,
    from: endText(from),
    to: endText(to),
    protocol,
    port,
    allowed: itself || (egress.decision !== 'deny' && ingress.decision !== 'deny'),
    egress,
    ingress,
    channel,
  };
}

export function endText(end: FoundEnd): string {
  if (end.kind === 'address') return end.text;
  return end.kind === 'service' ? `service/${end.service.id}` : end.workload.id;
}

/** An outside address as an end. */
export function addressEnd(text: string): FoundEnd {
  return { kind: 'address', address: parseAddress(text) ?? 0n, text };
}

const outside: SideDecision = { decision: 'outside', verdicts: [] };

function sideOf(
  model: NetworkModel,
  direction: 'ingress' | 'egress',
  end: FoundEnd,
  other: FoundEnd,
  position: number,
): ExplainedSide {
  let side = outside;
  if (end.kind === 'workload' && other.kind === 'workload') {
    side = decideSide(model, direction, end.classId, { class: other.classId }, position);
  } else if (end.kind === 'workload' && other.kind === 'address') {
    side = decideSide(model, direction, end.classId, { address: other.address }, position);
  }
  return { decision: side.decision, policies: decidingPolicies(side), verdicts: side.verdicts };
}

function notesOn(model: NetworkModel, from: FoundEnd, to: FoundEnd): string[] {
  const notes: string[] = [];
  for (const end of [from, to]) {
    if (end.kind === 'workload' && end.workload.hostNetwork) {
      notes.push(`${end.workload.id} uses the host network: no policy governs it`);
    }
  }
  if (from.kind === 'address' && to.kind === 'workload') {
    for (const { id, type, externalTrafficPolicy } of model.services) {
      const hides = (type === 'LoadBalancer' || type === 'NodePort') && externalTrafficPolicy === 'Cluster';
      const end = findEnd(model, `service/${id}`);
      const leads = end?.kind === 'service' && end.behind.some(({ workload }) => workload === to.workload);
      if (hides && leads) notes.push(`Service ${id} replaces the caller's address by a node's before policies see it`);
    }
  }
  return notes;
}
