import type { EstateRule } from '../../rule.ts';
import { addressBlocksTakeEffect } from './address-blocks-take-effect.ts';
import { everyNamespaceDeniesByDefault } from './every-namespace-denies-by-default.ts';
import { noOneSidedAllowances } from './no-one-sided-allowances.ts';
import { noRedundantPolicies } from './no-redundant-policies.ts';
import { policiesSelectNarrowly } from './policies-select-narrowly.ts';

/** Rules about policies that the proof cannot object to: the permitted set is the same with and without them. */
export const connectivityRules: readonly EstateRule[] = [
  everyNamespaceDeniesByDefault,
  noRedundantPolicies,
  noOneSidedAllowances,
  policiesSelectNarrowly,
  addressBlocksTakeEffect,
];
