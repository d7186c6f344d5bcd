import { judgeAddresses } from './addresses.ts';
import { judgeAlerting } from './alerting.ts';
import { judgeAssets } from './assets.ts';
import { judgeChannels } from './channels.ts';
import { judgeClocks } from './clocks.ts';
import { judgeControlPlanes } from './control-planes.ts';
import { judgeCrossings } from './crossing.ts';
import { judgeDuplicates } from './duplicates.ts';
import { judgeExchanges } from './exchanges.ts';
import { judgeFlows } from './flows.ts';
import { judgeGuardPeriods } from './guard-periods.ts';
import { judgeIdentifiers } from './identifiers.ts';
import { judgeImages } from './images.ts';
import { judgeLevels } from './levels.ts';
import { judgeNetworks } from './networks.ts';
import { judgePosts } from './posts.ts';
import { judgeReferences } from './references.ts';
import { judgeSystems } from './systems.ts';
import type { Judge } from './view.ts';

/** Every judge of a site's meaning, one subject each, in the order of their reports. */
export const judges: readonly Judge[] = [
  judgeIdentifiers,
  judgeDuplicates,
  judgeReferences,
  judgeNetworks,
  judgeControlPlanes,
  judgeAlerting,
  judgeAddresses,
  judgeLevels,
  judgeSystems,
  judgeImages,
  judgeFlows,
  judgeChannels,
  judgeExchanges,
  judgeAssets,
  judgeClocks,
  judgePosts,
  judgeGuardPeriods,
  judgeCrossings,
];
