import { continueJournal, createJournal, type Journal } from '../journal/journal.ts';
import { endLeftovers } from '../leftovers.ts';
import { readParameters } from '../parameters.ts';
import { planDigest, planRunbook, type RunbookPlan, runSubject } from '../plan-runbook.ts';
import { Refused } from '../refusal.ts';
import type { Runbook } from '../runbook.ts';
import type { Json } from '../signing/canonical-json.ts';
import { sameDigest } from '../signing/digest.ts';
import { goBackward } from './backward.ts';
import { claimUndo, isRecorded, keepConsent, lastConsent } from './consent.ts';
import { goForward } from './forward.ts';
import { lockRun, runFolder } from './run-folder.ts';
import { recordTypes, runState } from './run-state.ts';
import {
  type Consent,
  demandConsent,
  demandOperatorRole,
  emit,
  judgeConsent,
  type RunEnvironment,
  type RunResult,
  type RunStop,
  type Session,
  tracerOf,
} from './session.ts';
import { demandWayBack, finalStep, type Stand, settleOpen, standOf } from './settle.ts';
import { inSpan } from './tracing.ts';

/**
 * Runs an approved plan. Refuses before anything is written where the plan is not what would run now, where consent is
 * missing, or where the operator may not run it.
 * @throws Refused with every reason.
 */
export async function runRunbook(
  runbook: Runbook,
  plan: RunbookPlan,
  consent: Consent,
  run: string,
  environment: RunEnvironment,
): Promise<RunResult> {
  demandOperatorRole(runbook, environment);
  await demandFreshPlan(runbook, plan, environment);
  judgeConsent(runSubject(plan), consent, run, plan.breakGlass, environment);
  const folder = runFolder(environment.runs, run);
  const release = lockRun(folder);
  try {
    if (folder.read('plan.json') !== undefined)
      throw new Error(`run ${run}: it exists already. Resume it, or take another id.`);
    keepConsent(folder, consent);
    folder.write('plan.json', plan);
    const session = sessionOf(runbook, plan, run, environment, createJournal(journalOptions(run, environment)));
    openRun(session);
    return await inHand(session, () => startOrGiveUp(session, consent));
  } finally {
    release();
  }
}

/**
 * Goes on with a run that was killed or stopped: forward, or backward where an undo had begun. Consent is asked again;
 * expired approvals are replaced by handing in new ones. Without any, `undoRun` and `abortRun` remain.
 */
export async function resumeRun(
  runbook: Runbook,
  run: string,
  environment: RunEnvironment,
  renewed?: Consent,
): Promise<RunResult> {
  return withRun(runbook, run, environment, async (session) => {
    const { phase } = runState(session.journal.records());
    if (phase === 'aborted' || phase === 'undone') throw new Error(`run ${run}: it was ${phase}. Plan a new run.`);
    if (phase === 'finished') return conclude(session, 'finished');
    if (phase === 'undoing') return goBack(session);
    // Killed before it started: since then the cluster may have become another than the one the plan was approved for.
    if (phase === 'opened') await demandFreshPlan(runbook, session.plan, environment);
    const { plan, folder } = session;
    if (renewed) {
      judgeConsent(runSubject(plan), renewed, run, plan.breakGlass, environment);
      keepConsent(folder, renewed);
    }
    return startAndGo(session, renewed ?? lastConsent(folder)!);
  });
}

/**
 * Undoes a run. One that has not finished needs no new consent: its plan, which was approved, names the way back. A
 * finished run is a state others rely on by now: undoing it needs approvals of `undoSubject`.
 */
