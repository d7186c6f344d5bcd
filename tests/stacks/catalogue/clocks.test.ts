import { describe, expect, it } from 'vitest';
import { warningHours } from '../../../stacks/catalogue/clocks/facts.ts';
import { type ClockId, clocks } from '../../../stacks/catalogue/clocks/index.ts';
import type { Clock } from '../../../stacks/model/clock.ts';

const ids: readonly ClockId[] = [
  ...(['cr-summons', 'cr-detain-handover', 'cr-detain-arrest-request', 'cr-arrest-review', 'cr-detain-total'] as const),
  ...(['cr-arrest-notify', 'cr-self-inv-arrest', 'cr-bail', 'cr-residential', 'cr-inv-custody'] as const),
  ...(['cr-measure-change', 'cr-custody-necessity-reply', 'cr-unrelated-property', 'cr-supervision-measure'] as const),
  ...(['cr-prosecution-review', 'cr-supplement', 'cr-nonpros-appeal', 'cr-trial1', 'cr-trial1-private'] as const),
  ...(['cr-trial-summary', 'cr-trial-fast', 'cr-indictment-service', 'cr-judgment-service', 'cr-appeal'] as const),
  ...(['cr-trial2', 'cr-retrial', 'cr-exec-docs', 'cr-commutation-object'] as const),
  ...(['cv-filing', 'cv-serve', 'cv-ordinary', 'cv-summary', 'cv-small', 'cv-appeal', 'cv-trial2'] as const),
  ...(['cv-special', 'cv-mediation-confirm', 'cv-retrial-review', 'cv-exec-escalate', 'cv-exec-internal'] as const),
  ...(['cv-exec-objection', 'cv-exec-entrust', 'cv-exec-apply'] as const),
  ...(['ad-recon-accept', 'ad-recon-forward', 'ad-recon-decide', 'ad-litig1', 'ad-litig-summary'] as const),
  ...(['ad-litig2', 'ad-penalty', 'ad-clue-decide', 'ad-clue-send', 'ad-clue-police'] as const),
  ...(['la-review', 'la-assign', 'cc-notice', 'cc-docs', 'cc-report', 'pt-petition'] as const),
];

const current = (id: ClockId) => (clocks[id] as Clock).versions.at(-1)!;
const branchDays = (id: ClockId, branch: string) => current(id).branches.find((one) => one.id === branch)!.limit.count;

describe('statutory clocks', () => {
  it('are all there, each id a clock of its own', () => {
    expect(Object.keys(clocks)).toEqual(ids);
    expect(ids).toHaveLength(59);
  });

  it('state a total of detention that is the sum of its parts', () => {
    const request = current('cr-detain-arrest-request').limit.count;
    const review = current('cr-arrest-review').limit.count;
    expect(current('cr-detain-total').limit.count).toBe(request + review);
    expect(branchDays('cr-detain-total', 'special')).toBe(
      request + branchDays('cr-detain-arrest-request', 'special') + review,
    );
    expect(branchDays('cr-detain-total', 'roaming')).toBe(branchDays('cr-detain-arrest-request', 'roaming') + review);
  });

  it('end custody on its day and roll the rest', () => {
    const custody = ids.filter((id) => clocks[id].mode === 'custody');
    expect(custody).toEqual([
      'cr-summons',
      'cr-detain-handover',
      'cr-detain-arrest-request',
      'cr-arrest-review',
      'cr-detain-total',
      'cr-arrest-notify',
      'cr-self-inv-arrest',
      'cr-inv-custody',
      'cr-supervision-measure',
    ]);
  });

  it('count reconsideration up to ten days in working days and longer in calendar days', () => {
    const units = (id: ClockId) => [current(id).limit, ...current(id).branches.map(({ limit }) => limit)];
    for (const { unit } of [...units('ad-recon-accept'), ...units('ad-recon-forward')])
      expect(unit).toBe('working-day');
    for (const { unit } of units('ad-recon-decide')) expect(unit).toBe('day');
  });

  it('treat six months without execution as a right to go up, not as a breach', () => {
    expect(clocks['cv-exec-escalate'].atLimit).toBe('escalation-right');
    expect(clocks['cv-exec-internal'].atLimit).toBe('breach');
    expect(clocks['ad-recon-accept'].atLimit).toBe('deemed');
  });

  it.each([
    [{ count: 12, unit: 'hour' }, [24, 8, 2]],
    [{ count: 3, unit: 'day' }, [24, 8, 2]],
    [{ count: 7, unit: 'day' }, [72, 24, 8]],
    [{ count: 15, unit: 'day' }, [72, 24, 8]],
    [{ count: 20, unit: 'day' }, [168, 72, 24]],
    [{ count: 1, unit: 'month' }, [168, 72, 24]],
    [{ count: 2, unit: 'year' }, [168, 72, 24]],
  ] as const)('warn of %o at %o hours', (limit, expected) => {
    expect(warningHours(limit)).toEqual(expected);
  });
});
