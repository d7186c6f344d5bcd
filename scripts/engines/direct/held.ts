import type { HeldField } from '../../change/plan.ts';
import { formatPath } from './compare/field-set.ts';
import { ownerOf } from './compare/owners.ts';
import type { Decision } from './decide.ts';
import { inventoryKey } from './inventory.ts';

/**
 * KEP-555: a field that another manager holds with another value is a conflict, which is never forced.
 * @param manager who applies
 * @param writers managers whose updates are the engine's own as well
 */
export function heldFields(
  { object, live, differences, taken }: Decision,
  manager: string,
  writers: readonly string[] = [],
): HeldField[] {
  if (live === undefined) return [];
  const isTaken = new Set(taken?.held.map(({ difference }) => difference));
  return differences.flatMap((difference) => {
    const { path } = difference;
    if (isTaken.has(difference)) return [];
    const owner = ownerOf(live, path, manager, writers);
    return owner ? [{ object: inventoryKey(object), field: formatPath(path), manager: owner.manager }] : [];
  });
}
