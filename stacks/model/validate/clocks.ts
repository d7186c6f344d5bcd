import type { Clock, ClockVersion, Limit } from '../clock.ts';
import type { Problem } from '../problem.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** Clocks have texts in the order of their force, limits that a calendar can count, and narrowing warnings. */
export const judgeClocks: Judge = ({ site }) =>
  Object.entries(site.clocks).flatMap(([id, clock]) => clockProblems(path('clocks', id), clock));

function clockProblems(at: string, clock: Clock): Problem[] {
  const [yellow, orange, red] = clock.warningHours;
  const descend = yellow > orange && orange > red;
  const warnings = descend
    ? []
    : [
        problem(
          'warnings-not-descending',
          `${at}.warningHours`,
          `${clock.warningHours.join(', ')} hours do not narrow.`,
          'Give yellow, orange and red in this order, each nearer to the limit.',
        ),
      ];
  return [...warnings, ...clock.versions.flatMap((_, index) => versionProblems(at, clock, index))];
}

function versionProblems(clockAt: string, clock: Clock, index: number): Problem[] {
  const version = clock.versions[index]!;
  const at = `${clockAt}.versions[${index}]`;
  const found = limitsOf(version).flatMap(([field, limit]) => limitProblems(`${at}.${field}`, clock, limit));
  const before = clock.versions[index - 1];
  if (before && before.effectiveFrom >= version.effectiveFrom) {
    const fault = `${version.effectiveFrom} is not after ${before.effectiveFrom}, the version before it.`;
    found.push(problem('versions-unsorted', `${at}.effectiveFrom`, fault, 'Order the versions by their first day.'));
  }
  const ids = version.branches.map(({ id }) => id);
  const duplicates = ids.flatMap((id, branch) => {
    if (ids.indexOf(id) === branch) return [];
    const fault = `another branch has the id "${id}".`;
    return [problem('duplicate-branch', `${at}.branches[${branch}].id`, fault, 'Give each branch its own id.')];
  });
  return [...found, ...duplicates];
}

function limitsOf({ limit, branches }: ClockVersion): [field: string, limit: Limit][] {
  return [
    ['limit', limit],
    ...branches.map(({ limit: own }, index): [string, Limit] => [`branches[${index}].limit`, own]),
  ];
}

function limitProblems(at: string, { mode }: Clock, { count, unit }: Limit): Problem[] {
  const found: Problem[] = [];
  const isHalfMonth = unit === 'month' && Number.isInteger(count * 2);
  if (!Number.isInteger(count) && !isHalfMonth) {
    const fault = `${count} of unit ${unit} cannot be counted.`;
    found.push(problem('fractional-limit', `${at}.count`, fault, 'Give a whole number; only months have halves.'));
  }
  if (mode === 'custody' && unit === 'working-day') {
    const fault = 'custody runs on rest days too (CPL art. 105).';
    found.push(problem('custody-in-working-days', `${at}.unit`, fault, 'Use days, or the procedural mode.'));
  }
  return found;
}
