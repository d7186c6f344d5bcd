import { fictionalDigests, imageRepositories } from '../../../stacks/catalogue/images.ts';
import { loadSite } from '../../../stacks/model/load.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { commonFlows } from '../../../stacks/sites/flows/common.ts';
import { entranceFlows } from '../../../stacks/sites/flows/entrances.ts';
import { tierFlows } from '../../../stacks/sites/flows/tiers.ts';
import minimal from '../../../stacks/sites/minimal.ts';

/** What drills of the change path change: the smallest site that comes with the program, on its only network. */
export const declaredSite: Site = loadSite(minimal, 'sites/minimal.ts');
export const declaredNetwork = 'justice-net';

/** The release before the declared one: an image was another. */
export function withFormerImage(image: string): Site {
  return loadSite({ ...minimal, images: formerImages(image) }, 'release with a former image');
}

/** The same, and the gateway was not let through to its service yet. */
export function withClosedGateway(image: string): Site {
  const isOpened = ({ from, to }: { readonly from: string; readonly to: string }) =>
    from === 'smart-justice/gateway' && to === 'smart-justice/api';
  const flows = minimal.flows.filter((flow) => !isOpened(flow));
  return loadSite({ ...minimal, images: formerImages(image), flows }, 'release with a closed gateway');
}

function formerImages(image: string): Site['images'] {
  return { ...minimal.images, [image]: `sha256:${'e'.repeat(64)}` };
}

/** A system that was declared once. */
export const formerSystem = 'former-filing';
export const formerNamespace = `${formerSystem}-app`;

/** The declaration while it still had that system. */
export function withFormerSystem(): Site {
  const systems = {
    ...minimal.systems,
    [formerSystem]: {
      ...minimal.systems['smart-justice'],
      name: { zh: '旧立案系统', en: 'Former filing' },
      filing: { number: '虚构-QX3-0099', date: '2025-11-28' },
      placements: { [declaredNetwork]: { components: { api: { kind: 'api' } } } },
    },
  } as const;
  const flows = [...entranceFlows(systems), ...tierFlows(systems), ...commonFlows(systems)];
  const images = fictionalDigests(imageRepositories(systems));
  return loadSite({ ...minimal, systems, flows, images }, 'declaration with the former system');
}
