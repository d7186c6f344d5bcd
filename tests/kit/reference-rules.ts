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

/** Suites by alert name: instances of one idea, of all networks, stand beside each other. */
export function referenceSuites(): AlertSuite[] {
  const all = referenceRules.flatMap(([network, rules]) => alertsOf(rules).map((alert) => ({ network, alert })));
  return [...Map.groupBy(all, ({ alert }) => alert.name)].map(([id, alerts]) => ({ id, alerts }));
}
