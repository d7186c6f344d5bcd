import type { Certainty, IsoDate, Organ, Text } from './vocabulary.ts';

export type ClockUnit = 'hour' | 'day' | 'working-day' | 'month' | 'year';

/** A length of time as the law states it. */
export interface Limit {
  readonly count: number;
  readonly unit: ClockUnit;
}

/**
 * How the last day is treated: custody periods end on the day, whatever it is; others roll from a rest day to the next
 * working day (CPL art. 105).
 */
export type CalendarMode = 'custody' | 'procedural';

/** A branch of a clock: another limit, or an extension on top of the first. */
export interface ClockBranch {
  readonly id: string;
  readonly name: Text;
  readonly limit: Limit;
  /** add: on top of the limits before it; replace: instead of the base limit. */
  readonly effect: 'add' | 'replace';
  readonly article?: string;
}

/** The text of a clock in force from a date. */
export interface ClockVersion {
  /** First day on which this text applies. */
  readonly effectiveFrom: IsoDate;
  readonly limit: Limit;
  readonly branches: readonly ClockBranch[];
  readonly article: string;
}

/** A statutory time limit. */
export interface Clock {
  readonly name: Text;
  readonly stage: Text;
  readonly holders: readonly Organ[];
  readonly mode: CalendarMode;
  /** What happens at the limit: a breach, or a right to escalate (Civil Procedure Law art. 237). */
  readonly atLimit: 'breach' | 'escalation-right' | 'deemed' | 'party-loses-right';
  readonly versions: readonly ClockVersion[];
  /** Events during which time does not run (CPL 149, 170, 235, 206). */
  readonly excludedTime: readonly string[];
  /** Warning thresholds before the limit, in hours, widest first: yellow, orange, red. */
  readonly warningHours: readonly [number, number, number];
  readonly certainty: Certainty;
}
