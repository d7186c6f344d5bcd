import { loadSite } from '../../stacks/model/load.ts';
import type { Alert } from '../../stacks/observability/alerts/alert.ts';
import { type NetworkRules, networkRules } from '../../stacks/observability/rules/rule-files.ts';
import binhe from '../../stacks/sites/binhe.ts';
import type { AlertSuite } from './promtool.ts';

/** The reference site, loaded. */
export const referenceSite = loadSite(binhe, 'binhe');

/** The rules of each of its networks. */
export const referenceRules: readonly (readonly [network: string, rules: NetworkRules])[] = Object.entries(
  referenceSite.networks,
).map(([networkId, network]) => [networkId, networkRules({ site: referenceSite, networkId, network })]);

/** Every alert of a network's rules. */
export function alertsOf(rules: NetworkRules): Alert[] {
  return Object.values(rules.alerts).flat();
}

/** Suites by alert name, so that instances of one idea stand beside each other. */
export function suitesOf(network: string, rules: NetworkRules): AlertSuite[] {
  return [...Map.groupBy(alertsOf(rules), ({ name }) => name)].map(([name, alerts]) => ({
    id: `${network} ${name}`,
    network,
    alerts,
  }));
}
