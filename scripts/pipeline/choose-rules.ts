import { rulesOfPacks } from '../../policies/pack.ts';
import type { Rule } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { FadunError } from '../errors.ts';

/**
 * Rules of the packs; every rule without.
 * @throws FadunError for a pack that does not exist
 */
export function chooseRules(packs: readonly string[] | undefined): readonly Rule[] {
  if (!packs?.length) return allRules;
  try {
    return rulesOfPacks(allRules, packs);
  } catch (error) {
    throw new FadunError('--pack', (error as Error).message, {
      zh: '规则包见 `fadun rules`。',
      en: 'See `fadun rules` for the packs.',
    });
  }
}
