import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, dayOf } from '../../../../stacks/model/calendar/day.ts';
import { type DeadlineOptions, deadline } from '../../../../stacks/model/calendar/deadline.ts';
import { secondsOf } from '../../../../stacks/model/calendar/instant.ts';
import { workCalendar } from '../../../../stacks/model/calendar/workdays.ts';
import type { Clock, ClockUnit } from '../../../../stacks/model/clock.ts';
import { clockOf, extension } from './clock-of.ts';

const runs = { numRuns: 200 };

/** Moments of 2024 and 2025: every limit below ends in a year that has data. */
const start = fc
  .tuple(fc.integer({ min: dayOf('2024-01-01'), max: dayOf('2025-12-31') }), fc.integer({ min: 0, max: 86_399 }))
  .map(([day, second]) => `${dateOf(day)}T${new Date(second * 1000).toISOString().slice(11, 19)}+08:00`);

const limit = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 72 }), unit: fc.constant<ClockUnit>('hour') }),
  fc.record({ count: fc.integer({ min: 1, max: 90 }), unit: fc.constant<ClockUnit>('day') }),
  fc.record({ count: fc.integer({ min: 1, max: 30 }), unit: fc.constant<ClockUnit>('working-day') }),
  fc.record({ count: fc.integer({ min: 1, max: 12 }).map((half) => half / 2), unit: fc.constant<ClockUnit>('month') }),
);
const dayLike = limit.filter(({ unit }) => unit !== 'hour');
const mode = fc.constantFrom<Clock['mode']>('custody', 'procedural');

const of = (clock: Clock, from: string, options: DeadlineOptions = {}) => deadline('test', clock, from, options);
const day = (date: string) => dayOf(date);

/** Least number of whole days that a limit can be, counted without any calendar code. */
function leastDays({ count, unit }: { count: number; unit: ClockUnit }): number {
  if (unit !== 'month') return count;
  return 28 * Math.floor(count) + (count % 1 === 0 ? 0 : 15);
}

