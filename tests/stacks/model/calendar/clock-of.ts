import type { Clock, ClockBranch, ClockUnit } from '../../../../stacks/model/clock.ts';
import { text } from '../../../kit/small-site.ts';

/** A clock of one limit, in force since 2020, with what a test says of it. */
export function clockOf(
  count: number,
  unit: ClockUnit,
  fields: Partial<Clock> = {},
  branches: ClockBranch[] = [],
): Clock {
  return {
    name: text('Clock'),
    stage: text('Stage'),
    holders: ['CRT'],
    mode: 'procedural',
    atLimit: 'breach',
    versions: [{ effectiveFrom: '2020-01-01', limit: { count, unit }, branches, article: 'art. 1' }],
    excludedTime: ['appraisal'],
    warningHours: [72, 24, 8],
    certainty: 'P',
    ...fields,
  };
}

/** A branch that adds to the limit. */
export function extension(id: string, count: number, unit: ClockUnit): ClockBranch {
  return { id, name: text(id), limit: { count, unit }, effect: 'add' };
}

/** A branch that replaces the limit. */
export function instead(id: string, count: number, unit: ClockUnit): ClockBranch {
  return { id, name: text(id), limit: { count, unit }, effect: 'replace', article: `art. ${id}` };
}
