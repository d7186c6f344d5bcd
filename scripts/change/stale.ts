import { sameDigest } from '../../runbooks/kit/signing/digest.ts';
import { inventoryNamespace } from '../engines/direct/inventory.ts';
import type { Outlook } from '../engines/engine.ts';
import { FadunError } from '../errors.ts';
import type { ChangePlan, HeldField } from './plan.ts';

type Seen = Pick<Outlook, 'cluster' | 'changes' | 'touched' | 'held'> & Partial<Pick<Outlook, 'taken'>>;

/**
 * What is no longer as the plan saw it. A resumed run finds some of its own work done: what is in place by then is no
 * fault, what is still to be done must be as planned.
 * @param now the same change, worked out afresh
 */
export function staleness(plan: ChangePlan, now: Seen, resuming: boolean): string[] {
  const faults: string[] = [];
  if (plan.cluster !== now.cluster) faults.push('it was planned against another cluster');
  const planned = new Map(plan.changes.map((change) => [change.object, change]));
  const due = new Set(now.changes.map(({ object }) => object));
  const touched = new Map(plan.touched.map((one) => [one.object, one]));
  const movedFrom = new Set(plan.changes.flatMap(({ from }) => from ?? []));
  for (const { object, action } of now.changes) {
    const was = planned.get(object)?.action ?? (movedFrom.has(object) ? 'move' : undefined);
    const isRest = was === 'move' && (action === 'add' || action === 'remove');
    const isRemakeHalfDone = was === 'replace' && action === 'add';
    const isForeseen = was === 'add' && action === 'change' && comesByItself(object);
    if (was !== action && !(resuming && (isRest || isRemakeHalfDone || isForeseen)))
      faults.push(`${object}: to ${action} it is not part of the plan`);
  }
  for (const { object, action } of plan.changes) {
    if (!due.has(object) && !resuming) faults.push(`${object}: to ${action} it is not needed any more`);
  }
  for (const { object, uid, digest } of now.touched) {
    const was = touched.get(object);
    if (was && (was.uid !== uid || !sameDigest(was.digest, digest))) faults.push(`${object}: it has changed since`);
  }
  const named = new Set(plan.taken?.map(fieldKey));
  for (const taken of now.taken ?? []) {
    if (named.has(fieldKey(taken))) continue;
    faults.push(`${taken.object}: ${taken.field} of "${taken.manager}" is not among what the plan takes back`);
  }
  for (const { object, field, manager } of now.held) faults.push(`${object}: ${field} is held by "${manager}"`);
  return faults;
}

function fieldKey({ object, field, manager }: HeldField): string {
  return JSON.stringify([object, field, manager]);
}

/**
 * What is due although it was done: somebody has undone it since, and doing it again is a change that nobody approved. What
 * goes last may still be due of a change that is only written.
 */
export function dueAgain({ changes }: Pick<Seen, 'changes'>, standing: 'written' | 'applied'): string[] {
  return changes
    .filter(({ action }) => standing === 'applied' || action !== 'remove')
    .map(
      ({ object, action }) => `${object}: to ${action} it was done, and is due again: somebody has changed it since`,
    );
}

/**
 * What is there before it is applied, once a run has begun: the namespace of the lock, and the default account that a
 * controller puts into each namespace.
 */
function comesByItself(object: string): boolean {
  return object === `Namespace ${inventoryNamespace}` || /^ServiceAccount [^/]+\/default$/.test(object);
}

/**
 * The check under the lock, before anything is written: whatever is due must be what was approved.
 * @throws FadunError naming what is not
 */
export function requireAsPlanned(plan: ChangePlan, now: Seen): void {
  const faults = staleness(plan, now, true);
  if (faults.length === 0) return;
  const listed = faults.slice(0, 20).join('\n  ');
  throw new FadunError(
    `plan of ${plan.network}`,
    {
      zh: `计划之后集群已变化：\n  ${listed}`,
      en: `the cluster has changed since it was made:\n  ${listed}`,
    },
    { zh: '请重新生成计划，并将新计划送审。', en: 'Plan again, and have the new plan approved.' },
    1,
  );
}