export async function undoRun(
  runbook: Runbook,
  run: string,
  environment: RunEnvironment,
  consent?: Consent,
): Promise<RunResult> {
  return withRun(runbook, run, environment, async (session) => {
    const { phase } = runState(session.journal.records());
    if (phase === 'undone') return conclude(session, 'undone');
    const hidden = phase === 'undoing' ? undefined : await demandWayBack(session);
    if (hidden) return stopped(session, hidden);
    if (phase === 'finished') {
      if (!consent)
        throw new Error(
          `run ${run}: it has finished. Have its undo approved: fadun runbook approve --undo ${run} --site ${session.plan.target.site} --key FILE`,
        );
    }
    if (phase !== 'undoing') {
      const given = phase === 'finished' && consent ? claimUndo(session, consent) : {};
      session.journal.append(recordTypes.undoStarted, { by: environment.operator.person, ...given });
      emit(session, { at: 'started', direction: 'undo' });
    }
    return goBack(session);
  });
}

/** Ends a run where it stands: settles what is open, writes down what was done and what was not, signs. */
export async function abortRun(
  runbook: Runbook,
  run: string,
  environment: RunEnvironment,
  reason: string,
): Promise<RunResult> {
  return withRun(runbook, run, environment, async (session) => {
    const { phase } = runState(session.journal.records());
    if (phase === 'finished' || phase === 'undone')
      throw new Error(`run ${run}: it is ${phase}; there is nothing to abort.`);
    if (phase === 'aborted') return conclude(session, 'aborted');
    return endAborted(session, reason, await standOf(session));
  });
}

/** Writes down what is in effect, what was taken back and what never was done, and signs. */
function endAborted(session: Session, reason: string, stand: Stand): RunResult {
  const { person } = session.environment.operator;
  session.journal.append(recordTypes.aborted, { by: person, reason, ...stand });
  emit(session, { at: 'concluded' });
  const result = conclude(session, 'aborted');
  return { ...result, inEffect: stand.done, undoable: stand.done.length > 0 && finalStep(session) === undefined };
}

/** Another run may take the approvals between judging and claiming: then this one ends as aborted, and is not left open. */
async function startOrGiveUp(session: Session, consent: Consent): Promise<RunResult> {
  try {
    return await startAndGo(session, consent);
  } catch (error) {
    if (error instanceof Refused && runState(session.journal.records()).phase === 'opened')
      endAborted(session, error.message, await standOf(session));
    throw error;
  }
}

async function startAndGo(session: Session, consent: Consent): Promise<RunResult> {
  const { run, plan, environment } = session;
  const decision = demandConsent(runSubject(plan), consent, run, plan.breakGlass, environment);
  emit(session, { at: 'claimed' });
  const approvers = decision.approvers.map((approver) => ({ ...approver }));
  if (runState(session.journal.records()).phase === 'opened') {
    const reviewDue = decision.reviewDue ?? null;
    session.journal.append(recordTypes.started, { path: decision.path, approvers, reviewDue });
    emit(session, { at: 'started', direction: 'act' });
  } else if (!isRecorded(session, approvers)) {
    session.journal.append(recordTypes.renewed, { path: decision.path, approvers });
  }
  const stop = await goForward(session);
  if (stop) return stopped(session, stop);
  session.journal.append(recordTypes.finished, {});
  emit(session, { at: 'concluded', direction: 'act' });
  return conclude(session, 'finished');
}

async function goBack(session: Session): Promise<RunResult> {
  const [unclear] = await settleOpen(session);
  const stop = unclear ?? (await goBackward(session));
  if (stop) return stopped(session, stop);
  session.journal.append(recordTypes.undone, {});
  emit(session, { at: 'concluded', direction: 'undo' });
  return conclude(session, 'undone');
}

/** Signs the journal unless it is signed; a kill right before the signature is made good by resuming. */
function conclude(session: Session, status: RunResult['status']): RunResult {
  const { operator } = session.environment;
  if (session.journal.records().at(-1)?.type !== 'journal-closed') session.journal.sign(operator.pair, operator.person);
  emit(session, { at: 'closed' });
  return { run: session.run, status, anchor: session.journal.anchor() };
}

function stopped(session: Session, stop: RunStop): RunResult {
  const { reason, step, action, message } = stop;
  session.journal.append(recordTypes.stopped, { reason, step, action: action ?? null, message });
  const undoable = finalStep(session) === undefined;
  return { run: session.run, status: 'stopped', stop, undoable, anchor: session.journal.anchor() };
}

