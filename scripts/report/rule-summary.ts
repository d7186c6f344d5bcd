import { packsOf } from '../../policies/pack.ts';
import { isAdmissible, isEstateRule, type Rule } from '../../policies/rule.ts';

/** A rule as scripts read it: examples as counts, targets as kinds. */
export function ruleSummary(rule: Rule) {
  return {
    id: rule.id,
    title: rule.title,
    severity: rule.severity,
    basis: rule.basis,
    controls: rule.controls,
    packs: packsOf(rule),
    targets: isEstateRule(rule) ? ['estate'] : rule.targets.kinds.map(({ kind }) => kind),
    admission: !isEstateRule(rule) && isAdmissible(rule),
    examples: { compliant: rule.examples.compliant.length, violating: rule.examples.violating.length },
  };
}
