import type { JournalRecord } from '../journal/record.ts';
import type { Json } from '../signing/canonical-json.ts';

export type Direction = 'act' | 'undo';

/** `open`: intent without outcome. `failed`: the last attempt had no effect as far as could be seen. */
export type ActionState = 'open' | 'done' | 'failed';

export type RunPhase = 'opened' | 'running' | 'finished' | 'aborted' | 'undoing' | 'undone';

/** What a run has come to, read from its journal and from nothing else. */
export interface RunState {
  readonly phase: RunPhase;
  readonly actions: ReadonlyMap<string, ActionState>;
  /** Steps whose effect was verified. */
  readonly verified: ReadonlySet<string>;
  readonly undone: ReadonlySet<string>;
  /** Digest of what was saved, by step. */
  readonly saved: ReadonlyMap<string, string>;
}

/** Types of the records of a run. */
export const recordTypes = {
  opened: 'run-opened',
  started: 'run-started',
  renewed: 'consent-renewed',
  stopped: 'run-stopped',
  checked: 'step-checked',
  saved: 'step-saved',
  intent: 'intent',
  outcome: 'outcome',
  verified: 'step-verified',
  finished: 'run-finished',
  aborted: 'run-aborted',
  undoStarted: 'undo-started',
  undoPlanned: 'undo-planned',
  stepUndone: 'step-undone',
  undone: 'run-undone',
} as const;

/** Key of an action in a run's state. */
export function actionKey(direction: Direction, step: string, action: string): string {
  return `${direction} ${step}/${action}`;
}

/** Folds a journal into the state of its run. */
export function runState(records: readonly JournalRecord[]): RunState {
  const actions = new Map<string, ActionState>();
  const verified = new Set<string>();
  const undone = new Set<string>();
  const saved = new Map<string, string>();
  let phase: RunPhase = 'opened';
  for (const { type, body } of records) {
    phase = phaseAfter(type) ?? phase;
    const step = String(body.step);
    if (type === recordTypes.intent) actions.set(keyOf(body), 'open');
    if (type === recordTypes.outcome) actions.set(keyOf(body), body.result === 'done' ? 'done' : 'failed');
    if (type === recordTypes.verified && body.holds === true) verified.add(step);
    if (type === recordTypes.stepUndone) undone.add(step);
    if (type === recordTypes.saved) saved.set(step, String(body.digest));
  }
  return { phase, actions, verified, undone, saved };
}

/** Ids of a step's actions that took effect. */
export function doneActions(state: RunState, direction: Direction, step: string): readonly string[] {
  const prefix = actionKey(direction, step, '');
  return [...state.actions]
    .filter(([key, value]) => key.startsWith(prefix) && value === 'done')
    .map(([key]) => key.slice(prefix.length));
}

function phaseAfter(type: string): RunPhase | undefined {
  const phases: Readonly<Record<string, RunPhase>> = {
    [recordTypes.started]: 'running',
    [recordTypes.finished]: 'finished',
    [recordTypes.aborted]: 'aborted',
    [recordTypes.undoStarted]: 'undoing',
    [recordTypes.undone]: 'undone',
  };
  return phases[type];
}

function keyOf(body: { readonly [name: string]: Json }): string {
  return actionKey(body.direction as Direction, String(body.step), String(body.action));
}
