import { channelNamespace, deviceAnnotations } from '../../stacks/model/names.ts';
import { getObject, type LiveObject, listObjects } from '../kit/cluster/read.ts';
import type { Check, ReadAccess } from '../kit/runbook.ts';

/** One side of an exchange channel, as it stands in its network. */
export interface ChannelSide {
  readonly namespace: string;
  readonly contract: LiveObject;
  /** The front-end and whatever else stands there; one-off and hourly Jobs are not among them. */
  readonly deployments: readonly LiveObject[];
  readonly policies: readonly LiveObject[];
  /** Entrances of the device: Services of type LoadBalancer. */
  readonly entrances: readonly LiveObject[];
  /** Address of the device that the side speaks to. */
  readonly device: string | undefined;
  readonly spare: string | undefined;
}

/** Reads this network's side of a channel; undefined where the network has none. */
export async function channelSide(read: ReadAccess, channel: string): Promise<ChannelSide | undefined> {
  const namespace = channelNamespace(channel);
  const contract = await getObject(read, { kind: 'ConfigMap', name: 'channel-contract', namespace });
  if (!contract) return undefined;
  const [deployments, policies, services] = await Promise.all([
    listObjects(read, 'Deployment', namespace),
    listObjects(read, 'NetworkPolicy', namespace),
    listObjects(read, 'Service', namespace),
  ]);
  const annotations = contract.metadata.annotations ?? {};
  return {
    namespace,
    contract,
    deployments,
    policies,
    entrances: services.filter(({ spec }) => (spec as { type?: string }).type === 'LoadBalancer'),
    device: annotations[deviceAnnotations.active],
    spare: annotations[deviceAnnotations.spare],
  };
}

/** The side, or an error that says where to look. @throws Error where the network has no side of the channel */
export async function requireSide(read: ReadAccess, channel: string): Promise<ChannelSide> {
  const side = await channelSide(read, channel);
  if (side) return side;
  throw new Error(
    `channel ${channel}: it has no front-end in this network. See \`fadun site show\` for its two networks.`,
  );
}

/** The check that a channel has a side here. */
export async function sideStands(read: ReadAccess, channel: string): Promise<Check> {
  return {
    holds: (await channelSide(read, channel)) !== undefined,
    statement: {
      zh: `通道 ${channel} 在本网络有前置机`,
      en: `the channel ${channel} has a front-end in this network`,
    },
  };
}
