/**
 * Changes each rule in every small way that its expressions allow and looks whether its examples notice.
 * Prints the mutants that no example tells from the rule; exits 1 when there are any.
 *
 *   npm exec -- node tests/bench/mutate-rules.ts [rule id …]
 */
import { judgeExample } from '../../policies/judge-example.ts';
import { isEstateRule, isItemsRule, type ObjectRule, type Rule } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { isEquivalentMutant, mutantsOf } from './rule-mutants.ts';

/** Whether an example gets another verdict from the mutant than its side demands. */
function isNoticed(mutant: Rule): boolean {
  const judged = (side: 'compliant' | 'violating') =>
    mutant.examples[side].map((example) => judgeExample(mutant, example as never).verdict);
  const passes = judged('compliant').every((verdict) => verdict === 'pass' || verdict === 'notApplicable');
  const outright = judged('compliant').includes('pass');
  return !(passes && outright && judged('violating').every((verdict) => verdict === 'fail'));
}

/** The rule switched off, and turned round: what the examples must notice before anything finer. */
function coarseMutants(rule: Rule): readonly (readonly [string, Rule])[] {
  if (isEstateRule(rule)) {
    return [['finds nothing', { ...rule, evaluate: () => ({ judged: 1, findings: [] }) }]];
  }
  const body = isItemsRule(rule) ? 'holds' : 'expression';
  const source = (rule as unknown as Record<string, string>)[body]!;
  return [
    ['always holds', { ...rule, [body]: 'true' } as ObjectRule],
    ['never holds', { ...rule, [body]: 'false' } as ObjectRule],
    ['negated', { ...rule, [body]: `!(${source})` } as ObjectRule],
  ];
}

const wanted = process.argv.slice(2);
const rules = allRules.filter((rule) => wanted.length === 0 || wanted.includes(rule.id));
let made = 0;
const survivors: string[] = [];
for (const rule of rules) {
  const fine = isEstateRule(rule) ? [] : mutantsOf(rule);
  for (const [name, mutant] of [...coarseMutants(rule), ...fine]) {
    if (isEquivalentMutant(rule.id, name)) continue;
    made++;
    if (!isNoticed(mutant)) survivors.push(`${rule.id}: ${name}`);
  }
}
console.log(`${rules.length} rules, ${made} mutants, ${survivors.length} survivors`);
for (const survivor of survivors) console.log(`  ${survivor}`);
process.exitCode = survivors.length > 0 ? 1 : 0;
