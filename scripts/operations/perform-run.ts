import { randomBytes } from 'node:crypto';
import { propose } from '../../runbooks/kit/approvals/approval.ts';
import { type RunbookPlan, runSubject, undoSubject } from '../../runbooks/kit/plan-runbook.ts';
import { abortRun, resumeRun, runRunbook, undoRun } from '../../runbooks/kit/run/run.ts';
import { runFolder } from '../../runbooks/kit/run/run-folder.ts';
import type { Consent, RunEnvironment, RunResult } from '../../runbooks/kit/run/session.ts';
import type { Runbook } from '../../runbooks/kit/runbook.ts';
import { type DutyRecord, dutyHistory, recordDuty } from '../duties/record.ts';
import { archiveRun } from './close-run.ts';
import type { OperationsFolders } from './folders.ts';
import { type RunbookPlanFile, readApprovals } from './plan-file.ts';

/** A run as it came out; `evidence` is there once it has ended. */
export interface PerformedRun {
  readonly result: RunResult;
  readonly evidence?: string;
}

/** An id that says when and what: `20261125-0312-isolate-namespace-3f2a`. */
export function newRunId(runbook: string, now: Date): string {
  const local = new Date(now.getTime() + 8 * 3_600_000).toISOString();
  const moment = `${local.slice(0, 10).replaceAll('-', '')}-${local.slice(11, 16).replace(':', '')}`;
  return `${moment}-${runbook.slice(0, 40).replace(/-$/, '')}-${randomBytes(2).toString('hex')}`;
}

/** Consent to a run: whoever runs a plan that nobody has put up yet puts it up, and then cannot approve it as well. */
export function consentToRun(
  file: RunbookPlanFile,
  approvals: readonly string[],
  environment: RunEnvironment,
): Consent {
  const { person, pair } = environment.operator;
  const proposal = file.proposal ?? propose(runSubject(file.plan), person, environment.now(), pair);
  return { proposal, approvals: readApprovals(approvals) };
}

/** Consent to undoing a finished run, put up by the operator. */
export function consentToUndo(
  plan: RunbookPlan,
  run: string,
  approvals: readonly string[],
  environment: RunEnvironment,
): Consent {
  const { person, pair } = environment.operator;
  const proposal = propose(undoSubject(plan, run), person, environment.now(), pair);
  return { proposal, approvals: readApprovals(approvals) };
}

/** What is done with a run. */
export type RunVerb =
  | { readonly verb: 'run'; readonly plan: RunbookPlan; readonly consent: Consent }
  | { readonly verb: 'resume'; readonly renewed?: Consent }
  | { readonly verb: 'undo'; readonly consent?: Consent }
  | { readonly verb: 'abort'; readonly reason: string };

/** Does it, and archives the evidence of a run that has ended. @throws Refused, and Error where it cannot be gone on with */
export async function performRun(
  runbook: Runbook,
  run: string,
  what: RunVerb,
  folders: OperationsFolders,
  environment: RunEnvironment,
): Promise<PerformedRun> {
  const result = await take(runbook, run, what, environment);
  if (result.status === 'stopped') return { result };
  const evidence = archiveRun(folders, run, environment);
  if (result.status === 'finished') recordDutiesOf(runbook, result, folders, environment);
  return { result, evidence };
}

/** A finished run is the doing of the duties that its runbook carries out; the journal's head is the evidence. */
function recordDutiesOf(
  { id, duties }: Runbook,
  { run, anchor }: RunResult,
  folders: OperationsFolders,
  { operator, redactor, now, runs }: RunEnvironment,
): void {
  const plan = runFolder(runs, run).read('plan.json') as unknown as RunbookPlan;
  const scope = plan.target.network;
  for (const duty of duties) {
    const isRecorded = dutyHistory(folders, duty, scope, undefined).records.some(
      ({ evidence }) => evidence.name === run,
    );
    if (isRecorded) continue;
    const evidence = { name: run, sm3: anchor.head };
    const record: DutyRecord = {
      duty,
      procedure: id,
      scope,
      by: operator.person,
      at: now().toISOString(),
      outcome: 'good',
      findings: 0,
      evidence,
    };
    recordDuty(folders, record, [operator], redactor, now);
  }
}

function take(runbook: Runbook, run: string, what: RunVerb, environment: RunEnvironment): Promise<RunResult> {
  switch (what.verb) {
    case 'run':
      return runRunbook(runbook, what.plan, what.consent, run, environment);
    case 'resume':
      return resumeRun(runbook, run, environment, what.renewed);
    case 'undo':
      return undoRun(runbook, run, environment, what.consent);
    case 'abort':
      return abortRun(runbook, run, environment, what.reason);
    default:
      return what satisfies never;
  }
}
