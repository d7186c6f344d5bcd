import type { Rule } from '../../rule.ts';
import { levelsMeetOnlyAtGateways } from './levels-meet-only-at-gateways.ts';
import { metadataAddressIsClosed } from './metadata-address-is-closed.ts';
import { noEgressToEverywhere } from './no-egress-to-everywhere.ts';
import { policiesNameTheirOwner } from './policies-name-their-owner.ts';
import { policyRulesNamePeersAndPorts } from './policy-rules-name-peers-and-ports.ts';
import { portRangesAreNarrow } from './port-ranges-are-narrow.ts';
import { tenantsHavePoliciesOfTheirOwn } from './tenants-have-policies-of-their-own.ts';

/** What a single network policy must say. */
export const networkRules: readonly Rule[] = [
  metadataAddressIsClosed,
  noEgressToEverywhere,
  policiesNameTheirOwner,
  policyRulesNamePeersAndPorts,
  portRangesAreNarrow,
  levelsMeetOnlyAtGateways,
  tenantsHavePoliciesOfTheirOwn,
];
