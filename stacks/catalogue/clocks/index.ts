import { administrativeClocks } from './administrative.ts';
import { civilClocks } from './civil.ts';
import { investigationClocks } from './criminal-investigation.ts';
import { criminalTrialClocks } from './criminal-trial.ts';

/**
 * Statutory clocks. A start day or hour is not counted; custody ends on its day whatever it is, other limits roll from
 * a rest day to the next working day (CPL 105); reconsideration limits up to ten days are working days (art. 88).
 */
export const clocks = {
  ...investigationClocks,
  ...criminalTrialClocks,
  ...civilClocks,
  ...administrativeClocks,
} as const;

/** Id of a statutory clock. */
export type ClockId = keyof typeof clocks;
