import { type PlanEntry, takenFrom } from '../../change/plan.ts';
import { systemManagers } from '../../engines/direct/foreign-fields.ts';
import { FadunError } from '../../errors.ts';
import { listOption } from '../options.ts';

/** Whether a plan may take fields from this manager: what controllers hold is theirs, and measures end by undoing their run. */
export function isTakable(manager: string): boolean {
  return !systemManagers.has(manager) && !manager.startsWith('fadun') && manager !== 'unknown';
}

/**
 * The managers of `--take-from`.
 * @throws FadunError for one of the system's or our own
 */
export function takeFromOption(given: unknown): readonly string[] {
  const managers = listOption(given);
  const barred = managers.find((one) => !isTakable(one));
  if (barred === undefined) return managers;
  throw new FadunError(
    `--take-from ${barred}`,
    { zh: '它属于系统或本程序自身', en: 'it is a part of the system or of this program' },
    {
      zh: '请按 `fadun drift` 所示，指明手工改动声明对象的字段管理者；手册的措施须通过回退该次执行来结束。',
      en: 'Name who changed a declared object by hand, as `fadun drift` shows; a measure of a runbook ends by undoing its run.',
    },
  );
}

/** @throws FadunError for a manager from whom none of the plans takes anything */
export function requireTaken(managers: readonly string[], plans: readonly PlanEntry[]): void {
  const taken = new Set(plans.flatMap(({ plan }) => takenFrom(plan)));
  const idle = managers.find((one) => !taken.has(one));
  if (idle === undefined) return;
  throw new FadunError(
    `--take-from ${idle}`,
    {
      zh: '它既未以其他值独占所声明的字段，也未添加字段',
      en: 'it neither holds a declared field with another value alone, nor has added one',
    },
    { zh: '请按 `fadun drift` 所示逐一指明管理者。', en: 'Name each manager as `fadun drift` shows it.' },
    1,
  );
}
