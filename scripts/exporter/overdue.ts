import type { Duty, DutyPeriod } from '../../stacks/model/duty.ts';
import type { GuardPeriod } from '../../stacks/model/network.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { RunObservation } from './observe-journals.ts';

const hour = 3600;
const day = 24 * hour;

/**
 * Longest time between two performances of a duty, in seconds: the period, with a third of it for the hour of the day
 * or the day of the week at which people get to it. What an event calls for has none.
 */
const longestPause: Readonly<Record<DutyPeriod, number | null>> = {
  shift: 12 * hour + 4 * hour,
  daily: day + 8 * hour,
  weekly: 7 * day + 2 * day,
  monthly: 31 * day + 10 * day,
  quarterly: 92 * day + 30 * day,
  'half-yearly': 184 * day + 30 * day,
  yearly: 366 * day + 30 * day,
  'protection-period': null,
  'on-event': null,
};

/** How long before a protection period its duties may be done. */
const preparation = 14 * day;

/**
 * Seconds by which each scheduled duty of a network is overdue, 0 where it is not. A duty is done when a run of its
 * runbook has finished in that network; one that was never done counts from the day of the declaration.
 * @param now Unix time in seconds
 */
export function overdueDuties(
  site: Pick<Site, 'duties' | 'declaredOn' | 'guardPeriods'>,
  network: string,
  runs: readonly RunObservation[],
  now: number,
): ReadonlyMap<string, number> {
  const declared = beginningOf(site.declaredOn);
  const overdue = new Map<string, number>();
  for (const [id, duty] of Object.entries(site.duties)) {
    const done = lastDone(runs, network, duty.runbook);
    const late = latenessOf(duty, done, declared, site.guardPeriods, now);
    if (late !== null) overdue.set(id, late);
  }
  return overdue;
}

function latenessOf(
  { period }: Duty,
  done: number | undefined,
  declared: number,
  guardPeriods: readonly GuardPeriod[],
  now: number,
): number | null {
  if (period === 'protection-period') return latenessInGuard(done, guardPeriods, now);
  const pause = longestPause[period];
  return pause === null ? null : Math.max(0, now - (done ?? declared) - pause);
}

/** In a protection period its duties have been done since a fortnight before it began. */
function latenessInGuard(done: number | undefined, guardPeriods: readonly GuardPeriod[], now: number): number {
  const current = guardPeriods.find(({ from, to }) => beginningOf(from) <= now && now < beginningOf(to) + day);
  if (!current) return 0;
  const begun = beginningOf(current.from);
  return done !== undefined && done >= begun - preparation ? 0 : now - begun;
}

function lastDone(runs: readonly RunObservation[], network: string, runbook: string): number | undefined {
  const done = runs.filter((run) => run.runbook === runbook && run.network === network && run.phase === 'finished');
  return done.length > 0 ? Math.max(...done.map(({ updatedAt }) => updatedAt)) : undefined;
}

/** Days begin in Beijing time. */
function beginningOf(date: string): number {
  return Date.parse(`${date}T00:00:00+08:00`) / 1000;
}
