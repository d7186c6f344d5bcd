import type { EstateGraph } from './estate-graph.ts';
import { crossingInvariants } from './invariants-crossings.ts';
import { zoneInvariants } from './invariants-zones.ts';
import type { Witness } from './witness.ts';

/** What shows that an invariant is broken: the last connection of a path, and the whole path as people read it. */
export interface InvariantWitness extends Witness {
  readonly path: readonly string[];
}

/** A statement about all networks together. */
export interface Invariant {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Clauses or rules of the site that it gives evidence for. */
  readonly basis: string;
  /** Connections that break it, the first ones at most. */
  readonly violations: (graph: EstateGraph) => InvariantWitness[];
}

export interface InvariantResult {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly holds: boolean;
  /** The first connection that breaks it. */
  readonly witness: InvariantWitness | null;
  readonly violations: number;
}

/** All invariants of an estate. */
export const invariants: readonly Invariant[] = [...zoneInvariants, ...crossingInvariants];

export function checkInvariants(graph: EstateGraph): InvariantResult[] {
  return invariants.map(({ id, title, violations }) => {
    const found = violations(graph);
    return { id, title, holds: found.length === 0, witness: found[0] ?? null, violations: found.length };
  });
}
