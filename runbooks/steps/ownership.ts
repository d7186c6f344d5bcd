import type { Action } from '../kit/action.ts';
import type { LiveObject } from '../kit/cluster/read.ts';
import { runbookManager } from '../kit/cluster/requests.ts';
import type { ActContext } from '../kit/runbook.ts';
import type { Json } from '../kit/signing/canonical-json.ts';

/**
 * After a field has its declared value again, takes this program's name off it: an apply would else find the field held
 * by another manager at the next change of the declaration, and refuse (KEP-555).
 */
export async function ownsNothingAfter(context: ActContext<unknown>, action: Action): Promise<void> {
  if (action.kind !== 'request') return;
  const [path = ''] = action.path.split('?');
  const live = (await context.read.get(path)) as unknown as LiveObject | undefined;
  const fields = live?.metadata.managedFields ?? [];
  const own = fields.flatMap(({ manager }, index) => (manager === runbookManager ? [index] : [])).reverse();
  if (own.length === 0) return;
  await context.execute({
    id: `${action.id}-release`,
    kind: 'request',
    does: { zh: '交还字段归属', en: 'give the fields back' },
    method: 'PATCH',
    path,
    contentType: 'application/json-patch+json',
    body: own.flatMap((index): Json[] => [
      { op: 'test', path: `/metadata/managedFields/${index}/manager`, value: runbookManager },
      { op: 'remove', path: `/metadata/managedFields/${index}` },
    ]),
  });
}
