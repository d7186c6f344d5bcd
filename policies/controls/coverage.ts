import type { Basis, Rule } from '../rule.ts';
import type { Control, Judgement } from './control.ts';
import { controlsByPack } from './index.ts';

/**
 * rule: a rule gives evidence on objects; evidence: people's work or the live cluster shows it, as said; gap: objects could
 * show it and no rule does.
 */
export type CoverageStatus = 'rule' | 'evidence' | 'gap';

/** One clause with what gives evidence for it. */
export interface ClauseCoverage {
  readonly clause: string;
  readonly title: Control['title'];
  readonly how: readonly Judgement[];
  readonly certainty: Control['certainty'];
  /** Ids of rules. */
  readonly rules: readonly string[];
  readonly duties: readonly string[];
  readonly status: CoverageStatus;
  /** The best that the judging rules rest on; `declared` alone is no evidence. Absent where no rule judges. */
  readonly basis?: Basis;
  /** What shows the clause; for a gap, what is still missing. */
  readonly shownBy: string;
  /** Evidence or duty that covers a clause which objects could only say in words. */
  readonly coveredBy?: string;
}

/** Every clause of a pack with its rules, duties and status. Empty for a pack without clauses. */
export function coverage(rules: readonly Rule[], pack: string): ClauseCoverage[] {
  return (controlsByPack[pack] ?? []).map(({ clause, title, how, certainty, duties, shownBy, coveredBy }) => {
    const own = rules.filter(({ controls }) => controls.includes(`${pack}:${clause}`));
    const judging = own.map(({ id }) => id);
    const basis = (['live', 'object', 'declared'] as const).find((one) => own.some((rule) => rule.basis === one));
    return {
      clause,
      title,
      how,
      certainty,
      rules: judging,
      duties,
      status: statusOf(judging, how, coveredBy),
      shownBy,
      ...(coveredBy && { coveredBy }),
      ...(basis && { basis }),
    };
  });
}

function statusOf(rules: readonly string[], how: readonly Judgement[], coveredBy: string | undefined): CoverageStatus {
  if (rules.length > 0) return 'rule';
  if (coveredBy !== undefined) return 'evidence';
  return how.includes('S') || how.includes('A') ? 'gap' : 'evidence';
}

/** Control ids that rules name and no pack has: `rule: pack:clause`. */
export function unknownControls(rules: readonly Rule[]): string[] {
  const known = new Set(
    Object.entries(controlsByPack).flatMap(([pack, controls]) => controls.map(({ clause }) => `${pack}:${clause}`)),
  );
  return rules.flatMap(({ id, controls }) =>
    controls.filter((control) => !known.has(control)).map((control) => `${id}: ${control}`),
  );
}
