import { judgeAddresses } from './addresses.ts';
import { judgeDuplicates } from './duplicates.ts';
import { judgeIdentifiers } from './identifiers.ts';
import { judgeLevels } from './levels.ts';
import { judgeNetworks } from './networks.ts';
import { judgeReferences } from './references.ts';
import type { Judge } from './view.ts';

/** Every judge of a site's meaning, one subject each, in the order of their reports. */
export const judges: readonly Judge[] = [
  judgeIdentifiers,
  judgeDuplicates,
  judgeReferences,
  judgeNetworks,
  judgeAddresses,
  judgeLevels,
];
