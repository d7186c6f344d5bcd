import type { IsoDate } from '../vocabulary.ts';
import { CalendarError } from './error.ts';

/** A calendar day as the number of days since 1970-01-01. */
export type Day = number;

const millisecondsPerDay = 86_400_000;

/**
 * The day of a date such as `2026-03-01`.
 * @throws CalendarError for a date that the calendar has not
 */
export function dayOf(date: IsoDate): Day {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const day = parts ? dayOfParts(Number(parts[1]), Number(parts[2]), Number(parts[3])) : Number.NaN;
  if (Number.isNaN(day) || dateOf(day) !== date) {
    throw new CalendarError(
      `"${date}"`,
      'this is not a date of the calendar.',
      'Write a date that exists as YYYY-MM-DD.',
    );
  }
  return day;
}

/** The date of a day. */
export function dateOf(day: Day): IsoDate {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10);
}

/** 0 Sunday … 6 Saturday. 1970-01-01 was a Thursday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function yearOf(day: Day): number {
  return Number(dateOf(day).slice(0, 4));
}

/**
 * The same day of a later month; where that month has no such day, its last day (interpretation of the CPL, 2021,
 * art. 202).
 */
export function addMonths(day: Day, months: number): Day {
  const [year, month, ofMonth] = dateOf(day).split('-').map(Number) as [number, number, number];
  const lastOfTarget = dayOfParts(year, month + months + 1, 0);
  const sameDay = dayOfParts(year, month + months, ofMonth);
  return Math.min(sameDay, lastOfTarget);
}

/** Months count from 1 and may run over; day 0 is the last day of the month before. */
function dayOfParts(year: number, month: number, ofMonth: number): Day {
  return Date.UTC(year, month - 1, ofMonth) / millisecondsPerDay;
}
