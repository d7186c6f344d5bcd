import { type EstateRule, isEstateRule, type Rule } from './rule.ts';
import { isOfKnownKind } from './targets.ts';

/** Objects of a kind that no rule names: none judges them, save one that looks for a text in every kind, and that must be said. */
export interface UnjudgedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly objects: number;
}

/** Whether a rule over the estate names that kind as read, in the group in which rules know it. */
export function isReadByEstateRules(rules: readonly Rule[], apiVersion: string, kind: string): boolean {
  return rules.filter(isEstateRule).some(({ reads }: EstateRule) => {
    return !('holding' in reads) && reads.includes(kind) && isOfKnownKind(apiVersion, kind);
  });
}

/** The sum of several lists, in the order of kinds and versions. */
export function sumUnjudged(lists: Iterable<readonly UnjudgedKind[]>): readonly UnjudgedKind[] {
  const sums = new Map<string, UnjudgedKind>();
  for (const list of lists) {
    for (const { apiVersion, kind, objects } of list) {
      const key = `${kind} ${apiVersion}`;
      sums.set(key, { apiVersion, kind, objects: objects + (sums.get(key)?.objects ?? 0) });
    }
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
}
