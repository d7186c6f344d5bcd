import type { PlannedStep } from '../plan-runbook.ts';
import { performActions, recordChecks } from './perform.ts';
import { actionKey, recordTypes, runState } from './run-state.ts';
import {
  type AnyStep,
  accountOf,
  actContext,
  askToProceed,
  emit,
  type RunStop,
  type Session,
  tracerOf,
} from './session.ts';
import { inSpan } from './tracing.ts';

/** Takes every step that is not verified yet; stops at the first that cannot be completed. */
export async function goForward(session: Session): Promise<RunStop | undefined> {
  for (const planned of session.plan.steps) {
    if (runState(session.journal.records()).verified.has(planned.id)) continue;
    const step = session.runbook.steps.find((candidate) => candidate.id === planned.id)!;
    const { target, runbook } = session.plan;
    const attributes = {
      'fadun.site': target.site,
      'fadun.network': target.network,
      'fadun.runbook.id': runbook,
      'fadun.step.id': planned.id,
      'fadun.direction': 'act',
    } as const;
    const work = () => takeStep(session, step, planned);
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

async function takeStep(session: Session, step: AnyStep, planned: PlannedStep): Promise<RunStop | undefined> {
  try {
    const stop =
      (await askToProceed(session, { direction: 'act', step: planned, actions: planned.actions })) ??
      (await beforeFirstAction(session, step, planned)) ??
      (await actOn(session, step, planned));
    if (stop) return stop;
    const verdict = recordChecks(session, recordTypes.verified, step.id, await step.verify(session.context), 'verify');
    if (verdict === undefined) emit(session, { at: 'verified', direction: 'act', step: step.id });
    return verdict;
  } catch (error) {
    return { reason: 'verify', step: step.id, message: accountOf(error, session.environment.redactor) };
  }
}

/** Prechecks and saving happen while nothing of the step has been attempted; after that they would judge its own effect. */
async function beforeFirstAction(session: Session, step: AnyStep, planned: PlannedStep): Promise<RunStop | undefined> {
  const state = runState(session.journal.records());
  if (planned.actions.some((action) => state.actions.has(actionKey('act', step.id, action.id)))) return undefined;
  const stop = recordChecks(session, recordTypes.checked, step.id, await step.precheck(session.context), 'precheck');
  emit(session, { at: 'checked', direction: 'act', step: step.id });
  if (stop || !step.save) return stop;
  const digest = session.folder.write(`saved-${step.id}.json`, await step.save(session.context));
  session.journal.append(recordTypes.saved, { step: step.id, digest });
  emit(session, { at: 'saved', direction: 'act', step: step.id });
  return undefined;
}

function actOn(session: Session, step: AnyStep, planned: PlannedStep): Promise<RunStop | undefined> {
  const context = actContext(session);
  return performActions(session, planned.actions, {
    direction: 'act',
    step: step.id,
    act: (action) => (step.act ? step.act(context, action) : context.execute(action)),
    observe: (action) => step.observe(session.context, action),
  });
}
