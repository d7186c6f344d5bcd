import type { Tracer } from '@opentelemetry/api';
import type { GuardPeriod } from '../../../stacks/model/network.ts';
import type { Action } from '../action.ts';
import type { ApprovalSubject, SignedApproval, SignedProposal } from '../approvals/approval.ts';
import { decide } from '../approvals/decide.ts';
import { holdsSensitive } from '../approvals/recorded-consent.ts';
import type { UsedApprovals } from '../approvals/used-approvals.ts';
import type { AnchorStore } from '../journal/anchor.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalAnchor } from '../journal/record.ts';
import { type Keyring, rolesOf } from '../keyring.ts';
import type { ParameterSet, ParameterValues } from '../parameters.ts';
import type { PlannedStep, RunbookPlan } from '../plan-runbook.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { Refused } from '../refusal.ts';
import type { ActContext, ReadAccess, ReadContext, Runbook, Step, Undo } from '../runbook.ts';
import type { Json } from '../signing/canonical-json.ts';
import type { KeyPair } from '../signing/keys.ts';
import type { RunFolder } from './run-folder.ts';
import type { Direction } from './run-state.ts';
import { runbookTracer } from './tracing.ts';

/** A boundary that a run passes; presenters show them, the fault matrix kills at them. */
export interface RunEvent {
  readonly at:
    | 'opened'
    | 'claimed'
    | 'started'
    | 'checked'
    | 'saved'
    | 'planned'
    | 'before-intent'
    | 'intent'
    | 'acted'
    | 'outcome'
    | 'verified'
    | 'concluded'
    | 'closed';
  readonly direction?: Direction;
  readonly step?: string;
  readonly action?: string;
  /** What acting has come to, redacted; with `outcome` only. */
  readonly account?: string;
}

export interface Operator {
  readonly person: string;
  /** Signs the journal when it is closed. */
  readonly pair: KeyPair;
}

/** What running, resuming, undoing and aborting need from the outside. */
export interface RunEnvironment {
  /** Folder of all runs. */
  readonly runs: string;
  readonly keyring: Keyring;
  readonly guardPeriods: readonly GuardPeriod[];
  readonly usedApprovals: UsedApprovals;
  readonly anchors: AnchorStore;
  readonly operator: Operator;
  readonly read: ReadAccess;
  /**
   * Carries out an action with the acting credential; gives a short account. Bounded by its own deadline; `mark` goes to
   * `runProcess`, so that a killed run's processes are found.
   */
  readonly execute: (action: Action, mark: string) => Promise<string>;
  /** As `execute`, and gives the API server's answer. Needed by runbooks that draw tokens. */
  readonly answerTo?: (action: Action, mark: string) => Promise<Json | undefined>;
  /** Writes a secret for the operator, mode 0600, outside the run's folder; gives the path. */
  readonly handOver?: (name: string, content: string) => Promise<string>;
  /** Removes what `handOver` wrote under that name; nothing where it is gone. */
  readonly takeBack?: (name: string) => Promise<void>;
  /** See `ReadAccess.metadata`. */
  readonly readMetadata?: (path: string, of?: 'object' | 'list') => Promise<Json | undefined>;
  /** See `ReadAccess.text`. */
  readonly readText?: (path: string) => Promise<string | undefined>;
  readonly redactor: Redactor;
  readonly now: () => Date;
  /** How long an action of an undo may take to show, in seconds. @default 15 */
  readonly undoSeenWithinSeconds?: number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Asked before each step that has actions to take or take back; false stops the run there, to be resumed. @default true */
  readonly proceed?: (next: NextStep) => Promise<boolean>;
  /** Asked before each action: true stops the run there, with everything done so far settled. @default false */
  readonly interrupted?: () => boolean;
  /** @default the tracer of the registered SDK, or none */
  readonly tracer?: Tracer;
}

/** What is about to happen, for whoever is asked. */
export interface NextStep {
  readonly direction: Direction;
  readonly step: PlannedStep;
  /** Counted from 1 within the plan. */
  readonly number: number;
  readonly of: number;
  /** The step's own actions, or those that take it back. */
  readonly actions: readonly Action[];
}

export interface Consent {
  readonly proposal: SignedProposal;
  readonly approvals: readonly SignedApproval[];
}

export interface RunStop {
  readonly reason: 'precheck' | 'act' | 'unclear' | 'verify' | 'irreversible' | 'interrupted';
  readonly step: string;
  readonly action?: string;
  /** Redacted. */
  readonly message: string;
}

export interface RunResult {
  readonly run: string;
  readonly status: 'finished' | 'stopped' | 'aborted' | 'undone';
  readonly stop?: RunStop;
  /** Stopped or aborted: whether all that is in effect can be taken back. */
  readonly undoable?: boolean;
  /** Aborted: what stays in effect, as `step/action`. */
  readonly inEffect?: readonly string[];
  /** Keep it elsewhere: it betrays a cut journal. */
  readonly anchor: JournalAnchor;
}

/** A session runs any runbook; the types of its parameters were checked where it was declared. */
export type AnyParameters = ParameterValues<ParameterSet>;
export type AnyStep = Step<AnyParameters>;
export type AnyUndo = Undo<AnyParameters>;

