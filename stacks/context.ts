import { labels } from './model/names.ts';
import type { Network } from './model/network.ts';
import type { Site } from './model/site.ts';

/** Families in the order in which they are applied: default-deny and admission stand before any workload. */
export const families = ['cloud', 'baseline', 'segments', 'systems', 'observability'] as const;

export type Family = (typeof families)[number];

/** What every family of one network is built from. */
export interface NetworkContext {
  readonly site: Site;
  readonly networkId: string;
  readonly network: Network;
}

/** The stack id of a family: `<site>-<network>-<family>`. */
export function stackId(site: string, network: string, family: Family): string {
  return `${site}-${network}-${family}`;
}

/** Labels on every object of a family. */
export function commonLabels(context: NetworkContext, family: Family): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'fadun',
    [labels.site]: context.site.id,
    [labels.network]: context.networkId,
    [labels.family]: family,
  };
}
