import type { Rule } from '../../rule.ts';
import { entrancesFilterContent } from './entrances-filter-content.ts';
import { entrancesLogAccess } from './entrances-log-access.ts';
import { entrancesNameATlsProfile } from './entrances-name-a-tls-profile.ts';
import { entrancesOnlyInGatewayNamespaces } from './entrances-only-in-gateway-namespaces.ts';
import { entrancesUseApprovedSuites } from './entrances-use-approved-suites.ts';
import { entrancesValidateInput } from './entrances-validate-input.ts';
import { ingressesUseTls } from './ingresses-use-tls.ts';
import { loadBalancersKeepSourceAddress } from './load-balancers-keep-source-address.ts';
import { loadBalancersLimitSources } from './load-balancers-limit-sources.ts';
import { noExternalIps } from './no-external-ips.ts';
import { noNodePorts } from './no-node-ports.ts';

/** Entrances: where the outside comes in, and how. */
export const exposureRules: readonly Rule[] = [
  entrancesNameATlsProfile,
  entrancesOnlyInGatewayNamespaces,
  ingressesUseTls,
  loadBalancersKeepSourceAddress,
  loadBalancersLimitSources,
  noExternalIps,
  noNodePorts,
  entrancesFilterContent,
  entrancesLogAccess,
  entrancesUseApprovedSuites,
  entrancesValidateInput,
];
