import type { AddressSet } from './addresses.ts';
import { type DeclaredRelation, declaredRelation } from './declared.ts';
import type { DeclaredIntent } from './intent.ts';
import { intersect, subtract } from './intervals.ts';
import { eachPermitted, type NetworkModel, pairCount, permittedPorts, refine } from './model.ts';
import type { Direction } from './policy.ts';
import { noPorts, type PortSetId } from './ports.ts';
import { type OutsideAllowance, outsideProfile } from './rows.ts';

/** Ports that two sets differ in: permitted without being declared, and declared without being permitted. */
export interface PortDifference {
  readonly extra: PortSetId;
  readonly missing: PortSetId;
}

export interface OutsideDifference extends PortDifference {
  readonly addresses: AddressSet;
}

/**
 * The comparison of one network with its declaration. It holds when there is no difference and no problem.
 * Counts are connections: a pair of workloads (or a workload and the outside) times port ranges.
 */
export interface NetworkProof {
  readonly model: NetworkModel;
  readonly intent: DeclaredIntent;
  readonly relation: DeclaredRelation;
  /** By {@link pairKey} of sending and receiving class; the first {@link mostDifferences} only. */
  readonly between: ReadonlyMap<number, PortDifference>;
  /** Pairs of classes that differ, all of them. */
  readonly differing: number;
  /** Towards outside addresses (egress) and from them (ingress), by class. */
  readonly outside: Readonly<Record<Direction, ReadonlyMap<number, readonly OutsideDifference[]>>>;
  readonly permitted: number;
  readonly declared: number;
}

/** Differences kept: a large cluster without policies has a difference for every pair, which no memory holds. */
export const mostDifferences = 100_000;

/** Compares what the policies of a network permit with what is declared. */
export function prove(model: NetworkModel, intent: DeclaredIntent): NetworkProof {
  const refined = refine(model, intent);
  const relation = declaredRelation(refined, intent);
  const tally = new Tally(refined, relation);
  for (const { id } of refined.classes) {
    tally.compareSender(id);
    tally.compareOutside('egress', id);
    tally.compareOutside('ingress', id);
  }
  return tally.proof(intent);
}

/** Whether nothing differs and nothing was at fault. */
export function holds({ differing, outside, model, relation }: NetworkProof): boolean {
  return (
    differing === 0 &&
    outside.ingress.size === 0 &&
    outside.egress.size === 0 &&
    model.problems.length === 0 &&
    relation.problems.length === 0
  );
}

/**
 * Proves again after policies changed, comparing only the rows that changed.
 * @param proof the proof before; its model must have the same classes as `model` (see `changePolicy`).
 * @param changed classes whose row changed, by direction.
 */
export function reprove(
  proof: NetworkProof,
  model: NetworkModel,
  changed: Readonly<Record<Direction, ReadonlySet<number>>>,
): NetworkProof {
  if (proof.differing > proof.between.size) return prove(model, proof.intent);
  const tally = new Tally(model, proof.relation, proof);
  for (const from of changed.egress) {
    for (const to of model.classes.keys()) tally.recompare(from, to);
    tally.recompareOutside('egress', from);
  }
  for (const to of changed.ingress) {
    for (const from of model.classes.keys()) if (!changed.egress.has(from)) tally.recompare(from, to);
    tally.recompareOutside('ingress', to);
  }
  return tally.proof(proof.intent);
}

/** Names an ordered pair of classes. */
export function pairKey(model: NetworkModel, from: number, to: number): number {
  return from * model.classes.length + to;
}

/** The classes of a {@link pairKey}. */
export function pairOf(model: NetworkModel, key: number): { from: number; to: number } {
  return { from: Math.floor(key / model.classes.length), to: key % model.classes.length };
}

const noRow: ReadonlyMap<number, PortSetId> = new Map();

class Tally {
  readonly #model: NetworkModel;
  readonly #relation: DeclaredRelation;
  readonly #before: NetworkProof | undefined;
  readonly #between: Map<number, PortDifference>;
  readonly #outside: Record<Direction, Map<number, readonly OutsideDifference[]>>;
  #differing: number;
  #permitted: number;
  #declared: number;

  constructor(model: NetworkModel, relation: DeclaredRelation, before?: NetworkProof) {
    this.#model = model;
    this.#relation = relation;
    this.#before = before;
    this.#between = new Map(before?.between);
    this.#outside = { ingress: new Map(before?.outside.ingress), egress: new Map(before?.outside.egress) };
    this.#differing = before?.differing ?? 0;
    this.#permitted = before?.permitted ?? 0;
    this.#declared = before?.declared ?? 0;
  }

