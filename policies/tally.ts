import type { Rule } from './rule.ts';
import { noVerdicts, type VerdictCounts, type VerdictKind, verdictKinds } from './verdict.ts';

const kinds = verdictKinds.length;
const offsetOf = Object.fromEntries(verdictKinds.map((kind, at) => [kind, at])) as Record<VerdictKind, number>;

/** Counts that are not zero, as `rule × verdicts + verdict, count` one after the other: small, and plain data. */
export type SparseCounts = readonly number[];

/** How often each rule gave each verdict. */
export class Tally {
  readonly #rules: readonly Rule[];
  readonly #counts: Int32Array;

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#counts = new Int32Array(rules.length * kinds);
  }

  /** @param rule position among the rules */
  add(rule: number, verdict: VerdictKind, count = 1): void {
    this.#counts[rule * kinds + offsetOf[verdict]]! += count;
  }

  addSparse(counts: SparseCounts): void {
    for (let at = 0; at < counts.length; at += 2) this.#counts[counts[at]!]! += counts[at + 1]!;
  }

  sparse(): SparseCounts {
    const counts: number[] = [];
    for (let at = 0; at < this.#counts.length; at++) if (this.#counts[at] !== 0) counts.push(at, this.#counts[at]!);
    return counts;
  }

  byRule(): ReadonlyMap<string, VerdictCounts> {
    return new Map(
      this.#rules.map(({ id }, rule) => {
        const counts = noVerdicts();
        for (const kind of verdictKinds) counts[kind] = this.#counts[rule * kinds + offsetOf[kind]]!;
        return [id, counts];
      }),
    );
  }
}
