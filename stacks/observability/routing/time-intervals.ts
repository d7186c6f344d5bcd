import { dateOf, dayOf } from '../../model/calendar/day.ts';
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
const weekend = ['saturday', 'sunday'];
const workdays = ['monday:friday'];

/** Outside the hours in which a system is promised; empty for what is promised round the clock. */
const outsideHours = {
  '24x7': [],
  '7x12': [{ times: [from('00:00', '08:00'), from('20:00', '24:00')], location }],
  'business-hours': [
    { weekdays: weekend, location },
    { weekdays: workdays, times: [from('00:00', '08:30'), from('17:30', '24:00')], location },
  ],
  batch: [
    { weekdays: weekend, location },
    { weekdays: workdays, times: [from('00:00', '08:30'), from('17:30', '24:00')], location },
  ],
} as const satisfies Readonly<Record<Availability['hours'], readonly TimeSpan[]>>;

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
  const days = Array.from({ length: dayOf(last) - dayOf(first) + 1 }, (_, index) => dateOf(dayOf(first) + index));
  return [...Map.groupBy(days, (day) => day.slice(0, 7))].map(([month, members]) => ({
    years: [month.slice(0, 4)],
    months: [String(Number(month.slice(5)))],
    days_of_month: [`${Number(members[0]!.slice(8))}:${Number(members.at(-1)!.slice(8))}`],
    location,
  }));
}

function from(start: string, end: string) {
  return { start_time: start, end_time: end };
}
