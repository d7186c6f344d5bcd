import type { NetworkContext } from '../context.ts';

/** An image by digest from the network's own registry; nothing is pulled across networks (信创 registries, 8.1.4.7 b). */
export function imageReference({ site, network }: NetworkContext, repository: string): string {
  const digest = site.images[repository];
  if (!digest) {
    throw new Error(
      `images.${repository}: the site declares no digest. Add the image's sha256 digest to the site's images.`,
    );
  }
  return `${network.registry}/${repository}@${digest}`;
}