/** A run in hand: its runbook, plan, journal and surroundings. */
export interface Session {
  readonly run: string;
  readonly runbook: Runbook;
  readonly plan: RunbookPlan;
  readonly journal: Journal;
  readonly folder: RunFolder;
  readonly environment: RunEnvironment;
  readonly context: ReadContext<AnyParameters>;
}

/** The context that acts: `execute` reaches the acting credential. */
export function actContext(session: Session): ActContext<AnyParameters> {
  const { run, context, environment } = session;
  const { mark } = session.folder;
  return {
    ...context,
    run,
    execute: (action) => environment.execute(action, mark),
    answerTo: (action) =>
      environment.answerTo ? environment.answerTo(action, mark) : Promise.reject(new Error(lacking('an answer'))),
    handOver: (name, content) =>
      environment.handOver ? environment.handOver(name, content) : Promise.reject(new Error(lacking('a hand-over'))),
    takeBack: (name) =>
      environment.takeBack ? environment.takeBack(name) : Promise.reject(new Error(lacking('a way to take it back'))),
    seal: (name, content, view) => session.folder.seal(name, content, environment.redactor.value(view)),
  };
}

function lacking(what: string): string {
  return `${what} is needed by this step, and this program gives none. Run it from the command line of Fadun.`;
}

export function emit(session: Session, event: RunEvent): void {
  session.environment.onEvent?.(event);
}

/** A stop before a step where whoever is asked says no. */
export async function askToProceed(
  session: Session,
  next: Omit<NextStep, 'number' | 'of'>,
): Promise<RunStop | undefined> {
  const { steps } = session.plan;
  const number = steps.findIndex((planned) => planned.id === next.step.id) + 1;
  const goesOn = (await session.environment.proceed?.({ ...next, number, of: steps.length })) ?? true;
  return goesOn ? undefined : interruption(next.step.id);
}

/** A stop that the operator asked for; nothing is open. */
export function interruption(step: string, action?: string): RunStop {
  return {
    reason: 'interrupted',
    step,
    ...(action === undefined ? {} : { action }),
    message: 'stopped by the operator; nothing is in hand',
  };
}

export function tracerOf(environment: RunEnvironment): Tracer {
  return environment.tracer ?? runbookTracer();
}

/** Redacted text of an error, at most 500 characters. */
export function accountOf(error: unknown, redactor: Redactor): string {
  return redactor.text(error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** @throws Refused where the operator holds no role of the runbook. */
export function demandOperatorRole(runbook: Runbook, { operator, keyring, now }: RunEnvironment): void {
  const held = rolesOf(keyring, operator.person, now());
  if (runbook.roles.some((role) => held.has(role))) return;
  throw new Refused([
    {
      code: 'operator-role',
      subject: `runbook ${runbook.id}`,
      fault: { zh: `${operator.person} 不具备执行角色`, en: `${operator.person} does not hold a role that runs it` },
      remedy: { zh: `由 ${runbook.roles.join('、')} 执行。`, en: `Have it run by: ${runbook.roles.join(', ')}.` },
    },
  ]);
}

/**
 * Decides, and writes nothing.
 * @throws Refused with every reason.
 */
export function judgeConsent(
  subject: ApprovalSubject,
  consent: Consent,
  run: string,
  breakGlass: boolean,
  { keyring, now, guardPeriods, usedApprovals, redactor }: RunEnvironment,
) {
  const { usedBy } = usedApprovals;
  const decision = decide({ subject, ...consent, keyring, now: now(), guardPeriods, breakGlass, usedBy, run });
  if (!decision.accepted) throw new Refused(decision.refusals);
  demandProvable(consent, decision.approvers, redactor);
  return decision;
}

/** What was signed goes into the evidence as it is, or could not be checked there: so it must hold nothing sensitive. */
function demandProvable(
  { approvals }: Consent,
  counted: readonly { readonly nonce: string }[],
  redactor: Redactor,
): void {
  const telling = approvals.filter(
    ({ approval }) => counted.some(({ nonce }) => nonce === approval.nonce) && holdsSensitive(approval, redactor),
  );
  if (telling.length === 0) return;
  throw new Refused(
    telling.map(({ approval }) => ({
      code: 'approval-sensitive',
      subject: `approval ${approval.nonce.slice(0, 8)}`,
      fault: {
        zh: '审批理由含敏感信息（口令、号码等），不得写入证据',
        en: 'its reason holds something sensitive (a password, a number of a person), which evidence must not',
      },
      remedy: { zh: '请不含此类内容重新审批。', en: 'Have it given again without that.' },
    })),
  );
}

/**
 * Decides and claims, durably, before anything acts.
 * @throws Refused with every reason.
 */
export function demandConsent(
  subject: ApprovalSubject,
  consent: Consent,
  run: string,
  breakGlass: boolean,
  environment: RunEnvironment,
) {
  const decision = judgeConsent(subject, consent, run, breakGlass, environment);
  const taken = environment.usedApprovals.claim(
    decision.approvers.map((approver) => approver.nonce),
    run,
    environment.now(),
  );
  if (taken.length === 0) return decision;
  throw new Refused(
    taken.map((nonce) => ({
      code: 'replayed',
      subject: `approval ${nonce.slice(0, 8)}`,
      fault: { zh: '审批已被另一次执行占用', en: 'another run has just used it' },
      remedy: { zh: '请重新审批。', en: 'Have it given again.' },
    })),
  );
}
