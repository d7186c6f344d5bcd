import { judge } from '../../policies/judge.ts';
import { isEstateRule } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { addVerdicts, type Finding, noVerdicts, type VerdictCounts } from '../../policies/verdict.ts';
import type { Waiver } from '../../policies/waiver.ts';
import { ruleFacts } from '../../stacks/rule-facts.ts';
import type { City } from '../pipeline/city.ts';

/**
 * Verdicts over the declared objects, by network. Rules of objects are judged network by network; rules of the whole
 * estate once, and what they find counts for the network of the object it is found on.
 */
export function verdictsByNetwork(
  city: City,
  waivers: readonly Waiver[],
  today: string,
): ReadonlyMap<string, VerdictCounts> {
  const facts = ruleFacts(city.site);
  const estateRules = allRules.filter(isEstateRule);
  const objectRules = allRules.filter((rule) => !isEstateRule(rule));
  const all = city.networks.flatMap((network) => [...(city.objects.get(network) ?? [])]);
  const { findings } = judge(all, { rules: estateRules, waivers, today, facts });
  return new Map(
    city.networks.map((network) => {
      const objects = city.objects.get(network) ?? [];
      const { verdicts } = judge(objects, { rules: objectRules, waivers, today, facts });
      return [network, addVerdicts(verdicts, countOf(findings, network))] as const;
    }),
  );
}

function countOf(findings: readonly Finding[], network: string): VerdictCounts {
  const counts = noVerdicts();
  for (const { object, verdict } of findings) if (object.network === network) counts[verdict]++;
  return counts;
}
