import type { GateDecision } from '../../policies/gate.ts';
import type { InputError } from '../../policies/inputs/errors.ts';
import type { Rule } from '../../policies/rule.ts';

/** What a format is given beside the result: the decision, and what could not be read. */
export interface FormatOptions {
  readonly rules: readonly Rule[];
  readonly decision: GateDecision;
  readonly inputErrors: readonly InputError[];
  /** @default 'en' */
  readonly language?: 'zh' | 'en';
}
