import { type AddressSet, parseAddressOrCidr } from './addresses.ts';
import { isNamedBy } from './classes.ts';
import type { Estate, EstateChannel } from './estate-facts.ts';
import { type AddressRange, rangeAddresses, type WorkloadSelector } from './intent.ts';
import { includes, intersect, union } from './intervals.ts';
import { eachPermitted, type NetworkModel, refineEnds } from './model.ts';
import type { Direction } from './policy.ts';
import { noPorts, type PortSetId, portPosition } from './ports.ts';
import { Problems } from './problem.ts';
import { type OutsideAllowance, outsideProfile } from './rows.ts';

/** A class of workloads in one of the networks. */
export interface EstateNode {
  readonly network: string;
  readonly classId: number;
}

/** A step from one class to another, inside a network or over a channel. */
export interface EstateStep {
  readonly from: EstateNode | undefined;
  readonly to: EstateNode;
  readonly channel: EstateChannel | undefined;
  readonly ports: PortSetId;
}

/** Clusters joined by channels, with the classes that facts name kept apart. */
export class EstateGraph {
  readonly estate: Estate;
  readonly models: ReadonlyMap<string, NetworkModel>;
  readonly problems = new Problems();
  readonly #profiles = new Map<string, readonly OutsideAllowance[]>();
  readonly #classes = new Map<WorkloadSelector, Map<string, readonly number[]>>();

  constructor(models: readonly NetworkModel[], estate: Estate) {
    this.estate = estate;
    this.models = new Map(models.map((model) => [model.network, refineEnds(model, endsIn(estate, model.network))]));
    this.#checkFacts();
  }

  /** Classes of a network that any of the selectors names. */
  classes(network: string, selectors: readonly WorkloadSelector[]): Set<number> {
    return new Set(selectors.flatMap((selector) => this.#named(network, selector)));
  }

  #named(network: string, selector: WorkloadSelector): readonly number[] {
    const known = this.#classes.get(selector)?.get(network);
    if (known) return known;
    const classes = this.models.get(network)?.classes ?? [];
    const found = classes.filter(({ example }) => isNamedBy(example, selector)).map(({ id }) => id);
    const byNetwork = this.#classes.get(selector) ?? new Map<string, readonly number[]>();
    this.#classes.set(selector, byNetwork.set(network, found));
    return found;
  }

  /** What a class may send to, or receive from, outside its cluster. */
  outside(node: EstateNode, direction: Direction): readonly OutsideAllowance[] {
    const key = `${direction} ${node.network} ${node.classId}`;
    let profile = this.#profiles.get(key);
    if (!profile) {
      const model = this.models.get(node.network)!;
      profile = outsideProfile(model[direction][node.classId]!, model.outside, model.ports);
      this.#profiles.set(key, profile);
    }
    return profile;
  }

  /** Ports that a class may use towards any of the addresses (all such ports, whichever address). */
  portsOutside(node: EstateNode, direction: Direction, addresses: AddressSet): PortSetId {
    const { ports } = this.models.get(node.network)!;
    return this.outside(node, direction)
      .filter((allowance) => intersect(allowance.addresses, addresses).length > 0)
      .reduce((set, allowance) => ports.union(set, allowance.ports), noPorts);
  }

  /** Everything that a class may connect to: inside its network, and over channels that it can enter. */
  *steps(from: EstateNode): Generator<EstateStep> {
    const model = this.models.get(from.network)!;
    const inside: EstateStep[] = [];
    eachPermitted(model, from.classId, (classId, ports) => {
      inside.push({ from, to: { network: from.network, classId }, channel: undefined, ports });
    });
    yield* inside;
    for (const channel of this.estate.channels) {
      if (channel.fromNetwork === from.network && this.canEnter(from, channel)) yield* this.exits(from, channel);
    }
  }

  /** Whether the class may connect to the near side of a channel's device. */
  canEnter(node: EstateNode, channel: EstateChannel): boolean {
    const address = parseAddressOrCidr(channel.senderDeviceAddress)?.[0];
    const position = portPosition(channel.protocol ?? 'TCP', channel.port);
    const { ports } = this.models.get(node.network)!;
    return (
      address !== undefined &&
      this.outside(node, 'egress').some(
        (allowance) => includes(allowance.addresses, address) && ports.has(allowance.ports, position),
      )
    );
  }

  /** Classes that accept connections from the far side of a channel's device. */
  *exits(from: EstateNode | undefined, channel: EstateChannel): Generator<EstateStep> {
    const addresses = parseAddressOrCidr(channel.receiverDeviceAddress) ?? [];
    const model = this.models.get(channel.toNetwork);
    for (const { id, example } of model?.classes ?? []) {
      if (example.assumed) continue;
      const to = { network: channel.toNetwork, classId: id };
      const ports = this.portsOutside(to, 'ingress', addresses);
      if (ports !== noPorts) yield { from, to, channel, ports };
    }
  }

  /**
   * The shortest way whose last step meets the goal and that avoids `blocked` nodes, as the steps taken;
   * undefined where there is none.
   */
  path(
    starts: Iterable<EstateStep>,
    goal: (step: EstateStep) => boolean,
    blocked: (node: EstateNode) => boolean = () => false,
  ): EstateStep[] | undefined {
    const key = ({ network, classId }: EstateNode) => `${network} ${classId}`;
    const cameBy = new Map<string, EstateStep>();
    const queue: EstateStep[] = [];
    const isLast = (step: EstateStep) => {
      if (blocked(step.to)) return false;
      if (goal(step)) return true;
      if (!cameBy.has(key(step.to))) {
        cameBy.set(key(step.to), step);
        queue.push(step);
      }
      return false;
    };
    for (const step of starts) if (isLast(step)) return [step];
    for (const step of queue) {
      for (const further of this.steps(step.to)) if (isLast(further)) return traced(further, cameBy, key);
    }
    return undefined;
  }

  /** A fact that names nobody would make an invariant hold for nothing. */
  #checkFacts(): void {
    for (const channel of this.estate.channels) {
      this.problems.about(`channel ${channel.id}`);
      this.#checkEnd(channel.fromNetwork, channel.sender, 'sender');
      this.#checkEnd(channel.toNetwork, channel.receiver, 'receiver');
      for (const side of ['senderDeviceAddress', 'receiverDeviceAddress'] as const) {
        const address = parseAddressOrCidr(channel[side]);
        if (!address) this.problems.report(side, `${JSON.stringify(channel[side])} is no address`, 'Correct it.');
      }
    }
    for (const network of this.estate.networks) {
      this.problems.about(`network ${network.id}`);
      for (const [field, selectors] of factSelectors(network)) {
        for (const selector of selectors) this.#checkEnd(network.id, selector, field);
      }
    }
  }

