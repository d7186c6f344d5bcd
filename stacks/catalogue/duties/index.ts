import { changeDuties } from './changes.ts';
import { dailyDuties } from './daily.ts';
import { guardDuties } from './guard.ts';
import { incidentDuties } from './incidents.ts';
import { quarterlyDuties } from './quarterly.ts';
import { regularDuties } from './regular.ts';
import { yearlyDuties } from './yearly.ts';

/** All operations duties, each bound to the runbook that carries it out. */
export const duties = {
  ...dailyDuties,
  ...regularDuties,
  ...quarterlyDuties,
  ...yearlyDuties,
  ...guardDuties,
  ...incidentDuties,
  ...changeDuties,
} as const;
