import type { Rule } from '../rule.ts';
import { pssRules } from './pss/index.ts';

/** Every rule there is. */
export const allRules: readonly Rule[] = [...pssRules];
