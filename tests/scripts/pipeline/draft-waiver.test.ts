import { describe, expect, it } from 'vitest';
import { pod } from '../../../policies/examples.ts';
import { judge } from '../../../policies/judge.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { isInForce } from '../../../policies/waiver.ts';
import { draftWaiver, type WaiverPlace, type WaiverWish } from '../../../scripts/pipeline/draft-waiver.ts';

const today = '2026-05-01';
const rules = allRules.filter(({ id }) => id === 'images-by-digest');
const objects = [
  {
    object: pod({}, { containers: ['a', 'b'].map((name) => ({ name, image: `registry.example/${name}:1` })) }),
    source: { file: 'test' },
    network: 'court-net',
  },
];
const place = (): WaiverPlace => {
  return { findings: judge(objects, { rules, today }).findings, waivers: [], rules: allRules, today };
};
const wish: WaiverWish = {
  ...{ rule: 'images-by-digest', network: 'court-net', object: 'Pod/example', path: 'spec.containers[1].image' },
  ...{ reason: 'the supplier signs tags only', owner: 'p-001', ticket: 'CHG-7', until: '2026-06-30' },
};
const draft = (changed: Partial<WaiverWish> = {}, where = place()) => draftWaiver({ ...wish, ...changed }, where);

describe('the draft of a waiver', () => {
  it('covers the one field, and counts only when another person has approved it', () => {
    const waiver = draft();
    expect(waiver).toMatchObject({ id: 'images-by-digest-chg-7', approver: '', from: today });
    const verdictsWith = (approver: string) =>
      judge(objects, { rules, today, waivers: [{ ...waiver, approver }] }).findings.map(({ path, verdict }) => [
        path,
        verdict,
      ]);
    const [first, second] = ['spec.containers[0].image', 'spec.containers[1].image'];
    for (const nobodyElse of ['', wish.owner]) {
      expect(isInForce({ ...waiver, approver: nobodyElse }, today)).toBe(false);
      expect(verdictsWith(nobodyElse)).toEqual([
        [first, 'fail'],
        [second, 'fail'],
      ]);
    }
    expect(verdictsWith('p-004')).toEqual([
      [first, 'fail'],
      [second, 'waived'],
    ]);
  });

  it.each<[string, Partial<WaiverWish>, string]>([
    ['an unknown rule', { rule: 'no-such-rule' }, 'there is no such rule'],
    ['no object', { object: 'example' }, 'it names no object'],
    ['an object without findings', { object: 'Pod/other' }, 'finds nothing wrong'],
    ['another network', { network: 'police-net' }, 'finds nothing wrong'],
    ['several fields at fault and none chosen', { path: undefined } as never, 'finds 2 fields at fault'],
    ['a field in order', { path: 'spec.containers[0].name' }, 'covers no finding'],
    ['a whole spec', { path: 'spec' }, 'covers no finding'],
    ['more than 180 days', { until: '2026-10-28' }, 'lasts more than 180 days'],
    ['a day that is none', { until: 'soon' }, 'no date'],
    ['no ticket', { ticket: ' ' }, 'a part is missing'],
  ])('is refused for %s', (_why, changed, fault) => {
    expect(() => draft(changed)).toThrow(fault);
  });

  it('is refused where a waiver of its id is there', () => {
    const there = { ...draft(), approver: 'p-004' };
    expect(() => draft({}, { ...place(), waivers: [there] })).toThrow('used twice');
  });
});
