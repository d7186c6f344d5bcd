import { type Day, dateOf, dayOf } from './day.ts';
import { CalendarError } from './error.ts';

/** A moment as text with its offset, `2026-03-01T10:00:00+08:00`. China has one time zone and no summer time. */
export type Instant = string;

/** A moment as seconds since 1970-01-01T00:00:00+08:00, so that whole days are multiples of 86 400. */
export type Seconds = number;

export const secondsPerHour = 3600;
export const secondsPerDay = 86_400;
const zoneSeconds = 8 * secondsPerHour;

/**
 * Reads a moment: a date (its first second), a date with a time (China standard time), or one with an offset or Z.
 * @throws CalendarError for a text that is none of them
 */
export function secondsOf(text: string): Seconds {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (!parts) throw unreadable(text);
  const [, date = '', hour = '0', minute = '0', second = '0', offset] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) throw unreadable(text);
  const atZone = dayOf(date) * secondsPerDay + Number(hour) * secondsPerHour + Number(minute) * 60 + Number(second);
  return offset === undefined ? atZone : atZone - offsetSeconds(offset) + zoneSeconds;
}

/** The text of a moment, always with +08:00. */
export function instantOf(seconds: Seconds): Instant {
  const day = Math.floor(seconds / secondsPerDay);
  const rest = seconds - day * secondsPerDay;
  const clock = [Math.floor(rest / secondsPerHour), Math.floor(rest / 60) % 60, rest % 60];
  return `${dateOf(day)}T${clock.map((part) => String(part).padStart(2, '0')).join(':')}+08:00`;
}

/** The calendar day, in China standard time, on which a moment falls. */
export function dayAt(seconds: Seconds): Day {
  return Math.floor(seconds / secondsPerDay);
}

function offsetSeconds(offset: string): number {
  if (offset === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * secondsPerHour + minutes * 60);
}

function unreadable(text: string): CalendarError {
  return new CalendarError(
    `"${text}"`,
    'this is not a moment.',
    'Write 2026-03-01, 2026-03-01T10:00 or 2026-03-01T10:00+08:00.',
  );
}
