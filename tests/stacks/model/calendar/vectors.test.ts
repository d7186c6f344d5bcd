import { describe, expect, it } from 'vitest';
import { type ClockId, clocks } from '../../../../stacks/catalogue/clocks/index.ts';
import { type DeadlineOptions, deadline } from '../../../../stacks/model/calendar/deadline.ts';
import { workCalendar } from '../../../../stacks/model/calendar/workdays.ts';
import { yearCalendars } from '../../../../stacks/model/calendar/years.ts';
import type { Clock } from '../../../../stacks/model/clock.ts';

const of = (id: ClockId, start: string, options: DeadlineOptions = {}) =>
  deadline(id, clocks[id] as Clock, start, options);

describe('detention from 2026-03-01 10:00 (CPL 91, 105)', () => {
  const detained = '2026-03-01T10:00+08:00';

  it('ends after three days on 2026-03-04', () => {
    expect(of('cr-detain-arrest-request', detained)).toMatchObject({
      lastDay: '2026-03-04',
      end: '2026-03-05T00:00:00+08:00',
      rolled: false,
    });
  });

  it('ends with four more days on 2026-03-08, a Sunday: custody is not extended', () => {
    const extended = of('cr-detain-arrest-request', detained, { branches: ['special'] });
    expect(extended).toMatchObject({ lastDay: '2026-03-08', rolled: false });
    expect(extended.basis.mode).toBe('custody');
    expect(extended.basis.articles).toEqual(['CPL 91 §1–2', 'CPL 91 §1']);
  });

  it('ends on 2026-03-31 for the thirty-day branch, and the review on 2026-04-07: 37 days in all', () => {
    const request = of('cr-detain-arrest-request', detained, { branches: ['roaming'] });
    expect(request.lastDay).toBe('2026-03-31');
    expect(of('cr-arrest-review', request.lastDay).lastDay).toBe('2026-04-07');
    expect(of('cr-detain-total', detained, { branches: ['roaming'] }).lastDay).toBe('2026-04-07');
  });
});

describe('prosecution review received on 2026-01-31 (CPL 172)', () => {
  const withoutAdjustments = workCalendar(yearCalendars.map((year) => ({ ...year, adjustedWorkdays: [] })));

  it('runs to 2026-02-28, the last day of the shorter month', () => {
    expect(of('cr-prosecution-review', '2026-01-31', { custody: true })).toMatchObject({
      lastDay: '2026-02-28',
      rolled: false,
    });
  });

  it('does not roll out of custody either, since that Saturday is worked in 2026', () => {
    expect(of('cr-prosecution-review', '2026-01-31', { custody: false })).toMatchObject({
      lastDay: '2026-02-28',
      rolled: false,
    });
  });

  it('rolls to Monday where that Saturday is a rest day and nobody is in custody', () => {
    const calendar = withoutAdjustments;
    const free = of('cr-prosecution-review', '2026-01-31', { custody: false, calendar });
    expect(free).toMatchObject({ lastDay: '2026-03-02', rolled: true });
    expect(free.basis.countedTo).toBe('2026-02-28');
    expect(of('cr-prosecution-review', '2026-01-31', { custody: true, calendar }).lastDay).toBe('2026-02-28');
  });
});

describe('limits of the catalogue', () => {
  it.each<[ClockId, string, DeadlineOptions, string]>([
    ['cr-inv-custody', '2025-12-31', {}, '2026-02-28'],
    ['cr-inv-custody', '2025-12-31', { branches: ['complex'] }, '2026-03-31'],
    ['cr-inv-custody', '2025-12-31', { branches: ['complex', 'provincial', 'ten-years'] }, '2026-07-31'],
    ['cr-trial-summary', '2026-01-16', { branches: ['over-three-years'], custody: true }, '2026-03-03'],
    ['ad-recon-accept', '2026-04-30', {}, '2026-05-11'],
    ['cv-exec-escalate', '2025-08-31', {}, '2026-02-28'],
    ['cv-appeal', '2026-09-10', {}, '2026-09-28'],
  ])('%s from %s with %o ends on %s', (id, start, options, lastDay) => {
    expect(of(id, start, options).lastDay).toBe(lastDay);
  });
});
