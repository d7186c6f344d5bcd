import { afterEach, describe, expect, it } from 'vitest';
import { deadline } from '../../../../stacks/model/calendar/deadline.ts';
import { CalendarError } from '../../../../stacks/model/calendar/error.ts';
import { instantOf, secondsOf } from '../../../../stacks/model/calendar/instant.ts';
import { warningLevel } from '../../../../stacks/model/calendar/warnings.ts';
import type { Clock } from '../../../../stacks/model/clock.ts';
import { clockOf, extension, instead } from './clock-of.ts';

const last = (clock: Clock, start: string, options = {}) => deadline('test', clock, start, options).lastDay;

describe('the last day of rest', () => {
  it.each([
    ['a Saturday', '2026-03-12', '2026-03-16'],
    ['a Sunday that is worked', '2025-12-30', '2026-01-04'],
    ['the middle of the Spring Festival', '2026-02-13', '2026-02-24'],
    ['the first day of the October holidays', '2026-09-26', '2026-10-08'],
    ['a Saturday that is worked after them', '2026-10-05', '2026-10-10'],
  ])('moves to the next working day: %s', (_, start, lastDay) => {
    expect(last(clockOf(start === '2026-03-12' ? 2 : 5, 'day'), start)).toBe(lastDay);
  });

  it('stays in custody, whatever the clock says by itself', () => {
    expect(last(clockOf(5, 'day', { mode: 'custody' }), '2026-09-26')).toBe('2026-10-01');
    expect(last(clockOf(5, 'day'), '2026-09-26', { custody: true })).toBe('2026-10-01');
    expect(last(clockOf(5, 'day', { mode: 'custody' }), '2026-09-26', { custody: false })).toBe('2026-10-08');
  });
});

describe('months', () => {
  it.each([
    [1, '2025-01-31', '2025-02-28'],
    [1, '2024-01-31', '2024-02-29'],
    [1, '2025-02-28', '2025-03-28'],
    [2, '2025-12-31', '2026-02-28'],
    [12, '2024-02-29', '2025-02-28'],
    [0.5, '2026-03-10', '2026-03-25'],
    [1.5, '2026-01-31', '2026-03-15'],
  ])('%s from %s end on %s', (count, start, lastDay) => {
    expect(last(clockOf(count, 'month', { mode: 'custody' }), start)).toBe(lastDay);
  });

  it('are added up before they are counted, so that a short month between costs nothing', () => {
    const clock = clockOf(1, 'month', { mode: 'custody' }, [extension('more', 1, 'month')]);
    expect(last(clock, '2026-01-31', { branches: ['more'] })).toBe('2026-03-31');
  });

  it('make up years', () => {
    expect(last(clockOf(2, 'year', { mode: 'custody' }), '2024-02-29')).toBe('2026-02-28');
  });
});

describe('working days', () => {
  it.each([
    [5, '2026-09-28', '2026-10-10'],
    [1, '2026-02-13', '2026-02-14'],
    [2, '2026-02-13', '2026-02-24'],
    [1, '2026-05-08', '2026-05-09'],
  ])('%s after %s end on %s, over holidays and adjusted days', (count, start, lastDay) => {
    expect(last(clockOf(count, 'working-day'), start)).toBe(lastDay);
  });
});

describe('hours', () => {
  const ends = (start: string, count = 12) => deadline('test', clockOf(count, 'hour'), start).end;

  it('are counted from the hour after the one of the start', () => {
    expect(ends('2026-03-01T10:20')).toBe('2026-03-01T23:00:00+08:00');
    expect(ends('2026-03-01T10:00')).toBe('2026-03-01T23:00:00+08:00');
    expect(ends('2026-03-01T23:59:59', 24)).toBe('2026-03-03T00:00:00+08:00');
  });

  it('end on the last day that they touch, and do not roll', () => {
    const overHoliday = deadline('test', clockOf(24, 'hour'), '2026-09-30T22:30');
    expect(overHoliday).toMatchObject({ end: '2026-10-01T23:00:00+08:00', lastDay: '2026-10-01', rolled: false });
    expect(deadline('test', clockOf(24, 'hour'), '2026-03-01T23:30').lastDay).toBe('2026-03-02');
  });

  it('do not add up with days', () => {
    const clock = clockOf(12, 'hour', {}, [extension('more', 1, 'day')]);
    expect(() => last(clock, '2026-03-01', { branches: ['more'] })).toThrow(/hours and days/);
  });
});

