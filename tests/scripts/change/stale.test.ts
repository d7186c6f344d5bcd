import { describe, expect, test } from 'vitest';
import type { ObjectChange } from '../../../scripts/change/plan.ts';
import { staleness } from '../../../scripts/change/stale.ts';

const seen = (...changes: ObjectChange[]) => ({ cluster: 'c-1', changes, touched: [], held: [] });
const faultsOf = (planned: ObjectChange, now: ObjectChange | undefined, resuming: boolean) =>
  staleness(seen(planned) as unknown as Parameters<typeof staleness>[0], seen(...(now ? [now] : [])), resuming);

describe('what is left of a plan', () => {
  const replace: ObjectChange = { action: 'replace', object: 'StorageClass.storage.k8s.io fast' };
  const add: ObjectChange = { action: 'add', object: replace.object };
  const remove: ObjectChange = { action: 'remove', object: replace.object };

  test('of an object to be made anew is to make it, for the run that had deleted it', () => {
    expect(faultsOf(replace, add, true)).toEqual([]);
    expect(faultsOf(replace, undefined, true)).toEqual([]);
  });

  test('of an object to be made anew is another change where no run has begun', () => {
    expect(faultsOf(replace, add, false)).toEqual([`${add.object}: to add it is not part of the plan`]);
  });

  test('is never to remove what was to be made anew, nor to make anew what was to be made or changed', () => {
    const notPart = (action: string) => [`${add.object}: to ${action} it is not part of the plan`];
    expect(faultsOf(replace, remove, true)).toEqual(notPart('remove'));
    expect(faultsOf(add, replace, true)).toEqual(notPart('replace'));
    expect(faultsOf({ action: 'change', object: add.object }, replace, true)).toEqual(notPart('replace'));
  });
});
