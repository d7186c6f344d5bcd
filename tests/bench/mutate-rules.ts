/**
 * Switches each rule off and turns it round, and looks whether its examples notice; `--fine` also changes its
 * expressions in every small way. Prints the mutants that no example tells from the rule; exits 1 when there are any.
 *
 *   npm exec -- node tests/bench/mutate-rules.ts [--fine] [rule id …]
 */
import { isEstateRule } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { coarseMutants, isEquivalentMutant, isNoticed, mutantsOf } from './rule-mutants.ts';

const fineToo = process.argv.includes('--fine');
const wanted = process.argv.slice(2).filter((one) => one !== '--fine');
const rules = allRules.filter((rule) => wanted.length === 0 || wanted.includes(rule.id));
let made = 0;
const survivors: string[] = [];
for (const rule of rules) {
  const fine = isEstateRule(rule) || !fineToo ? [] : mutantsOf(rule);
  for (const [name, mutant] of [...coarseMutants(rule), ...fine]) {
    if (isEquivalentMutant(rule.id, name)) continue;
    made++;
    if (!isNoticed(mutant)) survivors.push(`${rule.id}: ${name}`);
  }
}
console.log(`${rules.length} rules, ${made} mutants, ${survivors.length} survivors`);
for (const survivor of survivors) console.log(`  ${survivor}`);
process.exitCode = survivors.length > 0 ? 1 : 0;
