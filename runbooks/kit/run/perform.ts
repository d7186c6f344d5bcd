import type { Action } from '../action.ts';
import { lookUntil } from '../cluster/wait.ts';
import type { Check, Observation } from '../runbook.ts';
import type { Json } from '../signing/canonical-json.ts';
import { digestOfJson } from '../signing/digest.ts';
import { actionKey, type Direction, recordTypes, runState } from './run-state.ts';
import { accountOf, emit, interruption, type RunStop, type Session, tracerOf } from './session.ts';
import { inSpan } from './tracing.ts';

/** How one direction acts and observes. */
export interface Performance {
  readonly direction: Direction;
  readonly step: string;
  readonly act: (action: Action) => Promise<string>;
  readonly observe: (action: Action) => Promise<Observation>;
}

/**
 * Brings every action to `done`, in order. What is done is skipped; an open or failed attempt is settled by observing
 * before anything acts again.
 */
export async function performActions(
  session: Session,
  actions: readonly Action[],
  performance: Performance,
): Promise<RunStop | undefined> {
  for (const action of actions) {
    const stop = await performAction(session, action, performance);
    if (stop) return stop;
  }
  return undefined;
}

async function performAction(session: Session, action: Action, performance: Performance): Promise<RunStop | undefined> {
  const { direction, step } = performance;
  const state = runState(session.journal.records()).actions.get(actionKey(direction, step, action.id));
  if (state === 'done') return undefined;
  if (state !== undefined) {
    const settled = await settle(session, action, performance);
    if (settled !== 'not-done') return settled === 'done' ? undefined : settled;
  }
  if (session.environment.interrupted?.()) return interruption(step, action.id);
  return attempt(session, action, performance);
}

/** Settles an attempt whose outcome is not known: done, not done, or a stop where that cannot be seen. */
export async function settle(
  session: Session,
  action: Action,
  performance: Performance,
): Promise<'done' | 'not-done' | RunStop> {
  const { direction, step } = performance;
  const observed = await observeCarefully(session, action, performance);
  if (observed.observation === 'unclear') {
    return { reason: 'unclear', step, action: action.id, message: observed.message };
  }
  const result = observed.observation === 'done' ? 'done' : 'not-done';
  session.journal.append(recordTypes.outcome, { direction, step, action: action.id, result, by: 'observation' });
  emit(session, { at: 'outcome', direction, step, action: action.id });
  return result;
}

async function attempt(session: Session, action: Action, performance: Performance): Promise<RunStop | undefined> {
  const { direction, step } = performance;
  const where = { direction, step, action: action.id };
  emit(session, { at: 'before-intent', ...where });
  session.journal.append(recordTypes.intent, { ...where, kind: action.kind, digest: digestOfJson(action).sm3 });
  emit(session, { at: 'intent', ...where });
  let account: string;
  try {
    account = await traced(session, action, performance);
  } catch (error) {
    return afterFailure(session, action, performance, accountOf(error, session.environment.redactor));
  }
  emit(session, { at: 'acted', ...where });
  const stop = direction === 'undo' ? await demandSeen(session, action, performance) : undefined;
  if (stop) return stop;
  session.journal.append(recordTypes.outcome, {
    ...where,
    result: 'done',
    by: 'act',
    account: account.slice(0, 2_000),
  });
  emit(session, { at: 'outcome', ...where, account: accountOf(account, session.environment.redactor) });
  return undefined;
}

function traced(session: Session, action: Action, { act, direction, step }: Performance): Promise<string> {
  const { target, runbook } = session.plan;
  const attributes = {
    'fadun.site': target.site,
    'fadun.network': target.network,
    'fadun.runbook.id': runbook,
    'fadun.step.id': step,
    'fadun.direction': direction,
    'fadun.action.kind': action.kind,
  } as const;
  const outcome = () => 'done';
  return inSpan(tracerOf(session.environment), 'runbook.action', attributes, () => act(action), outcome);
}

/** An error does not say that nothing happened: a time-out may follow the effect. The target is asked. */
async function afterFailure(
  session: Session,
  action: Action,
  performance: Performance,
  message: string,
): Promise<RunStop | undefined> {
  const { direction, step } = performance;
  const where = { direction, step, action: action.id };
  const { observation } = await observeCarefully(session, action, performance);
  if (observation === 'unclear') return { reason: 'unclear', step, action: action.id, message };
  const result = observation === 'done' ? 'done' : 'failed';
  session.journal.append(recordTypes.outcome, { ...where, result, by: 'observation', message });
  emit(session, { at: 'outcome', ...where });
  return result === 'done' ? undefined : { reason: 'act', step, action: action.id, message };
}

/**
 * A step is verified as a whole; its undo is looked at action by action, each right after it, since a later one may
 * change the same thing again. That an action was answered is not enough: a deletion that a finalizer holds is, too.
 */
async function demandSeen(session: Session, action: Action, performance: Performance): Promise<RunStop | undefined> {
  const { direction, step } = performance;
  const where = { direction, step, action: action.id };
  const { observation, message: seen } = await lookUntil(session.environment.undoSeenWithinSeconds ?? 15, async () => {
    const found = await observeCarefully(session, action, performance);
    return { ...found, holds: found.observation === 'done', seen: found.observation };
  });
  if (observation === 'done') return undefined;
  if (observation === 'unclear') return { reason: 'unclear', step, action: action.id, message: seen };
  const message = 'it was answered, but its effect is not there; look for what holds it (a finalizer), then resume';
  session.journal.append(recordTypes.outcome, { ...where, result: 'failed', by: 'observation', message });
  emit(session, { at: 'outcome', ...where });
  return { reason: 'verify', step, action: action.id, message };
}

async function observeCarefully(
  session: Session,
  action: Action,
  { observe }: Performance,
): Promise<{ observation: Observation; message: string }> {
  try {
    return { observation: await observe(action), message: 'the target does not show whether it was done' };
  } catch (error) {
    return { observation: 'unclear', message: accountOf(error, session.environment.redactor) };
  }
}

/** Writes checks down; gives a stop where one does not hold. */
export function recordChecks(
  session: Session,
  type: string,
  step: string,
  checks: readonly Check[],
  reason: 'precheck' | 'verify',
): RunStop | undefined {
  const failing = checks.filter((check) => !check.holds);
  const shown = checks.map(
    (check) => ({ holds: check.holds, statement: check.statement.en, seen: check.seen ?? '' }) satisfies Json,
  );
  session.journal.append(type, { step, holds: failing.length === 0, checks: shown });
  if (failing.length === 0) return undefined;
  const message = failing.map((check) => `${check.statement.en}${check.seen ? ` (${check.seen})` : ''}`).join('; ');
  return { reason, step, message: session.environment.redactor.text(message).slice(0, 500) };
}