  #checkEnd(network: string, selector: WorkloadSelector, path: string): void {
    if (!this.models.has(network)) {
      this.problems.report(path, `no objects of network ${network} were given`, 'Prove all networks together.');
    } else if (this.classes(network, [selector]).size === 0) {
      this.problems.report(path, `no workload is ${JSON.stringify(selector)}`, 'Correct the fact or the objects.');
    }
  }
}

/** Addresses of declared ranges; text that is no address adds nothing (the model's validation reports it). */
export function addressesOf(ranges: readonly AddressRange[]): AddressSet {
  return ranges
    .map(rangeAddresses)
    .reduce<AddressSet>((set, range) => ('fault' in range ? set : union(set, range.addresses)), []);
}

function factSelectors(network: Estate['networks'][number]): [string, readonly WorkloadSelector[]][] {
  return [
    ['dataTiers', network.dataTiers],
    ['gateways', network.gateways],
    ['operations.workloads', network.operations.workloads],
    ['operations.bastions', network.operations.bastions],
    ['scraping', network.scraping.flatMap(({ scraper, targets }) => [scraper, ...targets.map((t) => t.workload)])],
  ];
}

/** Workloads of a network that facts of the estate name. */
export function endsIn(estate: Estate, network: string): WorkloadSelector[] {
  const facts = estate.networks.filter(({ id }) => id === network).flatMap(factSelectors);
  const channels = estate.channels.flatMap(({ fromNetwork, toNetwork, sender, receiver }) => [
    ...(fromNetwork === network ? [sender] : []),
    ...(toNetwork === network ? [receiver] : []),
  ]);
  return [...facts.flatMap(([, selectors]) => selectors), ...channels];
}

function traced(
  last: EstateStep,
  cameBy: ReadonlyMap<string, EstateStep>,
  key: (node: EstateNode) => string,
): EstateStep[] {
  const steps = [last];
  for (let from = last.from; from; from = steps[0]!.from) steps.unshift(cameBy.get(key(from))!);
  return steps;
}
