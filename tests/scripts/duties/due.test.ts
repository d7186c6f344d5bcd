import { describe, expect, it } from 'vitest';
import { dueAgain } from '../../../scripts/duties/due.ts';
import { duties } from '../../../stacks/catalogue/duties/index.ts';
import type { Duty } from '../../../stacks/model/duty.ts';

const guardPeriods = [
  { id: 'sessions', name: { zh: '两会', en: 'Sessions' }, from: '2026-03-03', to: '2026-03-12' },
  { id: 'labour', name: { zh: '劳动节', en: 'Labour Day' }, from: '2026-05-01', to: '2026-05-05' },
];

/** Times are those of Asia/Shanghai. */
const at = (local: string) => new Date(`${local}+08:00`);
const due = (id: keyof typeof duties, last: string, now = last) => {
  const found = dueAgain(duties[id] as Duty, id, at(last), at(now), { guardPeriods });
  return found && new Date(found.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
};

describe('a duty', () => {
  it('of a shift is due twelve hours later, not at midnight', () => {
    expect(due('RB-D01', '2026-03-02T20:00:00')).toBe('2026-03-03T08:00');
  });

  it('of a day is due by the end of the next civil day of Asia/Shanghai, whatever day it is in UTC', () => {
    expect(due('RB-D02', '2026-03-02T00:30:00')).toBe('2026-03-04T00:00');
    expect(due('RB-D02', '2026-03-02T23:30:00')).toBe('2026-03-04T00:00');
  });

  it('of a week is due by the last working day of the next week', () => {
    // Monday 2 March 2026; the next week ends with Friday 13.
    expect(due('RB-W01', '2026-03-02T10:00:00')).toBe('2026-03-14T00:00');
    expect(due('RB-W01', '2026-03-08T10:00:00')).toBe('2026-03-14T00:00');
    // The week of the National Day holiday, 28 September to 4 October 2026: off from Thursday on.
    expect(due('RB-W01', '2026-09-21T10:00:00')).toBe('2026-10-01T00:00');
  });

  it('of a month, quarter or half-year is due by the last working day of the next', () => {
    expect(due('RB-M03', '2026-04-15T10:00:00')).toBe('2026-05-30T00:00');
    expect(due('RB-Q01', '2026-01-31T10:00:00')).toBe('2026-07-01T00:00');
    expect(due('RB-H01', '2025-11-20T10:00:00')).toBe('2026-07-01T00:00');
  });

  it('of a year is due within twelve months, also from 29 February', () => {
    expect(due('RB-Y01', '2024-02-29T10:00:00')).toBe('2025-03-01T00:00');
  });

  it('into a year whose working days are not announced falls back to weekdays', () => {
    expect(due('RB-M03', '2026-12-10T10:00:00')).toBe('2027-01-30T00:00');
  });

  it('before a protection period is due by its first day, once within fourteen days of it', () => {
    expect(due('RB-G01', '2026-01-10T10:00:00', '2026-02-10T10:00:00')).toBeUndefined();
    expect(due('RB-G01', '2026-01-10T10:00:00', '2026-02-20T10:00:00')).toBe('2026-03-03T00:00');
    expect(due('RB-G01', '2026-02-20T10:00:00', '2026-03-05T10:00:00')).toBeUndefined();
  });

  it('in a protection period is due every eight hours, and outside it never', () => {
    expect(due('RB-G02', '2026-03-05T10:00:00')).toBe('2026-03-05T18:00');
    expect(due('RB-G02', '2026-01-05T10:00:00', '2026-03-03T01:00:00')).toBe('2026-03-03T08:00');
    expect(due('RB-G02', '2026-03-12T20:00:00', '2026-03-14T10:00:00')).toBeUndefined();
  });

  it('after a protection period is due within seven days of its end', () => {
    expect(due('RB-G04', '2026-02-01T10:00:00', '2026-03-13T10:00:00')).toBe('2026-03-20T00:00');
    expect(due('RB-G04', '2026-03-14T10:00:00', '2026-03-20T10:00:00')).toBeUndefined();
  });

  it('on an event is never overdue', () => {
    expect(due('RB-I02', '2020-01-01T00:00:00')).toBeUndefined();
  });
});
