import type { Clock } from '../clock.ts';
import { type Instant, instantOf, type Seconds, secondsOf, secondsPerHour } from './instant.ts';

/** When each warning begins. A threshold longer than the limit warns from the start. */
export interface Warnings {
  readonly yellow: Instant;
  readonly orange: Instant;
  readonly red: Instant;
}

export type WarningLevel = 'green' | 'yellow' | 'orange' | 'red' | 'over';

/** How many hours before its limit each level of a clock begins. */
export function warningLevels({ warningHours }: Clock): Readonly<Record<keyof Warnings, number>> {
  const [yellow, orange, red] = warningHours;
  return { yellow, orange, red };
}

export function warningsBefore(clock: Clock, start: Seconds, end: Seconds): Warnings {
  const { yellow, orange, red } = warningLevels(clock);
  const at = (hours: number) => instantOf(Math.max(start, end - Math.round(hours * secondsPerHour)));
  return { yellow: at(yellow), orange: at(orange), red: at(red) };
}

/** The level of a deadline at a moment; `over` from its end on. */
export function warningLevel(
  deadline: { readonly end: Instant; readonly warnings: Warnings },
  now: Instant,
): WarningLevel {
  const at = secondsOf(now);
  if (at >= secondsOf(deadline.end)) return 'over';
  const reached = (['red', 'orange', 'yellow'] as const).find((level) => at >= secondsOf(deadline.warnings[level]));
  return reached ?? 'green';
}
