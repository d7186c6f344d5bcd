import { describe, expect, it } from 'vitest';
import { reportDue, summaryDue, thresholds } from '../../../runbooks/steps/reporting-clocks.ts';

const discovered = new Date('2026-02-28T20:30:00Z');

describe('reporting clocks', () => {
  it.each([
    ['critical-infrastructure', '2026-02-28T21:30:00.000Z'],
    ['central-organ', '2026-02-28T22:30:00.000Z'],
    ['other', '2026-03-01T00:30:00.000Z'],
  ] as const)('of %s run from discovery, over midnight too', (operator, due) => {
    expect(reportDue(operator, 'larger', discovered)?.toISOString()).toBe(due);
  });

  it('do not run below 较大', () => {
    expect(reportDue('critical-infrastructure', 'general', discovered)).toBeNull();
  });

  it('give the summary thirty days after handling', () => {
    expect(summaryDue(discovered).toISOString()).toBe('2026-03-30T20:30:00.000Z');
  });

  it('say which thresholds the site has yet to confirm: all of 重大 and 较大', () => {
    expect(thresholds.filter(({ certainty }) => certainty === 'U').map(({ level }) => level)).toEqual([
      'major',
      'larger',
    ]);
  });
});
