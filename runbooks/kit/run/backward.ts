import type { Action } from '../action.ts';
import type { PlannedStep } from '../plan-runbook.ts';
import { performActions } from './perform.ts';
import { doneActions, recordTypes, runState } from './run-state.ts';
import {
  type AnyStep,
  type AnyUndo,
  accountOf,
  actContext,
  askToProceed,
  emit,
  type RunStop,
  type Session,
  tracerOf,
} from './session.ts';
import { plannedUndo, readBack } from './settle.ts';
import { inSpan } from './tracing.ts';

/** Undoes, from the last step to the first, whatever took effect. */
export async function goBackward(session: Session): Promise<RunStop | undefined> {
  for (const planned of session.plan.steps.toReversed()) {
    const state = runState(session.journal.records());
    const done = doneActions(state, 'act', planned.id);
    if (state.undone.has(planned.id) || done.length === 0) continue;
    const step = session.runbook.steps.find((candidate) => candidate.id === planned.id)!;
    const { target, runbook } = session.plan;
    const attributes = {
      'fadun.site': target.site,
      'fadun.network': target.network,
      'fadun.runbook.id': runbook,
      'fadun.step.id': planned.id,
      'fadun.direction': 'undo',
    } as const;
    const work = () => undoStep(session, step, planned, done);
    const stop = await inSpan(
      tracerOf(session.environment),
      'runbook.step',
      attributes,
      work,
      (result) => result?.reason ?? 'done',
    );
    if (stop) return stop;
  }
  return undefined;
}

async function undoStep(
  session: Session,
  step: AnyStep,
  planned: PlannedStep,
  done: readonly string[],
): Promise<RunStop | undefined> {
  if (step.undo === undefined) {
    return {
      reason: 'irreversible',
      step: planned.id,
      message: `step ${planned.id} cannot be undone; earlier steps stay as they are`,
    };
  }
  try {
    const stop = step.undo === 'nothing' ? undefined : await goBackOver(session, planned, step.undo, done);
    if (stop) return stop;
  } catch (error) {
    return { reason: 'act', step: step.id, message: accountOf(error, session.environment.redactor) };
  }
  session.journal.append(recordTypes.stepUndone, { step: step.id });
  emit(session, { at: 'verified', direction: 'undo', step: step.id });
  return undefined;
}

async function goBackOver(
  session: Session,
  planned: PlannedStep,
  undo: AnyUndo,
  done: readonly string[],
): Promise<RunStop | undefined> {
  const context = actContext(session);
  const actions = await undoActions(session, planned.id, undo, done);
  const stop = await askToProceed(session, { direction: 'undo', step: planned, actions });
  if (stop) return stop;
  return performActions(session, actions, {
    direction: 'undo',
    step: planned.id,
    act: (action) => (undo.act ? undo.act(context, action) : context.execute(action)),
    observe: (action) => undo.observe(session.context, action),
  });
}

/** The way back is planned once and kept, so that a resumed undo goes the same way. */
async function undoActions(
  session: Session,
  step: string,
  undo: AnyUndo,
  done: readonly string[],
): Promise<readonly Action[]> {
  const planned = plannedUndo(session, step);
  if (planned) return planned;
  const digest = runState(session.journal.records()).saved.get(step);
  const saved = digest === undefined ? null : readBack(session, `saved-${step}.json`, digest);
  const actions = await undo.plan(session.context, saved, done);
  session.journal.append(recordTypes.undoPlanned, { step, digest: session.folder.write(`undo-${step}.json`, actions) });
  emit(session, { at: 'planned', direction: 'undo', step });
  return actions;
}
