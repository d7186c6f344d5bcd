import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** Protection periods (重保) run forwards and do not overlap: each day has one set of rules. */
export const judgeGuardPeriods: Judge = ({ site, positions }) => {
  const periods = site.guardPeriods.map((period, index) => ({
    ...period,
    at: path('guardPeriods', positions.guardPeriods[index]!),
  }));
  const reversed = periods
    .filter(({ from, to }) => from > to)
    .map(({ at, from, to }) => {
      const fault = `the period ends on ${to}, before it begins on ${from}.`;
      return problem('period-reversed', `${at}.to`, fault, 'Give the last day, which is the first day or later.');
    });
  const overlapping = periods.flatMap((period, index) => {
    const other = periods.slice(0, index).find(({ from, to }) => from <= period.to && period.from <= to);
    if (!other) return [];
    const fault = `the period overlaps "${other.id}", ${other.from} to ${other.to}.`;
    return [problem('period-overlap', period.at, fault, 'Join the two, or move one of them.')];
  });
  return [...reversed, ...overlapping];
};
