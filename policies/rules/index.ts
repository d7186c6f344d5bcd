import type { Rule } from '../rule.ts';
import { connectivityRules } from './connectivity/index.ts';
import { exchangeRules } from './exchange/index.ts';
import { pssRules } from './pss/index.ts';

/** Every rule there is. */
export const allRules: readonly Rule[] = [...pssRules, ...connectivityRules, ...exchangeRules];