describe('excluded time', () => {
  const clock = clockOf(10, 'day', { mode: 'custody' });
  const span = (from: string, to: string) => ({ event: 'appraisal', from, to });

  it('is made up for day by day, and what overlaps is counted once', () => {
    expect(last(clock, '2026-03-01', { excluded: [span('2026-03-05', '2026-03-07')] })).toBe('2026-03-14');
    const overlapping = [span('2026-03-05', '2026-03-07'), span('2026-03-06', '2026-03-08')];
    expect(last(clock, '2026-03-01', { excluded: overlapping })).toBe('2026-03-15');
  });

  it('before the start or after the end changes nothing; reached by the extension, it does', () => {
    expect(last(clock, '2026-03-01', { excluded: [span('2026-02-01', '2026-03-01')] })).toBe('2026-03-11');
    expect(last(clock, '2026-03-01', { excluded: [span('2026-03-12', '2026-03-20')] })).toBe('2026-03-11');
    const two = [span('2026-03-10', '2026-03-11'), span('2026-03-12', '2026-03-12')];
    expect(last(clock, '2026-03-01', { excluded: two })).toBe('2026-03-14');
  });

  it('stops working days and hours too', () => {
    const monday = [span('2026-03-09', '2026-03-09')];
    expect(last(clockOf(1, 'working-day'), '2026-03-06', { excluded: monday })).toBe('2026-03-10');
    const hours = deadline('test', clockOf(12, 'hour'), '2026-03-08T20:30', { excluded: monday });
    expect(hours.end).toBe('2026-03-10T09:00:00+08:00');
  });

  it('is refused for an event that does not stop the clock, or a span in reverse', () => {
    const other = { event: 'holiday', from: '2026-03-05', to: '2026-03-07' };
    expect(() => last(clock, '2026-03-01', { excluded: [other] })).toThrow(
      /"holiday" does not stop it[\s\S]*appraisal/,
    );
    expect(() => last(clock, '2026-03-01', { excluded: [span('2026-03-07', '2026-03-05')] })).toThrow(
      /before it begins/,
    );
  });
});

describe('versions and branches', () => {
  const versioned = clockOf(30, 'day', {
    mode: 'custody',
    versions: [
      { effectiveFrom: '2020-01-01', limit: { count: 30, unit: 'day' }, branches: [], article: 'old' },
      { effectiveFrom: '2026-01-01', limit: { count: 20, unit: 'day' }, branches: [], article: 'new' },
    ],
  });

  it('take the text in force on the day of the start, in China', () => {
    expect(deadline('test', versioned, '2025-12-31T23:59+08:00').basis).toMatchObject({ articles: ['old'] });
    expect(deadline('test', versioned, '2025-12-31T16:00Z').basis).toMatchObject({ articles: ['new'] });
    expect(deadline('test', versioned, '2026-06-01', { version: '2020-01-01' }).lastDay).toBe('2026-07-01');
  });

  it('name what is not there', () => {
    expect(() => last(versioned, '2019-12-31')).toThrow(/no version was in force on 2019-12-31[\s\S]*2020-01-01/);
    expect(() => last(versioned, '2026-01-01', { version: '2021-01-01' })).toThrow(/no version begins on 2021-01-01/);
    expect(() => last(versioned, '2026-01-01', { branches: ['more'] })).toThrow(/no branch "more"/);
  });

  it('replace the limit by one branch and add others to it', () => {
    const clock = clockOf(3, 'day', { mode: 'custody' }, [
      instead('group', 30, 'day'),
      instead('other', 9, 'day'),
      extension('more', 4, 'day'),
    ]);
    const both = deadline('test', clock, '2026-03-01', { branches: ['more', 'group'] });
    expect(both.lastDay).toBe('2026-04-04');
    expect(both.basis).toMatchObject({
      branches: ['group', 'more'],
      articles: ['art. 1', 'art. group'],
      limits: [
        { count: 30, unit: 'day' },
        { count: 4, unit: 'day' },
      ],
    });
    expect(() => last(clock, '2026-03-01', { branches: ['group', 'other'] })).toThrow(/each replace the limit/);
  });
});

