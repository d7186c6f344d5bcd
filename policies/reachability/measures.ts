import type { Hold } from '../hold.ts';
import type { ProofReport } from './report.ts';
import { mostWitnesses, type Witness } from './witness.ts';

/** Measures in force, by network. */
export type Measures = ReadonlyMap<string, readonly Pick<Hold, 'closes' | 'moves'>[]>;

/**
 * The report without what measures in force explain: connections lost because their namespace was closed, and a channel's
 * device that was replaced by its spare. Whatever else is permitted beyond the declaration stays, in closed namespaces
 * too: closing takes away and never gives.
 */
export function exceptMeasures(report: ProofReport, measures: Measures): ProofReport {
  const of = (network: string) => measures.get(network) ?? [];
  const declaredNotPermitted = report.declaredNotPermitted.filter(
    (witness) =>
      !of(witness.network).some(({ closes, moves }) => isInside(witness, closes) || isBetween(witness, moves, 'from')),
  );
  const permittedNotDeclared = report.permittedNotDeclared.filter(
    (witness) => !of(witness.network).some(({ moves }) => isBetween(witness, moves, 'to')),
  );
  const isWhole = Math.max(report.declaredNotPermitted.length, report.permittedNotDeclared.length) < mostWitnesses;
  const isSame =
    declaredNotPermitted.length === report.declaredNotPermitted.length &&
    permittedNotDeclared.length === report.permittedNotDeclared.length;
  if (isSame) return report;
  const holds =
    isWhole &&
    declaredNotPermitted.length === 0 &&
    permittedNotDeclared.length === 0 &&
    report.invariants.every((invariant) => invariant.holds) &&
    report.void.length === 0 &&
    report.problems.length === 0;
  return { ...report, declaredNotPermitted, permittedNotDeclared, holds };
}

/** Workload ids are `namespace/Kind/name`. */
function isInside({ from, to }: Witness, namespace: string | undefined): boolean {
  return namespace !== undefined && [from, to].some((end) => end.startsWith(`${namespace}/`));
}

function isBetween({ from, to }: Witness, moves: Hold['moves'], end: 'from' | 'to'): boolean {
  if (moves === undefined) return false;
  const ends = [from, to];
  return ends.some((one) => one.startsWith(`${moves.namespace}/`)) && ends.includes(moves[end]);
}
