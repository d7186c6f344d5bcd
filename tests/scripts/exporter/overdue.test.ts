import { describe, expect, it } from 'vitest';
import type { RunObservation } from '../../../scripts/exporter/observe-journals.ts';
import { overdueDuties } from '../../../scripts/exporter/overdue.ts';
import { duties } from '../../../stacks/catalogue/duties/index.ts';

const site = {
  duties,
  declaredOn: '2026-05-01',
  guardPeriods: [{ id: 'g', name: { zh: '重保', en: 'guard' }, from: '2026-12-04', to: '2026-12-04' }],
};
const at = (instant: string) => Date.parse(instant) / 1000;
const hours = 3600;

function done(runbook: string, instant: string, more: Partial<RunObservation> = {}): RunObservation {
  return {
    ...{ run: 'r', runbook, network: 'court-net', phase: 'finished' as const, records: 1, head: '', intact: true },
    ...{ outcomes: { done: 1, failed: 0, aborted: 0, undone: 0 }, startedAt: at(instant), updatedAt: at(instant) },
    ...more,
  };
}

function overdue(duty: string, now: string, ...runs: RunObservation[]): number | undefined {
  return overdueDuties(site, 'court-net', runs, at(now)).get(duty);
}

describe('a duty', () => {
  it('that was done within its period is not overdue, and is from then on, second by second', () => {
    const run = done('check-drift', '2026-06-01T01:00:00Z');
    expect(overdue('RB-D07', '2026-06-02T09:00:00Z', run)).toBe(0);
    expect(overdue('RB-D07', '2026-06-02T10:00:00Z', run)).toBe(1 * hours);
  });

  it('counts by its latest run', () => {
    const runs = [done('check-drift', '2026-06-05T01:00:00Z'), done('check-drift', '2026-06-01T01:00:00Z')];
    expect(overdue('RB-D07', '2026-06-06T01:00:00Z', ...runs)).toBe(0);
  });

  it('is not done by a run of another network, of another runbook, or one that did not finish', () => {
    const now = '2026-06-01T02:00:00Z';
    const expected = overdue('RB-D07', now);
    expect(expected).toBeGreaterThan(29 * 24 * hours);
    expect(overdue('RB-D07', now, done('check-drift', now, { network: 'police-net' }))).toBe(expected);
    expect(overdue('RB-D07', now, done('check-feeds', now))).toBe(expected);
    expect(overdue('RB-D07', now, done('check-drift', now, { phase: 'aborted' }))).toBe(expected);
  });

  it('that was never done counts from the day of the declaration, in Beijing time', () => {
    expect(overdue('RB-D07', '2026-05-02T00:00:00Z')).toBe(0);
    expect(overdue('RB-D07', '2026-05-02T00:00:01Z')).toBe(1);
  });

  it('of a protection period is due while one runs, done since a fortnight before', () => {
    const [id, { runbook }] = Object.entries(duties).find(([, { period }]) => period === 'protection-period')!;
    expect(overdue(id, '2026-11-30T00:00:00Z')).toBe(0);
    expect(overdue(id, '2026-12-04T01:00:00Z')).toBe(9 * hours);
    expect(overdue(id, '2026-12-04T01:00:00Z', done(runbook, '2026-11-25T00:00:00Z'))).toBe(0);
    expect(overdue(id, '2026-12-04T01:00:00Z', done(runbook, '2026-10-25T00:00:00Z'))).toBe(9 * hours);
    expect(overdue(id, '2026-12-05T01:00:00Z')).toBe(0);
  });

  it('that an event calls for has no time of its own', () => {
    const [id] = Object.entries(duties).find(([, { period }]) => period === 'on-event')!;
    expect(overdue(id, '2030-01-01T00:00:00Z')).toBeUndefined();
  });
});
