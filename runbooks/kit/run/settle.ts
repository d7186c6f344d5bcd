import type { Action } from '../action.ts';
import type { PlannedStep } from '../plan-runbook.ts';
import { Refused } from '../refusal.ts';
import { canonicalJson, type Json } from '../signing/canonical-json.ts';
import { digestOf } from '../signing/digest.ts';
import { settle } from './perform.ts';
import { actionKey, type Direction, doneActions, recordTypes, runState } from './run-state.ts';
import type { AnyStep, RunStop, Session } from './session.ts';

/** Where a run stands, action by action, as `step/action`. */
export interface Stand {
  /** What took effect and still is in effect. */
  readonly done: readonly string[];
  /** What took effect and was taken back. */
  readonly undone: readonly string[];
  /** What never took effect. */
  readonly rest: readonly string[];
  /** What cannot be seen. */
  readonly unclear: readonly string[];
}

/**
 * Settles, without acting, every attempt of either direction whose effect is not known for sure. One that failed is looked
 * at again: its request may have timed out and landed after it was seen to have had no effect.
 * @returns what cannot be seen
 */
export async function settleOpen(session: Session): Promise<readonly RunStop[]> {
  const unclear: RunStop[] = [];
  for (const planned of session.plan.steps) {
    const step = stepOf(session, planned);
    const { undo } = step;
    unclear.push(
      ...(await settleEach(session, step, 'act', planned.actions, (action) => step.observe(session.context, action))),
    );
    if (undo === undefined || undo === 'nothing') continue;
    const back = readableUndo(session, planned.id) ?? [];
    unclear.push(...(await settleEach(session, step, 'undo', back, (action) => undo.observe(session.context, action))));
  }
  return unclear;
}

async function settleEach(
  session: Session,
  { id }: AnyStep,
  direction: Direction,
  actions: readonly Action[],
  observe: Parameters<typeof settle>[2]['observe'],
): Promise<readonly RunStop[]> {
  const unclear: RunStop[] = [];
  for (const action of actions) {
    const state = runState(session.journal.records()).actions.get(actionKey(direction, id, action.id));
    if (state === undefined || state === 'done') continue;
    const settled = await settle(session, action, { direction, step: id, observe, act: refuseToAct });
    if (typeof settled === 'object') unclear.push(settled);
  }
  return unclear;
}

/** Settles what is open and says where the run stands. */
export async function standOf(session: Session): Promise<Stand> {
  const unclear = (await settleOpen(session)).map(({ step, action }) => `${step}/${action}`);
  const done: string[] = [];
  const undone: string[] = [];
  for (const planned of session.plan.steps) {
    for (const action of planned.actions) {
      const name = `${planned.id}/${action.id}`;
      const stands = await standing(session, planned, action);
      if (stands === 'unclear') unclear.push(name);
      if (stands === 'done' || stands === 'unclear') done.push(name);
      if (stands === 'undone') undone.push(name);
    }
  }
  const all = session.plan.steps.flatMap((step) => step.actions.map((action) => `${step.id}/${action.id}`));
  return { done, undone, rest: all.filter((name) => !done.includes(name) && !undone.includes(name)), unclear };
}

/** Where a step was taken back in part, the target says which of its actions still are in effect. */
async function standing(
  session: Session,
  planned: PlannedStep,
  action: Action,
): Promise<'done' | 'undone' | 'unclear' | undefined> {
  const state = runState(session.journal.records());
  if (!doneActions(state, 'act', planned.id).includes(action.id)) return undefined;
  if (state.undone.has(planned.id)) return 'undone';
  const back = doneActions(state, 'undo', planned.id).length;
  if (back === 0) return 'done';
  if (back === readableUndo(session, planned.id)?.length) return 'undone';
  const look = stepOf(session, planned).observe(session.context, action);
  const observed = await look.catch(() => 'unclear' as const);
  return observed === 'not-done' ? 'undone' : observed;
}

/** The first step that may have taken effect, of those that have no undo. */
export function finalStep(session: Session): string | undefined {
  const { actions, undone } = runState(session.journal.records());
  const mayBeDone = ({ id, actions: own }: PlannedStep) =>
    own.some((action) => ['done', 'open'].includes(actions.get(actionKey('act', id, action.id)) ?? ''));
  return session.plan.steps.find(
    (planned) => stepOf(session, planned).undo === undefined && !undone.has(planned.id) && mayBeDone(planned),
  )?.id;
}

/**
 * Looks, before going back is begun, whether the whole way can be gone: once begun, there is no way forward any more.
 * @returns a stop where that cannot be seen
 * @throws Refused where a step that took effect has no undo
 */
export async function demandWayBack(session: Session): Promise<RunStop | undefined> {
  if (session.plan.steps.every((planned) => stepOf(session, planned).undo !== undefined)) return undefined;
  const unclear = (await settleOpen(session)).find(
    ({ step }) => session.runbook.steps.find(({ id }) => id === step)?.undo === undefined,
  );
  if (unclear) return unclear;
  const step = finalStep(session);
  if (step === undefined) return undefined;
  const { target } = session.plan;
  const where = `${session.run} --site ${target.site} --network ${target.network} --key FILE`;
  const isOver = ['finished', 'aborted'].includes(runState(session.journal.records()).phase);
  const ways = {
    zh: `可继续执行：fadun runbook resume ${where}；或在当前位置结束：fadun runbook abort ${where}。`,
    en: `Go on with it: fadun runbook resume ${where}. Or end it where it stands: fadun runbook abort ${where}.`,
  };
  throw new Refused([
    {
      code: 'irreversible',
      subject: `run ${session.run}`,
      fault: {
        zh: `步骤 ${step} 已生效且不可回退；未做任何回退`,
        en: `step ${step} took effect and cannot be undone; nothing was taken back`,
      },
      remedy: isOver
        ? { zh: '从现状重新生成计划。', en: 'Plan anew from where things stand.' }
        : { zh: `${ways.zh}中止后从现状重新生成计划。`, en: `${ways.en} After that, plan anew from there.` },
    },
  ]);
}

/** The actions that a step's undo was planned to take; undefined where it was not planned yet. */
export function plannedUndo(session: Session, step: string): readonly Action[] | undefined {
  const planned = session.journal
    .records()
    .find((record) => record.type === recordTypes.undoPlanned && record.body.step === step);
  if (!planned) return undefined;
  return readBack(session, `undo-${step}.json`, String(planned.body.digest)) as unknown as readonly Action[];
}

/** A way back whose file is gone must not keep a run from being ended: the target is asked instead. */
function readableUndo(session: Session, step: string): readonly Action[] | undefined {
  try {
    return plannedUndo(session, step);
  } catch {
    return undefined;
  }
}

/** @throws Error where the file is gone or is not what the journal says. */
export function readBack(session: Session, name: string, digest: string): Json {
  const value = session.folder.read(name);
  if (value !== undefined && digestOf(canonicalJson(value)).sm3 === digest) return value;
  throw new Error(`${name}: gone, or not what the journal recorded. Restore it from the evidence, or go back by hand.`);
}

function stepOf(session: Session, { id }: PlannedStep): AnyStep {
  return session.runbook.steps.find((candidate) => candidate.id === id)!;
}

function refuseToAct(): Promise<string> {
  return Promise.reject(new Error('settling does not act'));
}
