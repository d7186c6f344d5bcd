import type { AddressSet } from './addresses.ts';
import { isNamedBy } from './classes.ts';
import {
  type AddressRange,
  type DeclaredFlow,
  type DeclaredIntent,
  type FlowEnd,
  isAddressRange,
  rangeAddresses,
} from './intent.ts';
import { intersect } from './intervals.ts';
import type { NetworkModel } from './model.ts';
import { noPorts, type PortSetId, portRange, protocols } from './ports.ts';
import { type InputProblem, Problems } from './problem.ts';
import { disjoint, type OutsideAllowance } from './rows.ts';

/** A declaration spread over the classes of a model. */
export interface DeclaredRelation {
  /** Ports by sending and receiving class. */
  readonly between: ReadonlyMap<number, ReadonlyMap<number, PortSetId>>;
  /** What each class may send to outside addresses. */
  readonly sent: ReadonlyMap<number, readonly OutsideAllowance[]>;
  /** What each class may receive from outside addresses. */
  readonly received: ReadonlyMap<number, readonly OutsideAllowance[]>;
  /** Flows that cannot be meant as written, e.g. an end that names nothing. */
  readonly problems: readonly InputProblem[];
}

/** Spreads flows over classes. The model must be refined by the same intent. */
export function declaredRelation(model: NetworkModel, intent: DeclaredIntent): DeclaredRelation {
  const problems = new Problems();
  const between = new Map<number, Map<number, PortSetId>>();
  const sent = new Map<number, OutsideAllowance[]>();
  const received = new Map<number, OutsideAllowance[]>();
  const finder = new EndFinder(model, problems);
  intent.flows.forEach((flow, index) => {
    problems.about(`declared flow ${flow.id ?? `${index}`} of ${intent.network}`);
    const ports = flowPorts(model, flow, problems);
    const from = finder.find(flow.from, 'from');
    const to = finder.find(flow.to, 'to');
    if (ports === noPorts || !from || !to) return;
    if (from.classes && to.classes) {
      for (const sender of from.classes) {
        const row = between.get(sender) ?? new Map<number, PortSetId>();
        between.set(sender, row);
        for (const receiver of to.classes) {
          row.set(receiver, model.ports.union(row.get(receiver) ?? noPorts, ports));
        }
      }
    } else if (from.classes) {
      for (const sender of from.classes) push(sent, sender, { addresses: to.addresses!, ports });
    } else if (to.classes) {
      for (const receiver of to.classes) push(received, receiver, { addresses: from.addresses!, ports });
    } else problems.report('from', 'both ends are outside the cluster', 'Make one end a workload, or drop the flow.');
  });
  const tidy = (map: Map<number, OutsideAllowance[]>) =>
    new Map([...map].map(([id, list]) => [id, disjoint(list, model.ports)]));
  return { between, sent: tidy(sent), received: tidy(received), problems: problems.list };
}

function push(map: Map<number, OutsideAllowance[]>, key: number, value: OutsideAllowance): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function flowPorts(model: NetworkModel, flow: DeclaredFlow, problems: Problems): PortSetId {
  const { protocol, port, endPort } = flow;
  const good = (value: number) => Number.isInteger(value) && value >= 1 && value <= 65535;
  if (!protocols.includes(protocol)) {
    problems.report('protocol', `unknown protocol ${JSON.stringify(protocol)}`, 'Use TCP, UDP or SCTP.');
    return noPorts;
  }
  if (
    (port !== undefined && !good(port)) ||
    (endPort !== undefined && !(good(endPort) && endPort >= (port ?? 65536)))
  ) {
    problems.report('port', `${port}${endPort === undefined ? '' : `-${endPort}`} is no port range`, 'Use 1 to 65535.');
    return noPorts;
  }
  return model.ports.of(portRange(protocol, port, endPort));
}

interface FoundEnd {
  readonly classes?: readonly number[];
  readonly addresses?: AddressSet;
}

/** Finds the classes or addresses of flow ends; the classes of each namespace are searched once per end. */
class EndFinder {
  readonly #model: NetworkModel;
  readonly #problems: Problems;
  readonly #byNamespace = new Map<string, number[]>();
  readonly #known = new Map<string, FoundEnd>();

  constructor(model: NetworkModel, problems: Problems) {
    this.#model = model;
    this.#problems = problems;
    for (const { id, example } of model.classes) {
      const list = this.#byNamespace.get(example.namespace);
      if (list) list.push(id);
      else this.#byNamespace.set(example.namespace, [id]);
    }
  }

  find(end: FlowEnd, path: string): FoundEnd | undefined {
    const key = JSON.stringify(end);
    const known = this.#known.get(key);
    if (known) return known;
    const found = isAddressRange(end) ? this.#addresses(end, path) : this.#workloads(end, key, path);
    if (found) this.#known.set(key, found);
    return found;
  }

  #workloads(end: Exclude<FlowEnd, AddressRange>, text: string, path: string): FoundEnd | undefined {
    const ids =
      end.namespace === undefined ? [...this.#model.classes.keys()] : (this.#byNamespace.get(end.namespace) ?? []);
    const classes = ids.filter((id) => isNamedBy(this.#model.classes[id]!.example, end));
    if (classes.length > 0) return { classes };
    this.#problems.report(path, `no workload is ${text}`, 'Correct the end, or remove the flow.');
    return undefined;
  }

  #addresses(end: AddressRange, path: string): FoundEnd | undefined {
    const range = rangeAddresses(end);
    if ('fault' in range) {
      this.#problems.report(
        path,
        `${end.range}: ${JSON.stringify(range.fault)} is not an address or CIDR`,
        'Correct it.',
      );
      return undefined;
    }
    const addresses = intersect(range.addresses, this.#model.outside);
    if (addresses.length > 0) return { addresses };
    const remedy = 'Name workloads by selector; give outside ends outside addresses.';
    this.#problems.report(path, `${end.range} has no address outside the cluster`, remedy);
    return undefined;
  }
}
