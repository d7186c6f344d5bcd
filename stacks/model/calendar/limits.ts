import type { Clock, ClockBranch, ClockVersion, Limit } from '../clock.ts';
import type { IsoDate } from '../vocabulary.ts';
import { CalendarError } from './error.ts';

/** A whole limit: the base and what branches add, by unit. Half a month is fifteen days. */
export interface TotalLimit {
  readonly months: number;
  readonly days: number;
  readonly workingDays: number;
  readonly hours: number;
}

/**
 * The text of a clock in force on a date: the last version whose first day is not after it.
 * @param effectiveFrom picks a version by its first day instead
 * @throws CalendarError where there is none
 */
export function versionInForce(id: string, clock: Clock, date: IsoDate, effectiveFrom?: IsoDate): ClockVersion {
  const candidates = clock.versions.filter((version) =>
    effectiveFrom === undefined ? version.effectiveFrom <= date : version.effectiveFrom === effectiveFrom,
  );
  const found = candidates.reduce<ClockVersion | undefined>(
    (latest, version) => (latest && latest.effectiveFrom >= version.effectiveFrom ? latest : version),
    undefined,
  );
  if (found) return found;
  const known = clock.versions.map((version) => version.effectiveFrom).join(', ');
  const fault =
    effectiveFrom === undefined ? `no version was in force on ${date}.` : `no version begins on ${effectiveFrom}.`;
  throw new CalendarError(`clock ${id}`, fault, `Its versions begin on ${known}.`);
}

/**
 * Branches of a version by id, in the version's order.
 * @throws CalendarError for an id it has not, or for two branches that each replace the limit
 */
export function branchesOf(id: string, version: ClockVersion, ids: readonly string[]): readonly ClockBranch[] {
  const known = version.branches.map((branch) => branch.id);
  const unknown = ids.find((one) => !known.includes(one));
  if (unknown !== undefined) {
    const remedy = known.length === 0 ? 'It has no branches.' : `Its branches are ${known.join(', ')}.`;
    throw new CalendarError(`clock ${id}`, `there is no branch "${unknown}".`, remedy);
  }
  const chosen = version.branches.filter((branch) => ids.includes(branch.id));
  const replacing = chosen.filter(({ effect }) => effect === 'replace').map((branch) => branch.id);
  if (replacing.length > 1) {
    const fault = `branches ${replacing.join(' and ')} each replace the limit.`;
    throw new CalendarError(`clock ${id}`, fault, 'Name one of them.');
  }
  return chosen;
}

/**
 * The base limit, or what replaces it, and all that is added.
 * @throws CalendarError where hours stand beside longer units: they are counted differently
 */
export function totalLimit(id: string, version: ClockVersion, branches: readonly ClockBranch[]): TotalLimit {
  const base = branches.find(({ effect }) => effect === 'replace')?.limit ?? version.limit;
  const added = branches.filter(({ effect }) => effect === 'add').map(({ limit }) => limit);
  const total = [base, ...added].map(partsOf).reduce((sum, one) => ({
    months: sum.months + one.months,
    days: sum.days + one.days,
    workingDays: sum.workingDays + one.workingDays,
    hours: sum.hours + one.hours,
  }));
  if (total.hours > 0 && total.months + total.days + total.workingDays > 0) {
    throw new CalendarError(
      `clock ${id}`,
      'hours and days do not add up to one limit.',
      'Let the branch replace the limit.',
    );
  }
  return total;
}

function partsOf({ count, unit }: Limit): TotalLimit {
  const none = { months: 0, days: 0, workingDays: 0, hours: 0 };
  switch (unit) {
    case 'hour':
      return { ...none, hours: count };
    case 'day':
      return { ...none, days: count };
    case 'working-day':
      return { ...none, workingDays: count };
    case 'month':
      return { ...none, months: Math.floor(count), days: count % 1 === 0 ? 0 : 15 };
    case 'year':
      return { ...none, months: count * 12 };
  }
}