describe('a year without data', () => {
  it('is an error that says so where rest days matter, and none where they do not', () => {
    expect(() => last(clockOf(10, 'day'), '2026-12-25')).toThrow(CalendarError);
    expect(() => last(clockOf(10, 'day'), '2026-12-25')).toThrow(/2027 are not recorded[\s\S]*State Council/);
    expect(() => last(clockOf(5, 'working-day'), '2026-12-30')).toThrow(/2027/);
    expect(last(clockOf(10, 'day', { mode: 'custody' }), '2026-12-25')).toBe('2027-01-04');
    expect(last(clockOf(10, 'hour'), '2030-01-01T08:00')).toBe('2030-01-01');
  });
});

describe('warnings', () => {
  const clock = clockOf(10, 'day', { mode: 'custody' });
  const ten = deadline('test', clock, '2026-03-01');

  it('begin so many hours before the end', () => {
    expect(ten.warnings).toEqual({
      yellow: '2026-03-09T00:00:00+08:00',
      orange: '2026-03-11T00:00:00+08:00',
      red: '2026-03-11T16:00:00+08:00',
    });
  });

  it('begin at the start where the limit is shorter than the threshold', () => {
    const short = deadline('test', clockOf(24, 'hour'), '2026-03-01T10:20');
    expect(short.warnings.yellow).toBe('2026-03-01T10:20:00+08:00');
    expect(short.warnings.red).toBe('2026-03-02T03:00:00+08:00');
  });

  it.each([
    ['2026-03-08T23:59:59+08:00', 'green'],
    ['2026-03-09T00:00:00+08:00', 'yellow'],
    ['2026-03-10T16:00:00Z', 'orange'],
    ['2026-03-11T16:00:00+08:00', 'red'],
    ['2026-03-11T23:59:59+08:00', 'red'],
    ['2026-03-12T00:00:00+08:00', 'over'],
  ])('at %s the level is %s', (now, level) => {
    expect(warningLevel(ten, now)).toBe(level);
  });
});

describe('moments', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00+08:00'],
    ['2026-03-01T10:00', '2026-03-01T10:00:00+08:00'],
    ['2026-03-01 10:00:30', '2026-03-01T10:00:30+08:00'],
    ['2026-03-01T02:00:00Z', '2026-03-01T10:00:00+08:00'],
    ['2026-02-28T21:30:00.500-05:00', '2026-03-01T10:30:00+08:00'],
    ['1969-12-31T23:00', '1969-12-31T23:00:00+08:00'],
  ])('%s is %s', (written, instant) => {
    expect(instantOf(secondsOf(written))).toBe(instant);
  });

  it.each(['', 'tomorrow', '2026-02-30', '2026-03-01T24:00', '2026-03-01T10:60', '2026-3-1', '2026-13-01'])(
    '%o is refused with a remedy',
    (written) => {
      expect(() => secondsOf(written)).toThrow(/\n {2}Write /);
    },
  );
});

describe('the time zone of the machine', () => {
  const own = process.env.TZ;
  afterEach(() => {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  });

  it.each(['UTC', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Shanghai'])('%s changes nothing', (zone) => {
    process.env.TZ = zone;
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    expect(deadline('test', clockOf(1, 'month'), '2026-02-28T23:30').lastDay).toBe('2026-03-30');
    expect(deadline('test', clockOf(2, 'day'), '2026-03-04T16:30Z').end).toBe('2026-03-10T00:00:00+08:00');
  });
});
