import type { Rule } from '../../rule.ts';
import { autoscalersOwnWhatTheyScale } from './autoscalers-own-what-they-scale.ts';
import { disruptionBudgetsProtectAndYield } from './disruption-budgets-protect-and-yield.ts';
import { importantWorkloadsKeepReplicas } from './important-workloads-keep-replicas.ts';

/** Availability: copies, what protects them, what scales them. */
export const availabilityRules: readonly Rule[] = [
  autoscalersOwnWhatTheyScale,
  disruptionBudgetsProtectAndYield,
  importantWorkloadsKeepReplicas,
];
