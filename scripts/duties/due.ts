import { addMonths, type Day, dateOf, dayOf, weekday } from '../../stacks/model/calendar/day.ts';
import { CalendarError } from '../../stacks/model/calendar/error.ts';
import { type WorkCalendar, workCalendar } from '../../stacks/model/calendar/workdays.ts';
import type { Duty } from '../../stacks/model/duty.ts';
import type { GuardPeriod } from '../../stacks/model/network.ts';

/** Hours of a shift, and of a report in a protection period (every 4 to 8 hours). */
export const shiftHours = 12;
const guardReportHours = 8;

/** Days before a protection period within which its preparation lies. */
const preparationDays = 14;

const hour = 3_600_000;

/** The site's clock is Asia/Shanghai, UTC+8, without summer time. */
const offset = 8 * hour;

/** The civil day of a moment in Asia/Shanghai. */
function civilDay(at: Date): Day {
  return dayOf(new Date(at.getTime() + offset).toISOString().slice(0, 10));
}

/** The end of a civil day in Asia/Shanghai. */
function endOfDay(day: Day): Date {
  return new Date(Date.parse(`${dateOf(day + 1)}T00:00:00Z`) - offset);
}

export interface DueFacts {
  readonly guardPeriods: readonly GuardPeriod[];
  readonly calendar?: WorkCalendar;
}

/**
 * When a duty that was last done at a moment is due again; undefined where it is due only on an event. Duties of a shift
 * are due a shift later; those of a day by the end of the next; those of a week, month, quarter or half-year by the last
 * working day of the next; a yearly one within twelve months (公通字〔2007〕43号 art. 14 for the assessment).
 */
export function dueAgain(duty: Duty, id: string, last: Date, now: Date, facts: DueFacts): Date | undefined {
  const day = civilDay(last);
  const lastWorkday = (from: Day, until: Day) =>
    endOfDay(workdayNotAfter(from, until, facts.calendar ?? workCalendar()));
  switch (duty.period) {
    case 'shift':
      return new Date(last.getTime() + shiftHours * hour);
    case 'daily':
      return endOfDay(day + 1);
    case 'weekly': {
      const monday = day - ((weekday(day) + 6) % 7) + 7;
      return lastWorkday(monday, monday + 6);
    }
    case 'monthly':
      return endOfNext(day, 1, lastWorkday);
    case 'quarterly':
      return endOfNext(day, 3, lastWorkday);
    case 'half-yearly':
      return endOfNext(day, 6, lastWorkday);
    case 'yearly':
      return endOfDay(addMonths(day, 12));
    case 'protection-period':
      return dueForGuard(id, last, now, facts.guardPeriods);
    case 'on-event':
      return undefined;
    default:
      return duty.period satisfies never;
  }
}

/** The end of the span of `months` that follows the one in which a day lies. */
function endOfNext(day: Day, months: number, lastWorkday: (from: Day, until: Day) => Date): Date {
  const [year, month] = dateOf(day).split('-').map(Number) as [number, number];
  const start = Math.floor((month - 1) / months) * months + months;
  const first = dayOf(`${year + Math.floor(start / 12)}-${String((start % 12) + 1).padStart(2, '0')}-01`);
  return lastWorkday(first, addMonths(first, months) - 1);
}

/** The last working day within a span; its last day but weekends where the year's notice is not known yet. */
function workdayNotAfter(from: Day, until: Day, calendar: WorkCalendar): Day {
  for (let day = until; day > from; day -= 1) if (isWorkday(day, calendar)) return day;
  return from;
}

function isWorkday(day: Day, calendar: WorkCalendar): boolean {
  try {
    return calendar.isWorkday(day);
  } catch (error) {
    if (error instanceof CalendarError) return weekday(day) !== 0 && weekday(day) !== 6;
    throw error;
  }
}

/** RB-G01 before each period, RB-G02 through it, RB-G04 within seven days after it; RB-G03 when it is needed. */
function dueForGuard(id: string, last: Date, now: Date, periods: readonly GuardPeriod[]): Date | undefined {
  const today = civilDay(now);
  const startOf = (period: GuardPeriod) => endOfDay(dayOf(period.from) - 1);
  if (id === 'RB-G01') {
    const next = periods.find(({ from, to }) => dayOf(from) - preparationDays <= today && today <= dayOf(to));
    const isDone = next && civilDay(last) >= dayOf(next.from) - preparationDays;
    return next && !isDone ? startOf(next) : undefined;
  }
  if (id === 'RB-G02') {
    const current = periods.find(({ from, to }) => dayOf(from) <= today && today <= dayOf(to));
    return current && new Date(Math.max(last.getTime(), startOf(current).getTime()) + guardReportHours * hour);
  }
  if (id === 'RB-G04') {
    const ended = periods.findLast(({ to }) => dayOf(to) < today);
    return ended && civilDay(last) <= dayOf(ended.to) ? endOfDay(dayOf(ended.to) + 7) : undefined;
  }
  return undefined;
}
