import { type Day, dayOf, weekday, yearOf } from './day.ts';
import { CalendarError } from './error.ts';
import { type YearCalendar, yearCalendars } from './years.ts';

/** Tells working days from rest days in the years it has data for. */
export interface WorkCalendar {
  /** @throws CalendarError for a year without data: a guess could end a statutory limit on the wrong day */
  isWorkday(day: Day): boolean;
  readonly years: readonly number[];
}

/**
 * A calendar of the given years.
 * @param years @default the years that the product knows
 */
export function workCalendar(years: readonly YearCalendar[] = yearCalendars): WorkCalendar {
  const byYear = new Map(years.map((year) => [year.year, exceptionsOf(year)]));
  return {
    years: [...byYear.keys()].sort((a, b) => a - b),
    isWorkday(day) {
      const exceptions = byYear.get(yearOf(day));
      if (!exceptions) throw missingYear(yearOf(day), [...byYear.keys()]);
      return exceptions.get(day) ?? (weekday(day) !== 0 && weekday(day) !== 6);
    },
  };
}

/** The day itself if it is a working day, else the next one that is. */
export function workdayFrom(calendar: WorkCalendar, day: Day): Day {
  let found = day;
  while (!calendar.isWorkday(found)) found += 1;
  return found;
}

/** The n-th working day after a day. */
export function addWorkdays(calendar: WorkCalendar, day: Day, count: number): Day {
  let found = day;
  for (let counted = 0; counted < count; counted += 1) found = workdayFrom(calendar, found + 1);
  return found;
}

/** Days that are not what their weekday says: true for work, false for rest. */
function exceptionsOf({ daysOff, adjustedWorkdays }: YearCalendar): ReadonlyMap<Day, boolean> {
  const exceptions = new Map<Day, boolean>();
  for (const { from, to } of daysOff) {
    for (let day = dayOf(from); day <= dayOf(to); day += 1) exceptions.set(day, false);
  }
  for (const date of adjustedWorkdays) exceptions.set(dayOf(date), true);
  return exceptions;
}

function missingYear(year: number, known: readonly number[]): CalendarError {
  return new CalendarError(
    `calendar of ${year}`,
    `holidays and adjusted working days of ${year} are not recorded; those of ${known.join(', ')} are.`,
    "Add the State Council's notice of that year to the year calendars; it is published in November of the year before.",
  );
}
