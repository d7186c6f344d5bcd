import { isNamedBy } from './classes.ts';
import { type FoundEnd, findEnd, similarEnds } from './ends.ts';
import type { EstateChannel } from './estate-facts.ts';
import type { EstateGraph, EstateNode, EstateStep } from './estate-graph.ts';
import {
  addressEnd,
  type Explanation,
  explain,
  type Hop,
  hopBetween,
  type Question,
  type UnknownEnd,
} from './explain.ts';
import { portAt, portPosition } from './ports.ts';

/** A question whose ends may lie in different networks. */
export interface EstateQuestion extends Question {
  readonly fromNetwork: string;
  readonly toNetwork: string;
}

/**
 * Whether data may get from one end to another: directly inside a network, or hop by hop across channels.
 * Across networks "allowed" means that every leg is allowed, not that one connection spans them.
 * Where no way is open, the hops are those of the shortest declared route, and show where it closes.
 */
export function explainEstate(graph: EstateGraph, question: EstateQuestion): Explanation | UnknownEnd {
  const { fromNetwork, toNetwork, ...asked } = question;
  const source = graph.models.get(fromNetwork);
  const target = graph.models.get(toNetwork);
  if (!source || !target) return { unknown: source ? toNetwork : fromNetwork, similar: [...graph.models.keys()] };
  if (fromNetwork === toNetwork) return explain(source, asked);
  const from = findEnd(source, question.from);
  const to = findEnd(target, question.to);
  if (from?.kind !== 'workload') return { unknown: question.from, similar: similarEnds(source, question.from) };
  if (to?.kind !== 'workload') return { unknown: question.to, similar: similarEnds(target, question.to) };
  const hops = openWay(graph, question, from, to) ?? declaredRoute(graph, question, from, to);
  const allowed = hops.length > 0 && hops.every((hop) => hop.allowed);
  const notes =
    hops.length === 0
      ? [`no declared channels lead from ${fromNetwork} to ${toNetwork}; only a declared channel can join networks`]
      : [`${hops.length} legs; each is a connection of its own`];
  return { ...asked, allowed, hops, change: null, notes };
}

type WorkloadEnd = FoundEnd & { kind: 'workload' };

/** The shortest way on which every leg is permitted and the last reaches the port asked for. */
function openWay(graph: EstateGraph, question: EstateQuestion, from: WorkloadEnd, to: WorkloadEnd): Hop[] | undefined {
  const position = portPosition(question.protocol, question.port);
  const start: EstateNode = { network: question.fromNetwork, classId: from.classId };
  const last = { network: question.toNetwork, classId: to.classId };
  const { ports } = graph.models.get(last.network)!;
  const arrives = ({ to: node, ports: open }: EstateStep) =>
    node.network === last.network && node.classId === last.classId && ports.has(open, position);
  const starts = [...graph.steps(start)].map((step) => ({ ...step, from: undefined }));
  const path = graph.path(starts, arrives);
  return path?.flatMap((step, index) => legs(graph, question, path, step, index, start));
}

function legs(
  graph: EstateGraph,
  question: EstateQuestion,
  path: readonly EstateStep[],
  step: EstateStep,
  index: number,
  start: EstateNode,
): Hop[] {
  const before = index === 0 ? start : path[index - 1]!.to;
  const isLast = index === path.length - 1;
  const model = graph.models.get(step.to.network)!;
  const asked = portPosition(question.protocol, question.port);
  const { protocol, port } = portAt(isLast ? asked : model.ports.ranges(step.ports)[0]!);
  if (!step.channel) return [hopBetween(model, nodeEnd(graph, before), nodeEnd(graph, step.to), protocol, port, null)];
  return [
    intoDevice(graph, step.channel, nodeEnd(graph, before)),
    outOfDevice(graph, step.channel, nodeEnd(graph, step.to)),
  ];
}

function nodeEnd(graph: EstateGraph, { network, classId }: EstateNode): WorkloadEnd {
  return { kind: 'workload', workload: graph.models.get(network)!.classes[classId]!.example, classId };
}

function intoDevice(graph: EstateGraph, channel: EstateChannel, sender: FoundEnd): Hop {
  const model = graph.models.get(channel.fromNetwork)!;
  const device = addressEnd(channel.senderDeviceAddress);
  return hopBetween(model, sender, device, channel.protocol ?? 'TCP', channel.port, channel.id);
}

function outOfDevice(graph: EstateGraph, channel: EstateChannel, receiver: FoundEnd): Hop {
  const model = graph.models.get(channel.toNetwork)!;
  const device = addressEnd(channel.receiverDeviceAddress);
  const port = channel.receiverPort ?? channel.port;
  return hopBetween(model, device, receiver, channel.protocol ?? 'TCP', port, channel.id);
}

/** The legs of the route that channels declare, allowed or not; empty where no channels lead there. */
function declaredRoute(graph: EstateGraph, question: EstateQuestion, from: WorkloadEnd, to: WorkloadEnd): Hop[] {
  const route = channelRoute(graph.estate.channels, question.fromNetwork, question.toNetwork);
  const hops: Hop[] = [];
  let current: WorkloadEnd = from;
  for (const channel of route) {
    const sender = frontEnd(graph, channel.fromNetwork, channel.sender);
    const receiver = frontEnd(graph, channel.toNetwork, channel.receiver);
    if (!sender || !receiver) return [];
    const near = graph.models.get(channel.fromNetwork)!;
    if (sender.classId !== current.classId) {
      hops.push(hopBetween(near, current, sender, question.protocol, question.port, null));
    }
    hops.push(intoDevice(graph, channel, sender), outOfDevice(graph, channel, receiver));
    current = receiver;
  }
  if (route.length > 0 && current.classId !== to.classId) {
    hops.push(hopBetween(graph.models.get(question.toNetwork)!, current, to, question.protocol, question.port, null));
  }
  return hops;
}

function frontEnd(graph: EstateGraph, network: string, selector: EstateChannel['sender']): WorkloadEnd | undefined {
  const found = graph.models.get(network)?.classes.find(({ example }) => isNamedBy(example, selector));
  return found && { kind: 'workload', workload: found.example, classId: found.id };
}

/** The fewest channels from one network to another. */
function channelRoute(channels: readonly EstateChannel[], from: string, to: string): EstateChannel[] {
  const cameBy = new Map<string, EstateChannel[]>([[from, []]]);
  const queue = [from];
  for (const network of queue) {
    if (network === to) break;
    for (const channel of channels) {
      if (channel.fromNetwork !== network || cameBy.has(channel.toNetwork)) continue;
      cameBy.set(channel.toNetwork, [...cameBy.get(network)!, channel]);
      queue.push(channel.toNetwork);
    }
  }
  return cameBy.get(to) ?? [];
}
