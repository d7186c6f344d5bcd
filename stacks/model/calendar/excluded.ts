import type { Clock } from '../clock.ts';
import type { IsoDate } from '../vocabulary.ts';
import { type Day, dayOf } from './day.ts';
import { CalendarError } from './error.ts';

/** Time during which a clock does not run, whole days, first and last inclusive (CPL 149, 170, 206, 235). */
export interface ExcludedTime {
  /** One of the clock's `excludedTime` events. */
  readonly event: string;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** Whether a day is excluded. */
export type IsExcluded = (day: Day) => boolean;

/**
 * The days on which a clock stands still; spans may overlap.
 * @throws CalendarError for an event that does not stop this clock, or a span that ends before it begins
 */
export function excludedDays(id: string, clock: Clock, spans: readonly ExcludedTime[]): IsExcluded {
  const days = spans.map(({ event, from, to }) => {
    if (!clock.excludedTime.includes(event)) {
      const known = clock.excludedTime.join(', ') || 'none';
      throw new CalendarError(`clock ${id}`, `"${event}" does not stop it.`, `Events that stop it: ${known}.`);
    }
    if (dayOf(from) > dayOf(to)) {
      const fault = `excluded time ends on ${to}, before it begins on ${from}.`;
      throw new CalendarError(`clock ${id}`, fault, 'Give the first and the last day of the event.');
    }
    return [dayOf(from), dayOf(to)] as const;
  });
  return (day) => days.some(([from, to]) => from <= day && day <= to);
}

/** The end of a period, moved on by as many running days as excluded days fall into it. */
export function skipExcluded(start: Day, end: Day, isExcluded: IsExcluded): Day {
  let owed = 0;
  for (let day = start + 1; day <= end; day += 1) if (isExcluded(day)) owed += 1;
  let last = end;
  while (owed > 0) {
    last += 1;
    if (!isExcluded(last)) owed -= 1;
  }
  return last;
}
