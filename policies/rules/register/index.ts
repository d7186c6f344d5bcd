import type { Rule } from '../../rule.ts';
import { assetsAreRegisteredInFull } from './assets-are-registered-in-full.ts';
import { channelsAreApprovedByAnother } from './channels-are-approved-by-another.ts';
import { clustersRunListedSystems } from './clusters-run-listed-systems.ts';
import { operationsStayInTheCountry } from './operations-stay-in-the-country.ts';
import { personalInformationIsNecessary } from './personal-information-is-necessary.ts';
import { systemsAreFiled } from './systems-are-filed.ts';
import { wirelessEntersByVpn } from './wireless-enters-by-vpn.ts';

/** What a site registers: its data, systems, approvals and places. */
export const registerRules: readonly Rule[] = [
  assetsAreRegisteredInFull,
  channelsAreApprovedByAnother,
  clustersRunListedSystems,
  operationsStayInTheCountry,
  personalInformationIsNecessary,
  systemsAreFiled,
  wirelessEntersByVpn,
];
