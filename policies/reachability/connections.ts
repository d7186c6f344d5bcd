import { cidrTexts } from './addresses.ts';
import { eachPermitted, type NetworkModel } from './model.ts';
import type { Direction } from './policy.ts';
import { noPorts, type PortSetId, type Protocol, portText } from './ports.ts';
import { outsideProfile } from './rows.ts';

/** A permitted connection between two ends; an end is a workload id or an outside CIDR block. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  /** `80`, `8000-8099`, comma-separated; `1-65535` for all. */
  readonly ports: string;
}

export interface ConnectionOptions {
  /** Lists also connections among the pods of one controller. Default: false. */
  readonly withinWorkload?: boolean;
  /** Lists also workloads that are only assumed, towards each other and the outside. Default: false. */
  readonly assumed?: boolean;
}

/**
 * Every permitted connection between two workloads and between a workload and the outside world, one entry for each
 * protocol. Yields lazily: a large open cluster has many.
 */
export function* permittedConnections(model: NetworkModel, options: ConnectionOptions = {}): Generator<Connection> {
  for (const { id, members, example } of model.classes) {
    const permitted: [number, PortSetId][] = [];
    eachPermitted(model, id, (to, ports) => {
      if (options.assumed || !example.assumed || !model.classes[to]!.example.assumed) permitted.push([to, ports]);
    });
    for (const from of members) {
      for (const [to, ports] of permitted) {
        for (const receiver of model.classes[to]!.members) {
          if (receiver === from && (from.kind === 'Pod' || !options.withinWorkload)) continue;
          yield* lines(model, from.id, receiver.id, ports);
        }
      }
    }
    if (options.assumed || !example.assumed) {
      for (const from of members) yield* outsideLines(model, 'egress', id, from.id);
      for (const to of members) yield* outsideLines(model, 'ingress', id, to.id);
    }
  }
}

function* outsideLines(model: NetworkModel, direction: Direction, id: number, workload: string): Generator<Connection> {
  for (const { addresses, ports } of outsideProfile(model[direction][id]!, model.outside, model.ports)) {
    for (const cidr of cidrTexts(addresses)) {
      if (direction === 'egress') yield* lines(model, workload, cidr, ports);
      else yield* lines(model, cidr, workload, ports);
    }
  }
}

function* lines(model: NetworkModel, from: string, to: string, ports: PortSetId): Generator<Connection> {
  if (ports === noPorts) return;
  for (const { protocol, ports: text } of portText(model.ports.ranges(ports)))
    yield { from, to, protocol, ports: text };
}
