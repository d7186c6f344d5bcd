import { type AddressSet, parseAddressOrCidr } from './addresses.ts';
import type { EstateChannel } from './estate-facts.ts';
import { addressesOf, type EstateGraph, type EstateNode } from './estate-graph.ts';
import { factViolation, outsideViolation } from './estate-witness.ts';
import { intersect, isSubset, subtract, union } from './intervals.ts';
import type { Invariant, InvariantWitness } from './invariants.ts';
import type { Direction } from './policy.ts';
import { noPorts, type PortSetId, portRange } from './ports.ts';
import { isBehind } from './services.ts';

/** Invariants about how networks meet. */
export const crossingInvariants: readonly Invariant[] = [
  {
    id: 'networks-meet-only-in-channels',
    title: {
      en: 'No workload connects to, or accepts from, addresses of another network',
      zh: '任何工作负载不得直接与其他网络的地址互通，跨网仅经声明的交换通道',
    },
    basis: 'R1; GB/T 22239 8.1.3.1 a)',
    violations: directCrossings,
  },
  {
    id: 'front-ends-only-to-their-device',
    title: {
      en: 'Exchange front-ends use their own device and nothing else outside; nobody else uses a device',
      zh: '交换前置机仅与自身隔离设备互通，其他工作负载不得访问隔离设备',
    },
    basis: 'R2, R5; GB/T 20279',
    violations: frontEnds,
  },
  {
    id: 'no-reverse-path-over-a-diode',
    title: { en: 'Nothing goes back over a one-way device', zh: '单向光闸不存在反向路径' },
    basis: 'R4; FYB/T 53001',
    violations: reversePaths,
  },
  {
    id: 'classified-never',
    title: { en: 'Nothing references a classified network', zh: '任何对象不得引用涉密网络' },
    basis: 'R9',
    violations: classified,
  },
  {
    id: 'entries-keep-the-source-address',
    title: {
      en: 'A load balancer before address-filtered pods keeps the caller’s address and admits only those addresses',
      zh: '按源地址限制的入口负载均衡须保留来源地址并限定来源范围',
    },
    basis: 'Service v1 externalTrafficPolicy; R5',
    violations: hiddenSources,
  },
];

function* nodes(graph: EstateGraph): Generator<EstateNode & { assumed: boolean; id: string }> {
  for (const [network, model] of graph.models) {
    for (const { id, example } of model.classes) {
      if (!example.assumed) yield { network, classId: id, assumed: example.assumed, id: example.id };
    }
  }
}

function directCrossings(graph: EstateGraph): InvariantWitness[] {
  const found: InvariantWitness[] = [];
  const devices = deviceAddresses(graph.estate.channels);
  const others = graph.estate.networks.map(({ id, addresses }) => ({
    id,
    addresses: subtract(addressesOf(addresses), devices),
  }));
  for (const node of nodes(graph)) {
    for (const { id, addresses } of others) {
      if (id === node.network) continue;
      for (const direction of ['egress', 'ingress'] as const) {
        const ports = graph.portsOutside(node, direction, addresses);
        if (ports !== noPorts) found.push(outsideViolation(graph, node, direction, addresses, ports));
      }
    }
  }
  return found;
}

/** Each class may use exactly the sides of devices of channels whose front-end it is. */
function frontEnds(graph: EstateGraph): InvariantWitness[] {
  const found: InvariantWitness[] = [];
  const byNetwork = new Map(
    [...graph.models.keys()].map((network) => [
      network,
      { egress: sides(graph, network, 'egress'), ingress: sides(graph, network, 'ingress') },
    ]),
  );
  for (const node of nodes(graph)) {
    const { ports } = graph.models.get(node.network)!;
    for (const direction of ['egress', 'ingress'] as const) {
      const near = byNetwork.get(node.network)![direction];
      const own = near.filter(({ front }) => front.has(node.classId));
      const others = near.filter(({ address }) => !own.some((side) => isSubset(address, side.address)));
      for (const { address } of others) {
        const used = graph.portsOutside(node, direction, address);
        if (used !== noPorts) found.push(outsideViolation(graph, node, direction, address, used));
      }
      if (own.length === 0) continue;
      for (const allowance of graph.outside(node, direction)) {
        const foreign = own.reduce<AddressSet>((rest, { address }) => subtract(rest, address), allowance.addresses);
        if (foreign.length > 0) found.push(outsideViolation(graph, node, direction, foreign, allowance.ports));
        for (const { address } of own) {
          const shared = intersect(allowance.addresses, address);
          const declared = own
            .filter((side) => isSubset(shared, side.address))
            .reduce((set, side) => ports.union(set, ports.of(portRange(side.protocol, side.port))), noPorts);
          const extra = ports.subtract(allowance.ports, declared);
          if (shared.length > 0 && extra !== noPorts)
            found.push(outsideViolation(graph, node, direction, shared, extra));
        }
      }
    }
  }
  return found;
}

