import type { Cluster } from './network.ts';

/** What a node says of itself: `status.nodeInfo`. */
export interface NodeInfo {
  readonly architecture?: string;
  readonly osImage?: string;
}

/** Whether the clusters of a network list a node's system (信创 list), by the start of its name. */
export function isListedSystem(osImage: string, clusters: readonly Pick<Cluster, 'operatingSystems'>[]): boolean {
  return clusters.some(({ operatingSystems }) => operatingSystems.some((prefix) => osImage.startsWith(prefix)));
}

/** Whether architecture and system of a node are both listed; a node that does not say is not. */
export function isListedNode(
  { architecture = '', osImage = '' }: NodeInfo,
  clusters: readonly Pick<Cluster, 'architectures' | 'operatingSystems'>[],
): boolean {
  return clusters.some(
    (cluster) => cluster.architectures.some((one) => one === architecture) && isListedSystem(osImage, [cluster]),
  );
}
