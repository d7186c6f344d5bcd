import { describe, expect, it } from 'vitest';
import { dayOf, weekday } from '../../../../stacks/model/calendar/day.ts';
import { addWorkdays, workCalendar } from '../../../../stacks/model/calendar/workdays.ts';
import { yearCalendars } from '../../../../stacks/model/calendar/years.ts';

describe.each(yearCalendars)('the calendar of $year', ({ year, daysOff, adjustedWorkdays, certainty }) => {
  const calendar = workCalendar();

  it('stays within its year and runs forwards', () => {
    const dates = daysOff.flatMap(({ from, to }) => [from, to]);
    expect([...dates].sort()).toEqual(dates);
    expect([...dates, ...adjustedWorkdays].every((date) => date.startsWith(`${year}-`))).toBe(true);
  });

  it('adjusts weekends only, and never a day off', () => {
    for (const date of adjustedWorkdays) {
      expect([0, 6]).toContain(weekday(dayOf(date)));
      expect(daysOff.some(({ from, to }) => from <= date && date <= to)).toBe(false);
      expect(calendar.isWorkday(dayOf(date))).toBe(true);
    }
  });

  /** Holidays by law: 11 days until 2024, 13 since 2025; what is shifted from weekends is worked off. */
  it('takes as many weekdays off as the law gives, shifted ones worked off', () => {
    const weekdaysOff = daysOff.flatMap(({ from, to }) => {
      const days = [];
      for (let day = dayOf(from); day <= dayOf(to); day += 1) days.push(weekday(day));
      return days.filter((one) => one !== 0 && one !== 6);
    }).length;
    const lawful = year >= 2025 ? 13 : 11;
    expect(weekdaysOff - adjustedWorkdays.length).toBeGreaterThanOrEqual(lawful - daysOff.length);
    expect(weekdaysOff - adjustedWorkdays.length).toBeLessThanOrEqual(lawful);
  });

  it('says how sure it is', () => {
    expect(['V', 'M']).toContain(certainty);
  });
});

describe('a work calendar', () => {
  it('knows no year that it was not given', () => {
    expect(workCalendar().years).toEqual([2024, 2025, 2026]);
    expect(() => workCalendar([]).isWorkday(dayOf('2026-03-02'))).toThrow(/calendar of 2026/);
  });

  it('takes a further year as data', () => {
    const next = {
      year: 2027,
      notice: 'notice',
      certainty: 'U',
      daysOff: [],
      adjustedWorkdays: ['2027-01-02'],
    } as const;
    const calendar = workCalendar([...yearCalendars, next]);
    expect(calendar.isWorkday(dayOf('2027-01-02'))).toBe(true);
    expect(addWorkdays(calendar, dayOf('2026-12-31'), 2)).toBe(dayOf('2027-01-02'));
  });
});