  proof(intent: DeclaredIntent): NetworkProof {
    return {
      model: this.#model,
      intent,
      relation: this.#relation,
      between: this.#between,
      differing: this.#differing,
      outside: this.#outside,
      permitted: this.#permitted,
      declared: this.#declared,
    };
  }

  compareSender(from: number): void {
    const declared = this.#relation.between.get(from) ?? noRow;
    let met = 0;
    eachPermitted(this.#model, from, (to, permitted) => {
      const wanted = declared.get(to);
      if (wanted !== undefined) met += 1;
      this.#record(from, to, permitted, wanted ?? noPorts);
    });
    if (met === declared.size) return;
    for (const [to, wanted] of declared) {
      if (permittedPorts(this.#model, from, to) === noPorts) this.#record(from, to, noPorts, wanted);
    }
  }

  recompare(from: number, to: number): void {
    const wanted = this.#relation.between.get(from)?.get(to) ?? noPorts;
    const was = permittedPorts(this.#before!.model, from, to);
    const is = permittedPorts(this.#model, from, to);
    if (was === is) return;
    this.#record(from, to, was, wanted, -1);
    this.#record(from, to, is, wanted);
  }

  compareOutside(direction: Direction, id: number): void {
    this.#recordOutside(direction, id, this.#profile(this.#model, direction, id), 1);
  }

  recompareOutside(direction: Direction, id: number): void {
    this.#recordOutside(direction, id, this.#profile(this.#before!.model, direction, id), -1);
    this.compareOutside(direction, id);
  }

  #profile(model: NetworkModel, direction: Direction, id: number): readonly OutsideAllowance[] {
    return outsideProfile(model[direction][id]!, model.outside, model.ports);
  }

  #record(from: number, to: number, permitted: PortSetId, declared: PortSetId, sign = 1): void {
    const { classes, ports } = this.#model;
    if (classes[from]!.example.assumed && classes[to]!.example.assumed) return;
    const pairs = pairCount(this.#model, from, to);
    if (pairs === 0) return;
    this.#permitted += sign * pairs * ports.rangeCount(permitted);
    this.#declared += sign * pairs * ports.rangeCount(declared);
    const key = pairKey(this.#model, from, to);
    if (permitted === declared) return;
    this.#differing += sign;
    if (sign < 0) this.#between.delete(key);
    else if (this.#between.size < mostDifferences) {
      const difference = { extra: ports.subtract(permitted, declared), missing: ports.subtract(declared, permitted) };
      this.#between.set(key, difference);
    }
  }

  #recordOutside(direction: Direction, id: number, permitted: readonly OutsideAllowance[], sign: number): void {
    const { example, members } = this.#model.classes[id]!;
    if (example.assumed) return;
    const declared = (direction === 'egress' ? this.#relation.sent : this.#relation.received).get(id) ?? [];
    const count = (allowances: readonly OutsideAllowance[]) =>
      members.length * allowances.reduce((sum, { ports }) => sum + this.#model.ports.rangeCount(ports), 0);
    this.#permitted += sign * count(permitted);
    this.#declared += sign * count(declared);
    const differences = outsideDifferences(this.#model, permitted, declared);
    if (differences.length === 0) this.#outside[direction].delete(id);
    else this.#outside[direction].set(id, differences);
  }
}

/** Where two disjoint allowances differ, address by address. */
export function outsideDifferences(
  { ports }: Pick<NetworkModel, 'ports'>,
  permitted: readonly OutsideAllowance[],
  declared: readonly OutsideAllowance[],
): OutsideDifference[] {
  const differences: OutsideDifference[] = [];
  const add = (addresses: AddressSet, is: PortSetId, wanted: PortSetId) => {
    if (addresses.length === 0 || is === wanted) return;
    differences.push({ addresses, extra: ports.subtract(is, wanted), missing: ports.subtract(wanted, is) });
  };
  for (const part of permitted) {
    let alone = part.addresses;
    for (const wanted of declared) {
      add(intersect(part.addresses, wanted.addresses), part.ports, wanted.ports);
      alone = subtract(alone, wanted.addresses);
    }
    add(alone, part.ports, noPorts);
  }
  for (const wanted of declared) {
    const alone = permitted.reduce((rest, { addresses }) => subtract(rest, addresses), wanted.addresses);
    add(alone, noPorts, wanted.ports);
  }
  return differences;
}
