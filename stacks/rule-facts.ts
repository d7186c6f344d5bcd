import { ruleSettingsName, type Settings } from '../policies/rule.ts';
import { networkFactsName } from '../policies/rules/connectivity/hygiene-rule.ts';
import { exchangeFactsName } from '../policies/rules/exchange/estate-facts.ts';
import { registerFactsName } from '../policies/rules/register/register-facts.ts';
import { networkFacts } from './intent.ts';
import type { Network } from './model/network.ts';
import type { Site } from './model/site.ts';
import { crossingFacts } from './model/validate/crossing.ts';
import { registerFacts } from './register-facts.ts';

/** What estate rules know of a site beside its objects, by the name under which each rule looks it up. */
export function ruleFacts(site: Site): Readonly<Record<string, unknown>> {
  const networks = Object.entries(site.networks).map(([id, network]) => [id, networkFacts(network)] as const);
  return {
    [exchangeFactsName]: crossingFacts(site),
    [networkFactsName]: Object.fromEntries(networks),
    [registerFactsName]: registerFacts(site),
    [ruleSettingsName]: Object.fromEntries(
      Object.entries(site.networks).map(([id, network]) => [id, ruleSettings(network)]),
    ),
  };
}

/** What a network sets of the rules' settings; off-line and in admission alike. */
export function ruleSettings({ registry }: Network): Settings {
  return { ownRegistries: [registry] };
}
