import type { Site } from './model/site.ts';
import { crossingFacts } from './model/validate/crossing.ts';

/** What estate rules know of a site beside its objects, by the name under which each rule looks it up. */
export function ruleFacts(site: Site): Readonly<Record<string, unknown>> {
  return { exchange: crossingFacts(site) };
}
