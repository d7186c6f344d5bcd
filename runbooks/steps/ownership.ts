import type { Action } from '../kit/action.ts';
import type { LiveObject } from '../kit/cluster/read.ts';
import { observeRequest, runbookManager, statusOf } from '../kit/cluster/requests.ts';
import type { ActContext, Observation, ReadAccess, ReadContext } from '../kit/runbook.ts';
import type { Json } from '../kit/signing/canonical-json.ts';

/** Controllers write to an object at any time, which moves the entries of its managers: the patch is then refused. */
const attempts = 5;
const movedMeanwhile: readonly (number | undefined)[] = [409, 422];

/**
 * Act and observation of an undo after which a field has its declared value: this program's name is taken off it as well.
 * An apply would else find the field held by another manager at the next change of the declaration, and refuse (KEP-555).
 * Cut short between the two, it counts as not done, and only what is left is done.
 */
export const givingBack = {
  async act(context: ActContext<unknown>, action: Action): Promise<string> {
    const isThere = (await observeRequest(context.read, action)) === 'done';
    const account = isThere ? 'it has the value already' : await context.execute(action);
    await ownsNothingAfter(context, action);
    return account;
  },
  async observe({ read }: Pick<ReadContext<unknown>, 'read'>, action: Action): Promise<Observation> {
    const observed = await observeRequest(read, action);
    return observed === 'done' && (await isOwned(read, action)) ? 'not-done' : observed;
  },
};

/** Whether this program's name is on fields of the object that a request is about. */
export async function isOwned(read: ReadAccess, action: Action): Promise<boolean> {
  return (await ownEntries(read, action)).length > 0;
}

/** Takes this program's name off every field of the object that a request is about. */
export async function ownsNothingAfter(context: ActContext<unknown>, action: Action): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const own = await ownEntries(context.read, action);
    if (own.length === 0) return;
    try {
      await context.execute(release(action, own));
    } catch (error) {
      if (attempt === attempts || !movedMeanwhile.includes(statusOf(error))) throw error;
    }
  }
}

/** Places of this program's entries among the managers of the object, last first. */
async function ownEntries(read: ReadAccess, action: Action): Promise<readonly number[]> {
  if (action.kind !== 'request') return [];
  const live = (await read.get(pathOf(action))) as unknown as LiveObject | undefined;
  const fields = live?.metadata.managedFields ?? [];
  return fields.flatMap(({ manager }, index) => (manager === runbookManager ? [index] : [])).reverse();
}

function release(action: Action, own: readonly number[]): Action {
  return {
    id: `${action.id}-release`,
    kind: 'request',
    does: { zh: '交还字段归属', en: 'give the fields back' },
    method: 'PATCH',
    path: pathOf(action),
    contentType: 'application/json-patch+json',
    body: own.flatMap((index): Json[] => [
      { op: 'test', path: `/metadata/managedFields/${index}/manager`, value: runbookManager },
      { op: 'remove', path: `/metadata/managedFields/${index}` },
    ]),
  };
}

function pathOf(action: Action): string {
  return action.kind === 'request' ? (action.path.split('?')[0] ?? '') : '';
}
