import { type AddressSet, cidrTexts } from './addresses.ts';
import type { EstateGraph, EstateNode, EstateStep } from './estate-graph.ts';
import type { InvariantWitness } from './invariants.ts';
import type { Direction } from './policy.ts';
import { noPorts, type PortSetId, portAt } from './ports.ts';
import { insideWitness, outsideWitness, portsText } from './witness.ts';

/** `network: workload` of a node. */
export function nodeText(graph: EstateGraph, { network, classId }: EstateNode): string {
  return `${network}: ${graph.models.get(network)!.classes[classId]!.example.id}`;
}

/** Shows a connection inside one network. */
export function insideViolation(graph: EstateGraph, from: EstateNode, to: number, ports: PortSetId): InvariantWitness {
  const model = graph.models.get(from.network)!;
  const path = [nodeText(graph, from), nodeText(graph, { ...from, classId: to })];
  return { ...insideWitness(model, from.classId, to, ports), path };
}

/** Shows a connection between a class and outside addresses. */
export function outsideViolation(
  graph: EstateGraph,
  node: EstateNode,
  direction: Direction,
  addresses: AddressSet,
  ports: PortSetId,
): InvariantWitness {
  const model = graph.models.get(node.network)!;
  const difference = { addresses, extra: ports, missing: noPorts };
  const witness = outsideWitness(model, direction, node.classId, difference, 'extra');
  const outside = cidrTexts(addresses)[0]!;
  const own = nodeText(graph, node);
  return { ...witness, path: direction === 'egress' ? [own, outside] : [outside, own] };
}

/** Shows a way over several steps that begins outside. */
export function pathViolation(graph: EstateGraph, origin: string, steps: readonly EstateStep[]): InvariantWitness {
  const last = steps.at(-1)!;
  const model = graph.models.get(last.to.network)!;
  const path = [origin, ...steps.map(({ to, channel }) => (channel ? `(${channel.id}) ` : '') + nodeText(graph, to))];
  if (last.from && !last.channel)
    return { ...insideWitness(model, last.from.classId, last.to.classId, last.ports), path };
  return {
    network: last.to.network,
    from: last.channel?.receiverDeviceAddress ?? origin,
    to: model.classes[last.to.classId]!.example.id,
    ...portAt(model.ports.ranges(last.ports)[0]!),
    policies: model.selecting[last.to.classId]!.filter(({ ingress }) => ingress).map(({ id }) => id),
    because: last.channel ? `over channel ${last.channel.id}` : 'from outside',
    ports: portsText(model, last.ports),
    pairs: model.classes[last.to.classId]!.members.length,
    path,
  };
}

/** Shows a fault of a fact or an object where no single connection is at fault. */
export function factViolation(network: string, from: string, to: string, because: string): InvariantWitness {
  const none = { protocol: 'TCP', port: 0, policies: [], ports: '', pairs: 0 } as const;
  return { network, from, to, because, path: [from, to], ...none };
}