async function withRun(
  runbook: Runbook,
  run: string,
  environment: RunEnvironment,
  work: (session: Session) => Promise<RunResult>,
): Promise<RunResult> {
  demandOperatorRole(runbook, environment);
  const folder = runFolder(environment.runs, run);
  const plan = folder.read('plan.json') as unknown as RunbookPlan | undefined;
  if (!plan) throw new Error(`run ${run}: there is none. List runs with \`fadun runbook runs\`.`);
  if (plan.runbook !== runbook.id) throw new Error(`run ${run}: it is of runbook ${plan.runbook}, not ${runbook.id}.`);
  const release = lockRun(folder);
  try {
    await endLeftovers(folder.mark);
    const journal = continueJournal(journalOptions(run, environment));
    const session = sessionOf(runbook, plan, run, environment, journal);
    openRun(session);
    return await inHand(session, () => work(session));
  } finally {
    release();
  }
}

/** The first record of a run ties the journal to the plan; a plan file changed since is not gone on with. */
function openRun(session: Session): void {
  const { journal, plan, environment, runbook } = session;
  const digest = planDigest(plan);
  const opened = journal.records().find((record) => record.type === recordTypes.opened);
  if (opened && opened.body.sm3 !== digest.sm3)
    throw new Error(`run ${session.run}: plan.json is not the plan of its journal. Restore it from the evidence.`);
  if (opened) return;
  const { target, parameters } = plan;
  journal.append(recordTypes.opened, {
    runbook: runbook.id,
    by: environment.operator.person,
    target: { ...target },
    parameters,
    ...digest,
  });
  emit(session, { at: 'opened' });
}

async function inHand(session: Session, work: () => Promise<RunResult>): Promise<RunResult> {
  const { target, runbook } = session.plan;
  const attributes = { 'fadun.site': target.site, 'fadun.network': target.network, 'fadun.runbook.id': runbook };
  try {
    return await inSpan(tracerOf(session.environment), 'runbook.run', attributes, work, (result) => result.status);
  } finally {
    session.journal.release();
  }
}

/** The cluster may have changed since the plan was approved: it is planned again and must come out the same. */
async function demandFreshPlan(runbook: Runbook, plan: RunbookPlan, { read, now }: RunEnvironment): Promise<void> {
  const current = await planRunbook(runbook, plan.parameters, plan.target, read, now);
  if (sameDigest(planDigest(current), planDigest(plan))) return;
  throw new Refused([
    {
      code: 'plan-stale',
      subject: `runbook ${runbook.id}`,
      fault: {
        zh: '现在要执行的内容与计划不符：计划被改动，或集群已变化',
        en: 'what would run now is not what the plan says: it was altered, or the cluster has changed since',
      },
      remedy: { zh: '重新生成计划并送审。', en: 'Plan again and have it approved.' },
    },
  ]);
}

function sessionOf(
  runbook: Runbook,
  plan: RunbookPlan,
  run: string,
  environment: RunEnvironment,
  journal: Journal,
): Session {
  const parameters = readParameters(runbook.parameters, plan.parameters);
  const { now, runs, readMetadata, readText } = environment;
  const read = {
    ...environment.read,
    ...(readMetadata ? { metadata: readMetadata } : {}),
    ...(readText ? { text: readText } : {}),
  };
  const folder = runFolder(runs, run);
  return {
    run,
    runbook,
    plan,
    journal,
    folder,
    environment,
    context: { parameters, target: plan.target, read, now, run, sealed: folder.sealed },
  };
}

function journalOptions(run: string, { runs, anchors, now, redactor }: RunEnvironment) {
  const redact = (body: { readonly [name: string]: Json }) => redactor.value(body) as { readonly [name: string]: Json };
  return { path: runFolder(runs, run).journal, id: run, anchors, now, redact };
}
