import type { CalendarMode, Clock, Limit } from '../clock.ts';
import type { IsoDate } from '../vocabulary.ts';
import { addMonths, type Day, dateOf } from './day.ts';
import { type ExcludedTime, excludedDays, type IsExcluded, skipExcluded } from './excluded.ts';
import { dayAt, type Instant, instantOf, type Seconds, secondsOf, secondsPerDay, secondsPerHour } from './instant.ts';
import { branchesOf, type TotalLimit, totalLimit, versionInForce } from './limits.ts';
import { type Warnings, warningsBefore } from './warnings.ts';
import { addWorkdays, type WorkCalendar, workCalendar, workdayFrom } from './workdays.ts';

export interface DeadlineOptions {
  /** Ids of the branches that apply: extensions, other limits. @default none */
  readonly branches?: readonly string[];
  /** Time during which the clock does not run. @default none */
  readonly excluded?: readonly ExcludedTime[];
  /** Whether somebody is in custody, where that decides how the last day is treated. @default the clock's own mode */
  readonly custody?: boolean;
  /** First day of the version to use. @default the version in force on the day of the start */
  readonly version?: IsoDate;
  /** @default the years that the product knows */
  readonly calendar?: WorkCalendar;
}

/** When a statutory limit ends, and why. */
export interface Deadline {
  /** The last day that is still in time. */
  readonly lastDay: IsoDate;
  /** The first moment after the limit: midnight after the last day, or the end of the last hour. */
  readonly end: Instant;
  /** Whether the last day was moved from a rest day to the next working day. */
  readonly rolled: boolean;
  readonly basis: {
    /** Articles of the version and of the branches. */
    readonly articles: readonly string[];
    readonly effectiveFrom: IsoDate;
    readonly mode: CalendarMode;
    readonly limits: readonly Limit[];
    readonly branches: readonly string[];
    /** The last day by count, before it was moved. */
    readonly countedTo: IsoDate;
  };
  readonly warnings: Warnings;
}

/**
 * When a clock that starts at a moment ends. The day or hour of the start is not counted; months run to the same day,
 * or to the last of a shorter month; a last day of rest moves to the next working day, but never in custody (CPL art.
 * 105). Limits in hours do not move. All in China standard time.
 * @param id the clock's id, for errors
 * @param start a date, a time in China, or a moment with its offset
 * @throws CalendarError for a start, version, branch, event or year that is not known
 */
export function deadline(id: string, clock: Clock, start: string, options: DeadlineOptions = {}): Deadline {
  const startsAt = secondsOf(start);
  const version = versionInForce(id, clock, dateOf(dayAt(startsAt)), options.version);
  const branches = branchesOf(id, version, options.branches ?? []);
  const total = totalLimit(id, version, branches);
  const isExcluded = excludedDays(id, clock, options.excluded ?? []);
  const mode = modeOf(clock, options.custody);
  const calendar = options.calendar ?? workCalendar();
  const replacing = branches.find(({ effect }) => effect === 'replace');
  const added = branches.filter(({ effect }) => effect === 'add');

  const counted = total.hours > 0 ? endOfHours(startsAt, total.hours, isExcluded) : undefined;
  const countedTo = counted === undefined ? lastDay(dayAt(startsAt), total, isExcluded, calendar) : dayAt(counted - 1);
  const last = counted !== undefined || mode === 'custody' ? countedTo : workdayFrom(calendar, countedTo);
  const end = counted ?? (last + 1) * secondsPerDay;
  return {
    lastDay: dateOf(last),
    end: instantOf(end),
    rolled: last !== countedTo,
    basis: {
      articles: [version.article, ...branches.flatMap(({ article }) => article ?? [])],
      effectiveFrom: version.effectiveFrom,
      mode,
      limits: [replacing?.limit ?? version.limit, ...added.map(({ limit }) => limit)],
      branches: branches.map((branch) => branch.id),
      countedTo: dateOf(countedTo),
    },
    warnings: warningsBefore(clock, startsAt, end),
  };
}

function modeOf({ mode }: Clock, custody: boolean | undefined): CalendarMode {
  if (custody === undefined) return mode;
  return custody ? 'custody' : 'procedural';
}

/** Months first, then days, then working days; each day that is excluded is made up for. */
function lastDay(
  start: Day,
  { months, days, workingDays }: TotalLimit,
  isExcluded: IsExcluded,
  calendar: WorkCalendar,
): Day {
  const counted = skipExcluded(start, addMonths(start, months) + days, isExcluded);
  if (workingDays === 0) return counted;
  const running: WorkCalendar = { ...calendar, isWorkday: (day) => calendar.isWorkday(day) && !isExcluded(day) };
  return addWorkdays(running, counted, workingDays);
}

/** Counts from the hour after the one in which the clock starts; hours of excluded days do not count. */
function endOfHours(start: Seconds, hours: number, isExcluded: IsExcluded): Seconds {
  let end = Math.floor(start / secondsPerHour) * secondsPerHour + secondsPerHour;
  for (let counted = 0; counted < hours; end += secondsPerHour) if (!isExcluded(dayAt(end))) counted += 1;
  return end;
}
