import { type AddressSet, allAddresses, parseCidr } from './addresses.ts';
import { addressesOf, type EstateGraph, type EstateNode, type EstateStep } from './estate-graph.ts';
import { factViolation, insideViolation, outsideViolation, pathViolation } from './estate-witness.ts';
import { intersect, normalise, subtract } from './intervals.ts';
import type { Invariant, InvariantWitness } from './invariants.ts';
import { eachPermitted } from './model.ts';
import { noPorts, type PortSetId, portRange } from './ports.ts';

/** Addresses that are not the internet's (RFC 6890 and successors: private, shared, link-local, loopback, …). */
const notPublic = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

const publicAddresses: AddressSet = subtract(
  allAddresses,
  normalise(notPublic.map(parseCidr).map((cidr) => [cidr!.start, cidr!.end] as const)),
);

/** Invariants about who may reach what inside and from outside. */
export const zoneInvariants: readonly Invariant[] = [
  {
    id: 'internet-reaches-data-only-through-gateways',
    title: {
      en: 'From the internet, no path reaches a data tier in any network without passing a gateway',
      zh: '互联网到任何网络数据层的路径均须经过网关',
    },
    basis: 'GB/T 22239 8.1.2.1 c)',
    violations: internetToData,
  },
  {
    id: 'internet-enters-declared-networks-only',
    title: {
      en: 'Only networks declared to face the internet accept connections from public addresses',
      zh: '仅声明面向互联网的网络接受公网地址的连接',
    },
    basis: 'GB/T 22239 8.1.3.1 a)',
    violations: internetElsewhere,
  },
  {
    id: 'operations-only-through-the-bastion',
    title: {
      en: 'The operations zone reaches workloads only through the bastion',
      zh: '运维区仅通过堡垒机访问业务工作负载',
    },
    basis: 'GB/T 22239 8.1.5.4 b)',
    violations: operationsAround,
  },
  {
    id: 'development-never',
    title: { en: 'Nothing is connected with development or test', zh: '生产网络与开发测试环境无任何连接' },
    basis: 'GB/T 22239 8.1.9.4 a)',
    violations: development,
  },
  {
    id: 'monitoring-only-where-scraped',
    title: {
      en: 'Metrics collectors reach declared metrics ports and nothing else',
      zh: '监控采集器仅访问声明的指标端口',
    },
    basis: 'GB/T 22239 8.1.4.2 d)',
    violations: monitoring,
  },
];

function internetToData(graph: EstateGraph): InvariantWitness[] {
  const gateways = new Map(graph.estate.networks.map(({ id, gateways: list }) => [id, graph.classes(id, list)]));
  const data = new Map(graph.estate.networks.map(({ id, dataTiers }) => [id, graph.classes(id, dataTiers)]));
  const starts = graph.estate.networks
    .filter(({ internet }) => internet)
    .flatMap(({ id, internet }) =>
      entries(graph, id, internet!.ranges ? addressesOf(internet!.ranges) : publicAddresses),
    );
  const isData = ({ network, classId }: EstateNode) => data.get(network)?.has(classId) === true;
  const isGateway = ({ network, classId }: EstateNode) => gateways.get(network)?.has(classId) === true;
  const path = graph.path(starts, ({ to }) => isData(to), isGateway);
  return path ? [pathViolation(graph, 'internet', path)] : [];
}

function internetElsewhere(graph: EstateGraph): InvariantWitness[] {
  return graph.estate.networks
    .filter(({ internet }) => !internet)
    .flatMap(({ id }) => entries(graph, id, publicAddresses))
    .map(({ to, ports }) => outsideViolation(graph, to, 'ingress', acceptedFrom(graph, to, publicAddresses), ports));
}

/** Classes of a network that accept connections from the addresses. */
function entries(graph: EstateGraph, network: string, addresses: AddressSet): EstateStep[] {
  const steps: EstateStep[] = [];
  for (const { id, example } of graph.models.get(network)?.classes ?? []) {
    if (example.assumed) continue;
    const to = { network, classId: id };
    const ports = graph.portsOutside(to, 'ingress', addresses);
    if (ports !== noPorts) steps.push({ from: undefined, to, channel: undefined, ports });
  }
  return steps;
}

function acceptedFrom(graph: EstateGraph, node: EstateNode, addresses: AddressSet): AddressSet {
  const shared = graph.outside(node, 'ingress').map((allowance) => intersect(allowance.addresses, addresses));
  return shared.find((part) => part.length > 0) ?? [];
}

function operationsAround(graph: EstateGraph): InvariantWitness[] {
  return graph.estate.networks.flatMap(({ id, operations }) => {
    const model = graph.models.get(id);
    if (!model) return [];
    const zone = graph.classes(id, operations.workloads);
    const bastions = graph.classes(id, operations.bastions);
    const found: InvariantWitness[] = [];
    for (const classId of zone) {
      if (bastions.has(classId)) continue;
      eachPermitted(model, classId, (to, ports) => {
        const outsideZone = !zone.has(to) && !model.classes[to]!.example.assumed;
        if (outsideZone) found.push(insideViolation(graph, { network: id, classId }, to, ports));
      });
    }
    for (const { to, ports } of entries(graph, id, addressesOf(operations.ranges))) {
      if (bastions.has(to.classId)) continue;
      const addresses = acceptedFrom(graph, to, addressesOf(operations.ranges));
      found.push(outsideViolation(graph, to, 'ingress', addresses, ports));
    }
    return found;
  });
}

function development(graph: EstateGraph): InvariantWitness[] {
  const { names, ranges } = graph.estate.development;
  const addresses = addressesOf(ranges);
  const found: InvariantWitness[] = [];
  for (const channel of graph.estate.channels) {
    if (names.includes(channel.fromNetwork) || names.includes(channel.toNetwork)) {
      found.push(factViolation(channel.fromNetwork, channel.fromNetwork, channel.toNetwork, `channel ${channel.id}`));
    }
  }
  for (const [network, model] of graph.models) {
    for (const { id, example } of model.classes) {
      if (example.assumed) continue;
      const node = { network, classId: id };
      if (names.includes(example.namespace)) {
        found.push(factViolation(network, example.id, network, 'a development workload inside a production network'));
      }
      for (const direction of ['ingress', 'egress'] as const) {
        const ports = graph.portsOutside(node, direction, addresses);
        if (ports !== noPorts) found.push(outsideViolation(graph, node, direction, addresses, ports));
      }
    }
  }
  return found;
}

function monitoring(graph: EstateGraph): InvariantWitness[] {
  return graph.estate.networks.flatMap(({ id: network, scraping }) => {
    const model = graph.models.get(network);
    if (!model) return [];
    const found: InvariantWitness[] = [];
    for (const { scraper, targets } of scraping) {
      const declared = new Map<number, PortSetId>();
      for (const { workload, port, protocol } of targets) {
        for (const id of graph.classes(network, [workload])) {
          const ports = model.ports.of(portRange(protocol ?? 'TCP', port));
          declared.set(id, model.ports.union(declared.get(id) ?? noPorts, ports));
        }
      }
      for (const from of graph.classes(network, [scraper])) {
        eachPermitted(model, from, (to, ports) => {
          if (model.classes[to]!.example.assumed) return;
          const extra = model.ports.subtract(ports, declared.get(to) ?? noPorts);
          if (extra !== noPorts) found.push(insideViolation(graph, { network, classId: from }, to, extra));
        });
      }
    }
    return found;
  });
}
