import { addressText, cidrTexts } from './addresses.ts';
import { decideSide, decidingPolicies } from './decide.ts';
import type { NetworkModel } from './model.ts';
import type { Direction } from './policy.ts';
import { noPorts, type PortSetId, type Protocol, portAt, portText } from './ports.ts';
import { type NetworkProof, type OutsideDifference, pairOf } from './prove.ts';

/** One concrete connection that shows a difference. */
export interface Witness {
  readonly network: string;
  /** Workload id (`namespace/Kind/name`) or outside address. */
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** Policies that decide: those that allow it, or those that isolate without allowing it. */
  readonly policies: readonly string[];
  /** Why, where policies alone do not say it: nothing isolates a side, host network, all addresses concerned. */
  readonly because: string;
  /** All ports of the difference, e.g. `TCP 80,443; UDP 53`. */
  readonly ports: string;
  /** How many pairs of workloads this witness stands for. */
  readonly pairs: number;
}

export type WitnessKind = 'extra' | 'missing';

/** Witnesses that a report holds of one kind; beyond that they are not all there. */
export const mostWitnesses = 1000;

/** Witnesses of one kind, one for each pair of classes that differs, at most `limit`. */
export function witnesses(proof: NetworkProof, kind: WitnessKind, limit = mostWitnesses): Witness[] {
  const found: Witness[] = [];
  for (const [key, difference] of proof.between) {
    if (found.length >= limit) return found;
    if (difference[kind] === noPorts) continue;
    const { from, to } = pairOf(proof.model, key);
    found.push(insideWitness(proof.model, from, to, difference[kind]));
  }
  for (const direction of ['ingress', 'egress'] as const) {
    for (const [id, differences] of proof.outside[direction]) {
      for (const difference of differences) {
        if (found.length >= limit) return found;
        if (difference[kind] !== noPorts) found.push(outsideWitness(proof.model, direction, id, difference, kind));
      }
    }
  }
  return found;
}

/** A witness for ports between two classes. */
export function insideWitness(model: NetworkModel, from: number, to: number, ports: PortSetId): Witness {
  const position = model.ports.ranges(ports)[0]!;
  const sender = model.classes[from]!;
  const receiver = model.classes[to]!;
  const other = from === to ? receiver.members[1] : undefined;
  const sides = {
    egress: decideSide(model, 'egress', from, { class: to }, position),
    ingress: decideSide(model, 'ingress', to, { class: from }, position),
  };
  const because: string[] = [];
  if (sides.egress.decision === 'host') because.push('host network: outside all policies');
  if (sides.egress.decision === 'open') because.push(`no policy isolates ${sender.example.id} for egress`);
  if (sides.ingress.decision === 'open') because.push(`no policy isolates ${receiver.example.id} for ingress`);
  const denied = sides.egress.decision === 'deny' || sides.ingress.decision === 'deny';
  const deciding = [sides.egress, sides.ingress].filter(({ decision }) => !denied || decision === 'deny');
  return {
    network: model.network,
    from: sender.example.id,
    to: (other ?? receiver.example).id,
    ...portAt(position),
    policies: [...new Set(deciding.flatMap(decidingPolicies))],
    because: because.join('; '),
    ports: portsText(model, ports),
    pairs: sender.members.length * receiver.members.length,
  };
}

/** A witness for ports between a class and an outside address. */
export function outsideWitness(
  model: NetworkModel,
  direction: Direction,
  id: number,
  difference: OutsideDifference,
  kind: WitnessKind,
): Witness {
  const { example, members } = model.classes[id]!;
  const position = model.ports.ranges(difference[kind])[0]!;
  const address = firstAddress(difference.addresses);
  const side = decideSide(model, direction, id, { address }, position);
  const because = [`outside addresses ${shortCidrs(difference.addresses)}`];
  if (side.decision === 'open') because.push(`no policy isolates ${example.id} for ${direction}`);
  if (side.decision === 'host') because.push('host network: outside all policies');
  const outside = addressText(address);
  return {
    network: model.network,
    from: direction === 'egress' ? example.id : outside,
    to: direction === 'egress' ? outside : example.id,
    ...portAt(position),
    policies: decidingPolicies(side),
    because: because.join('; '),
    ports: portsText(model, difference[kind]),
    pairs: members.length,
  };
}

/** The first IPv4 address where there is one, since people read those more easily. */
function firstAddress(addresses: readonly bigint[]): bigint {
  const ipv4 = 1n << 128n;
  for (let i = 0; i < addresses.length; i += 2) {
    if (addresses[i + 1]! > ipv4) return addresses[i]! > ipv4 ? addresses[i]! : ipv4;
  }
  return addresses[0]!;
}

function shortCidrs(addresses: readonly bigint[]): string {
  const texts = cidrTexts(addresses);
  return texts.length <= 4 ? texts.join(', ') : `${texts.slice(0, 4).join(', ')} and ${texts.length - 4} more`;
}

export function portsText(model: NetworkModel, ports: PortSetId): string {
  return portText(model.ports.ranges(ports))
    .map(({ protocol, ports: text }) => `${protocol} ${text}`)
    .join('; ');
}