describe('a deadline', () => {
  it('is never earlier than the limit', () => {
    fc.assert(
      fc.property(start, limit, mode, (from, one, how) => {
        const { end } = of(clockOf(one.count, one.unit, { mode: how }), from);
        const seconds = one.unit === 'hour' ? one.count * 3600 : leastDays(one) * 86_400;
        expect(secondsOf(end) - secondsOf(from)).toBeGreaterThanOrEqual(seconds);
      }),
      runs,
    );
  });

  it('in days is exactly so many days after the start, in custody', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 400 }), (from, count) => {
        const { lastDay } = of(clockOf(count, 'day', { mode: 'custody' }), from);
        expect(day(lastDay) - day(from.slice(0, 10))).toBe(count);
      }),
      runs,
    );
  });

  it('in months falls on the same day of the month, or on the last of a shorter one', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 48 }), (from, count) => {
        const { lastDay } = of(clockOf(count, 'month', { mode: 'custody' }), from);
        const [year, month, ofMonth] = from.slice(0, 10).split('-').map(Number) as [number, number, number];
        const [lastYear, lastMonth, lastOfMonth] = lastDay.split('-').map(Number) as [number, number, number];
        expect(lastYear * 12 + lastMonth).toBe(year * 12 + month + count);
        const isLastOfMonth = dateOf(day(lastDay) + 1).endsWith('-01');
        expect(lastOfMonth === ofMonth || (lastOfMonth < ofMonth && isLastOfMonth)).toBe(true);
      }),
      runs,
    );
  });

  it('never rolls in custody', () => {
    fc.assert(
      fc.property(start, dayLike, (from, one) => {
        const { rolled, lastDay, basis } = of(clockOf(one.count, one.unit), from, { custody: true });
        expect(rolled).toBe(false);
        expect(lastDay).toBe(basis.countedTo);
      }),
      runs,
    );
  });

  it('ends on a working day out of custody, moved over rest days only', () => {
    const calendar = workCalendar();
    fc.assert(
      fc.property(start, dayLike, (from, one) => {
        const { lastDay, rolled, basis } = of(clockOf(one.count, one.unit), from);
        expect(calendar.isWorkday(day(lastDay))).toBe(true);
        expect(rolled).toBe(lastDay !== basis.countedTo);
        for (let rest = day(basis.countedTo); rest < day(lastDay); rest += 1) {
          expect(calendar.isWorkday(rest)).toBe(false);
        }
      }),
      runs,
    );
  });

  it('in working days passes exactly so many of them', () => {
    const calendar = workCalendar();
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 40 }), (from, count) => {
        const { lastDay } = of(clockOf(count, 'working-day'), from);
        let worked = 0;
        for (let one = day(from.slice(0, 10)) + 1; one <= day(lastDay); one += 1)
          worked += calendar.isWorkday(one) ? 1 : 0;
        expect(worked).toBe(count);
      }),
      runs,
    );
  });

  it('is additive over branches of its unit', () => {
    fc.assert(
      fc.property(start, dayLike, fc.integer({ min: 1, max: 6 }), mode, (from, one, more, how) => {
        const whole = Number.isInteger(one.count);
        fc.pre(whole);
        const extended = clockOf(one.count, one.unit, { mode: how }, [extension('more', more, one.unit)]);
        const { lastDay } = of(extended, from, { branches: ['more'] });
        expect(lastDay).toBe(of(clockOf(one.count + more, one.unit, { mode: how }), from).lastDay);
      }),
      runs,
    );
  });

  it('is the same under a version alone and among others, before and after', () => {
    fc.assert(
      fc.property(start, limit, limit, mode, (from, one, other, how) => {
        fc.pre((one.unit === 'hour') === (other.unit === 'hour'));
        const versions = [
          { effectiveFrom: '2020-01-01', limit: one, branches: [], article: 'old' },
          { effectiveFrom: '2025-01-01', limit: other, branches: [], article: 'new' },
        ];
        const inForce = from < '2025-01-01' ? one : other;
        const among = of(clockOf(1, 'day', { mode: how, versions }), from);
        const alone = of(clockOf(inForce.count, inForce.unit, { mode: how }), from);
        expect({ ...among, basis: null }).toEqual({ ...alone, basis: null });
      }),
      runs,
    );
  });

  it('is monotone in its start', () => {
    fc.assert(
      fc.property(start, start, limit, mode, (one, other, { count, unit }, how) => {
        const [earlier, later] = secondsOf(one) <= secondsOf(other) ? [one, other] : [other, one];
        const clock = clockOf(count, unit, { mode: how });
        expect(secondsOf(of(clock, earlier).end)).toBeLessThanOrEqual(secondsOf(of(clock, later).end));
      }),
      runs,
    );
  });

  it('is put off by excluded time, by as many days as fall into the period', () => {
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat({ max: 20 }),
        (from, count, offset, length) => {
          const clock = clockOf(count, 'day', { mode: 'custody' });
          const first = day(from.slice(0, 10)) + offset;
          const span = { event: 'appraisal', from: dateOf(first), to: dateOf(first + length) };
          const { lastDay } = of(clock, from, { excluded: [span] });
          const isReached = offset <= count;
          expect(day(lastDay) - day(from.slice(0, 10))).toBe(count + (isReached ? length + 1 : 0));
        },
      ),
      runs,
    );
  });

  it('warns in order, between its start and its end', () => {
    fc.assert(
      fc.property(start, limit, mode, (from, one, how) => {
        const { warnings, end } = of(clockOf(one.count, one.unit, { mode: how }), from);
        const moments = [from, warnings.yellow, warnings.orange, warnings.red, end].map(secondsOf);
        expect(moments).toEqual([...moments].sort((a, b) => a - b));
      }),
      runs,
    );
  });
});