/** Device sides that front-ends of a network connect to (egress) or accept from (ingress). */
function sides(graph: EstateGraph, network: string, direction: Direction) {
  return graph.estate.channels
    .filter((channel) => (direction === 'egress' ? channel.fromNetwork : channel.toNetwork) === network)
    .map((channel) => ({
      address:
        parseAddressOrCidr(direction === 'egress' ? channel.senderDeviceAddress : channel.receiverDeviceAddress) ?? [],
      front: graph.classes(network, [direction === 'egress' ? channel.sender : channel.receiver]),
      port: direction === 'egress' ? channel.port : (channel.receiverPort ?? channel.port),
      protocol: channel.protocol ?? ('TCP' as const),
    }));
}

/**
 * On a one-way device: the receiving side never connects to it, the sending side never accepts from it, and no
 * channel runs the other way over the same device.
 */
function reversePaths(graph: EstateGraph): InvariantWitness[] {
  const found: InvariantWitness[] = [];
  for (const channel of graph.estate.channels.filter(({ oneWay }) => oneWay)) {
    for (const other of graph.estate.channels) {
      const reverse = other.fromNetwork === channel.toNetwork && other.toNetwork === channel.fromNetwork;
      if (other.device === channel.device && reverse) {
        const because = `channel ${other.id} runs back over the one-way device of ${channel.id}`;
        found.push(factViolation(other.fromNetwork, other.fromNetwork, other.toNetwork, because));
      }
    }
    found.push(...useOf(graph, channel.toNetwork, 'egress', channel.receiverDeviceAddress));
    found.push(...useOf(graph, channel.fromNetwork, 'ingress', channel.senderDeviceAddress));
  }
  return found;
}

function useOf(graph: EstateGraph, network: string, direction: Direction, device: string): InvariantWitness[] {
  const address = parseAddressOrCidr(device) ?? [];
  const found: InvariantWitness[] = [];
  for (const node of nodes(graph)) {
    if (node.network !== network) continue;
    const ports: PortSetId = graph.portsOutside(node, direction, address);
    if (ports !== noPorts) found.push(outsideViolation(graph, node, direction, address, ports));
  }
  return found;
}

function classified(graph: EstateGraph): InvariantWitness[] {
  const names = new Set(graph.estate.classifiedNames);
  const found: InvariantWitness[] = [];
  for (const { id, fromNetwork, toNetwork } of graph.estate.channels) {
    for (const name of [fromNetwork, toNetwork]) {
      if (names.has(name)) found.push(factViolation(name, fromNetwork, toNetwork, `channel ${id} names ${name}`));
    }
  }
  for (const { id } of graph.estate.networks) {
    if (names.has(id)) found.push(factViolation(id, id, id, 'a classified network is modelled'));
  }
  for (const [network, model] of graph.models) {
    for (const [namespace, labels] of model.namespaces) {
      const named = [namespace, ...Object.values(labels)].find((text) => names.has(text));
      if (named) found.push(factViolation(network, namespace, named, `namespace ${namespace} names ${named}`));
    }
    for (const { id, labels } of model.workloads) {
      const named = Object.values(labels).find((text) => names.has(text));
      if (named) found.push(factViolation(network, id, named, `a label of ${id} names ${named}`));
    }
  }
  return found;
}

/**
 * Source address translation on the way in makes every caller look like a node, which defeats ipBlocks:
 * pods that accept only some addresses need `externalTrafficPolicy: Local` and matching source ranges.
 */
function hiddenSources(graph: EstateGraph): InvariantWitness[] {
  const found: InvariantWitness[] = [];
  for (const node of nodes(graph)) {
    const model = graph.models.get(node.network)!;
    const accepted = graph.outside(node, 'ingress');
    const addresses = accepted.reduce<AddressSet>((set, part) => union(set, part.addresses), []);
    if (addresses.length === 0 || isSubset(model.outside, addresses)) continue;
    for (const service of model.services) {
      if (service.type !== 'LoadBalancer' && service.type !== 'NodePort') continue;
      if (!model.classes[node.classId]!.members.some((member) => isBehind(service, member))) continue;
      const sources = addressesOf([{ range: service.id, cidrs: service.loadBalancerSourceRanges }]);
      const kept = service.externalTrafficPolicy === 'Local';
      const narrow = sources.length > 0 && isSubset(sources, addresses);
      if (kept && narrow && service.type === 'LoadBalancer') continue;
      const fault = kept
        ? 'does not limit loadBalancerSourceRanges to what the policies accept'
        : 'rewrites the source';
      found.push(
        factViolation(node.network, `Service ${service.id}`, node.id, `${service.type} ${service.id} ${fault}`),
      );
    }
  }
  return found;
}

function deviceAddresses(channels: readonly EstateChannel[]): AddressSet {
  return channels
    .flatMap(({ senderDeviceAddress, receiverDeviceAddress }) => [senderDeviceAddress, receiverDeviceAddress])
    .reduce<AddressSet>((set, text) => union(set, parseAddressOrCidr(text) ?? []), []);
}
