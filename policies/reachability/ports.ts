import { type Intervals, includes, intersect, normalise, subtract, union } from './intervals.ts';

export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof protocols)[number];

const blockSize = 65536;
const highestPort = 65535;

/**
 * A protocol and port as one number: the protocol's block of 65,536 plus the port (1–65535).
 * Position 0 of each block is never used, so ranges of two protocols never touch.
 */
export function portPosition(protocol: Protocol, port: number): number {
  return protocols.indexOf(protocol) * blockSize + port;
}

/** The protocol and port of a position. */
export function portAt(position: number): { protocol: Protocol; port: number } {
  return { protocol: protocols[Math.floor(position / blockSize)]!, port: position % blockSize };
}

/** Ports `port`…`endPort` (inclusive) of a protocol; all of its ports when `port` is left out. */
export function portRange(protocol: Protocol, port?: number, endPort = port): Intervals<number> {
  const base = protocols.indexOf(protocol) * blockSize;
  return port === undefined ? [base + 1, base + highestPort + 1] : [base + port, base + endPort! + 1];
}

/** Identifies a port set inside one {@link PortSets} table. Equal ids are equal sets. */
export type PortSetId = number;

/** The empty set and the full set (every port of every protocol) have the same id in every table. */
export const noPorts: PortSetId = 0;
export const allPorts: PortSetId = 1;

/**
 * Interned port sets: each distinct set is stored once and named by a small integer, and operations on pairs of
 * ids are remembered. A cluster uses few distinct sets, so almost all operations become one look-up.
 */
export class PortSets {
  readonly #sets: Intervals<number>[] = [];
  readonly #ids = new Map<string, PortSetId>();
  readonly #unions = new Map<number, PortSetId>();
  readonly #intersections = new Map<number, PortSetId>();
  readonly #differences = new Map<number, PortSetId>();

  constructor() {
    this.of([]);
    this.of(normalise(protocols.map((protocol) => portRange(protocol) as [number, number])));
  }

  /** The id of a normalised set. */
  of(set: Intervals<number>): PortSetId {
    const key = set.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#sets.length;
      this.#sets.push(set);
      this.#ids.set(key, id);
    }
    return id;
  }

  ranges(id: PortSetId): Intervals<number> {
    return this.#sets[id]!;
  }

  has(id: PortSetId, position: number): boolean {
    return id === allPorts || includes(this.#sets[id]!, position);
  }

  /** Number of maximal ranges, each within one protocol. */
  rangeCount(id: PortSetId): number {
    return this.#sets[id]!.length / 2;
  }

  union(a: PortSetId, b: PortSetId): PortSetId {
    if (a === b || b === noPorts || a === allPorts) return a;
    if (a === noPorts || b === allPorts) return b;
    return this.#remembered(this.#unions, a, b, union);
  }

  intersect(a: PortSetId, b: PortSetId): PortSetId {
    if (a === b || b === allPorts || a === noPorts) return a;
    if (a === allPorts || b === noPorts) return b;
    return this.#remembered(this.#intersections, a, b, intersect);
  }

  /** What is in `a` and not in `b`. */
  subtract(a: PortSetId, b: PortSetId): PortSetId {
    if (b === noPorts) return a;
    if (a === b || a === noPorts || b === allPorts) return noPorts;
    return this.#remembered(this.#differences, a, b, subtract);
  }

  #remembered(
    memory: Map<number, PortSetId>,
    a: PortSetId,
    b: PortSetId,
    operation: (a: Intervals<number>, b: Intervals<number>) => Intervals<number>,
  ): PortSetId {
    const key = a * 0x4000000 + b;
    let id = memory.get(key);
    if (id === undefined) {
      id = this.of(operation(this.#sets[a]!, this.#sets[b]!));
      memory.set(key, id);
    }
    return id;
  }
}

/** Ports of a set by protocol, written as `80`, `8000-8099`, comma-separated; `1-65535` for all. */
export function portText(set: Intervals<number>): { protocol: Protocol; ports: string }[] {
  const lines: { protocol: Protocol; ports: string }[] = [];
  for (let i = 0; i < set.length; i += 2) {
    const { protocol, port } = portAt(set[i]!);
    const last = (set[i + 1]! - 1) % blockSize;
    const text = last === port ? `${port}` : `${port}-${last}`;
    const line = lines.at(-1);
    if (line?.protocol === protocol) line.ports += `,${text}`;
    else lines.push({ protocol, ports: text });
  }
  return lines;
}
