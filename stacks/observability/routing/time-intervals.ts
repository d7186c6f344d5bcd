import { type Day, dateOf, dayOf } from '../../model/calendar/day.ts';
import { type WorkCalendar, workCalendar } from '../../model/calendar/workdays.ts';
import type { GuardPeriod, MaintenanceWindow } from '../../model/network.ts';
import type { Availability } from '../../model/system.ts';

/** A span of time as Alertmanager states it; all parts of one must hold. */
export interface TimeSpan {
  readonly times?: readonly { readonly start_time: string; readonly end_time: string }[];
  readonly weekdays?: readonly string[];
  readonly days_of_month?: readonly string[];
  readonly months?: readonly string[];
  readonly years?: readonly string[];
  readonly location: string;
}

/** A named interval: the union of its spans. */
export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly TimeSpan[];
}

const location = 'Asia/Shanghai';
/** Hours of a working day during which offices are closed. */
const closed = [from('00:00', '08:30'), from('17:30', '24:00')];

/** Outside the hours in which a system is promised; empty for what is promised round the clock. */
const outsideHours: Readonly<Record<Availability['hours'], readonly TimeSpan[]>> = {
  '24x7': [],
  '7x12': [{ times: [from('00:00', '08:00'), from('20:00', '24:00')], location }],
  'business-hours': outsideOffice(workCalendar()),
  batch: outsideOffice(workCalendar()),
};

/**
 * Rest days and, of working days, the hours before and after work: holidays and adjusted working days (调休) as the State
 * Council's notices say. A year without its notice goes by the days of the week.
 */
function outsideOffice(calendar: WorkCalendar): TimeSpan[] {
  const known = calendar.years.flatMap((year) => {
    const days = daysBetween(dayOf(`${year}-01-01`), dayOf(`${year}-12-31`));
    const { rest = [], work = [] } = Object.groupBy(days, (day) => (calendar.isWorkday(day) ? 'work' : 'rest'));
    return [...spansOf(rest), ...spansOf(work).map((span) => ({ ...span, times: closed }))];
  });
  return [
    ...known,
    ...unknownYears(calendar.years).flatMap((years) => [
      { years: [years], weekdays: ['saturday', 'sunday'], location },
      { years: [years], weekdays: ['monday:friday'], times: closed, location },
    ]),
  ];
}

/** Ranges of years between and beside those that are known. */
function unknownYears(known: readonly number[]): string[] {
  const edges = [1999, ...known, 2100];
  return edges.slice(1).flatMap((end, index) => {
    const first = edges[index]! + 1;
    return first < end ? [`${first}:${end - 1}`] : [];
  });
}

/** Hours that end; each has an interval during which warnings wait. */
export const endingHours = (Object.keys(outsideHours) as Availability['hours'][]).filter(
  (hours) => outsideHours[hours].length > 0,
);

export const guardInterval = 'guard-period';
export const outside = (hours: Availability['hours']) => `outside-${hours}`;
export const maintenance = ({ id }: MaintenanceWindow) => `maintenance-${id}`;

/** Every interval that routes of a network name. */
export function timeIntervals(
  guardPeriods: readonly GuardPeriod[],
  windows: readonly MaintenanceWindow[],
): TimeInterval[] {
  return [
    ...(guardPeriods.length > 0 ? [{ name: guardInterval, time_intervals: guardPeriods.flatMap(guardSpans) }] : []),
    ...windows.map((window) => ({
      name: maintenance(window),
      time_intervals: [{ weekdays: window.weekdays, times: [from(window.from, window.to)], location }],
    })),
    ...endingHours.map((hours) => ({ name: outside(hours), time_intervals: outsideHours[hours] })),
  ];
}

/** Months are spans of their own: Alertmanager knows days of a month, not dates. */
function guardSpans({ from: first, to: last }: GuardPeriod): TimeSpan[] {
  return spansOf(daysBetween(dayOf(first), dayOf(last)));
}

function daysBetween(first: Day, last: Day): Day[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Days in their order, as a span a month. */
function spansOf(days: readonly Day[]): TimeSpan[] {
  return [...Map.groupBy(days, (day) => dateOf(day).slice(0, 7))].map(([month, members]) => ({
    years: [month.slice(0, 4)],
    months: [String(Number(month.slice(5)))],
    days_of_month: rangesOf(members.map((day) => Number(dateOf(day).slice(8)))),
    location,
  }));
}

/** Numbers in their order as ranges: 1, 2, 3, 7 is `1:3`, `7:7`. */
function rangesOf(numbers: readonly number[]): string[] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => `${first}:${last}`);
}

function from(start: string, end: string) {
  return { start_time: start, end_time: end };
}
