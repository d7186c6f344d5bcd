import { baselineFamily } from './baseline/baseline-stack.ts';
import { cloudFamily } from './cloud/cloud-stack.ts';
import { type Family, families, type NetworkContext, stackId } from './context.ts';
import type { Site } from './model/site.ts';
import { observabilityFamily } from './observability/observability-stack.ts';
import { segmentsFamily } from './segments/segments-stack.ts';
import { systemsFamily } from './systems/systems-stack.ts';
import { type App, networkStack, type TerraformStack, terraformApp } from './terraform.ts';

const builders: Readonly<Record<Family, (stack: TerraformStack, context: NetworkContext) => void>> = {
  cloud: cloudFamily,
  baseline: baselineFamily,
  segments: segmentsFamily,
  systems: systemsFamily,
  observability: observabilityFamily,
};

/**
 * The cdktf app of a site: one stack per network and family. Pure: takes the site and an output folder, reads nothing
 * else. Synthesising is the caller's (`app.synth()`).
 * @param networks ids to build @default every network of the site
 */
export function siteApp(site: Site, outdir: string, networks: readonly string[] = Object.keys(site.networks)): App {
  const app = terraformApp(outdir);
  for (const networkId of networks) {
    const network = site.networks[networkId];
    if (!network)
      throw new Error(`${site.id}: no network "${networkId}". Networks: ${Object.keys(site.networks).join(', ')}.`);
    const context: NetworkContext = { site, networkId, network };
    let previous: TerraformStack | undefined;
    for (const family of families) {
      const stack = networkStack(app, stackId(site.id, networkId, family), network.stateBackend);
      builders[family](stack, context);
      if (previous) stack.addDependency(previous);
      previous = stack;
    }
  }
  return app;
}
