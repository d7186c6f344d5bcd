import type { NetworkContext } from '../context.ts';
import { channelsOf } from '../namespaces.ts';
import type { TerraformStack } from '../terraform.ts';
import { networkWorkloads } from '../workloads.ts';
import { exchangeChannelSide } from './exchange-channel.ts';
import { networkPolicies } from './network-policies.ts';

/** The walls of one network: default-deny and declared permissions first, then its sides of the exchange channels. */
export function segmentsFamily(stack: TerraformStack, context: NetworkContext): void {
  networkPolicies(stack, context);
  const workloads = new Map(networkWorkloads(context).map((workload) => [workload.end, workload]));
  for (const channel of channelsOf(context)) exchangeChannelSide(stack, context, channel, workloads);
}
