import { sameDigest } from '../../runbooks/kit/signing/digest.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { inventoryNamespace } from '../engines/direct/inventory.ts';
import type { Outlook } from '../engines/engine.ts';
import { FadunError } from '../errors.ts';
import type { ChangeAction, ChangePlan, HeldField } from './plan.ts';

type Seen = Pick<Outlook, 'cluster' | 'changes' | 'touched' | 'held'> & Partial<Pick<Outlook, 'taken'>>;

/**
 * What is no longer as the plan saw it. A resumed run finds some of its own work done: what is in place by then is no
 * fault, what is still to be done must be as planned.
 * @param now the same change, worked out afresh
 */
export function staleness(plan: ChangePlan, now: Seen, resuming: boolean): Text[] {
  const faults: Text[] = [];
  if (plan.cluster !== now.cluster)
    faults.push({ zh: '计划针对的是另一集群', en: 'it was planned against another cluster' });
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
      faults.push({
        zh: `${object}：计划中没有${actions[action]}`,
        en: `${object}: to ${action} it is not part of the plan`,
      });
  }
  for (const { object, action } of plan.changes) {
    if (due.has(object) || resuming) continue;
    faults.push({ zh: `${object}：已无需${actions[action]}`, en: `${object}: to ${action} it is not needed any more` });
  }
  for (const { object, uid, digest } of now.touched) {
    const was = touched.get(object);
    if (!was || (was.uid === uid && sameDigest(was.digest, digest))) continue;
    faults.push({ zh: `${object}：计划之后已有变化`, en: `${object}: it has changed since` });
  }
  const named = new Set(plan.taken?.map(fieldKey));
  for (const taken of now.taken ?? []) {
    if (named.has(fieldKey(taken))) continue;
    const { object, field, manager } = taken;
    faults.push({
      zh: `${object}：${manager} 的 ${field} 不在计划收回之列`,
      en: `${object}: ${field} of "${manager}" is not among what the plan takes back`,
    });
  }
  for (const { object, field, manager } of now.held)
    faults.push({ zh: `${object}：${field} 由 ${manager} 持有`, en: `${object}: ${field} is held by "${manager}"` });
  return faults;
}

const actions: Readonly<Record<ChangeAction, string>> = {
  add: '新增',
  change: '修改',
  replace: '重建',
  move: '更名',
  remove: '删除',
};

function fieldKey({ object, field, manager }: HeldField): string {
  return JSON.stringify([object, field, manager]);
}

/**
 * What is due although it was done: somebody has undone it since, and doing it again is a change that nobody approved. What
 * goes last may still be due of a change that is only written.
 */
export function dueAgain({ changes }: Pick<Seen, 'changes'>, standing: 'written' | 'applied'): Text[] {
  return changes
    .filter(({ action }) => standing === 'applied' || action !== 'remove')
    .map(({ object, action }) => ({
      zh: `${object}：${actions[action]}已完成却又待办，其后有人改动`,
      en: `${object}: to ${action} it was done, and is due again: somebody has changed it since`,
    }));
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
  const listed = (language: keyof Text) =>
    faults
      .slice(0, 20)
      .map((fault) => fault[language])
      .join('\n  ');
  throw new FadunError(
    `plan of ${plan.network}`,
    {
      zh: `计划之后集群已变化：\n  ${listed('zh')}`,
      en: `the cluster has changed since it was made:\n  ${listed('en')}`,
    },
    { zh: '请重新生成计划，并将新计划送审。', en: 'Plan again, and have the new plan approved.' },
    1,
  );
}
