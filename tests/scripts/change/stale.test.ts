import { describe, expect, test } from 'vitest';
import type { ObjectChange } from '../../../scripts/change/plan.ts';
import { dueAgain, staleness } from '../../../scripts/change/stale.ts';

const seen = (...changes: ObjectChange[]) => ({ cluster: 'c-1', changes, touched: [], held: [] });
const faultsOf = (planned: ObjectChange, now: ObjectChange | undefined, resuming: boolean) =>
  staleness(seen(planned) as unknown as Parameters<typeof staleness>[0], seen(...(now ? [now] : [])), resuming).map(
    ({ en }) => en,
  );
const again = (change: ObjectChange, standing: 'written' | 'applied') =>
  dueAgain(seen(change), standing).map(({ en }) => en);

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

describe('what is due of a change that was written', () => {
  const removal: ObjectChange = { action: 'remove', object: 'ConfigMap court/old' };
  const undone = (action: 'add' | 'change'): ObjectChange => ({ action, object: 'NetworkPolicy court/closed' });

  test('is at most what goes last, until all of it is applied', () => {
    expect(again(removal, 'written')).toEqual([]);
    expect(dueAgain(seen(removal), 'applied')[0]?.zh).toBe('ConfigMap court/old：删除已完成却又待办，其后有人改动');
    expect(again(removal, 'applied')).toEqual([expect.stringContaining('ConfigMap court/old: to remove')]);
  });

  test('is nothing that was made or changed: somebody has undone it', () => {
    for (const action of ['add', 'change'] as const)
      for (const standing of ['written', 'applied'] as const)
        expect(again(undone(action), standing)).toEqual([
          `NetworkPolicy court/closed: to ${action} it was done, and is due again: somebody has changed it since`,
        ]);
  });
});
