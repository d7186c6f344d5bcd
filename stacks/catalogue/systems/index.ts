import { committeeSystems } from './committee.ts';
import { committeeDataSystems } from './committee-data.ts';
import { courtSystems } from './court.ts';
import { governmentSystems } from './government.ts';
import { justiceSystems } from './justice.ts';
import { policeSystems } from './police.ts';
import { procuratorateSystems } from './procuratorate.ts';
import { sharedSystems } from './shared.ts';

/** The systems catalogue: all fifty rows, by id. */
export const systemFacts = {
  ...policeSystems,
  ...procuratorateSystems,
  ...courtSystems,
  ...justiceSystems,
  ...committeeSystems,
  ...committeeDataSystems,
  ...governmentSystems,
  ...sharedSystems,
} as const;

/** Id of a system in the catalogue. */
export type SystemId = keyof typeof systemFacts;
