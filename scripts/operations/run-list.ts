import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readRecords } from '../../runbooks/kit/journal/journal.ts';
import type { RunbookPlan } from '../../runbooks/kit/plan-runbook.ts';
import type { PlatformRun } from '../../runbooks/kit/platform.ts';
import { isHeld, isRunId, runFolder } from '../../runbooks/kit/run/run-folder.ts';
import { type RunPhase, recordTypes, runState } from '../../runbooks/kit/run/run-state.ts';
import { FadunError } from '../errors.ts';

/**
 * How a run stands. at-work: a process has it in hand · stopped: it said why, and waits to be gone on with · left: the
 * process that had it is gone.
 */
export type RunStanding = 'at-work' | 'stopped' | 'left' | 'finished' | 'aborted' | 'undone' | 'damaged';

/** A run as its folder tells; `fault` says why its journal cannot be read, where it cannot. */
export interface ListedRun extends PlatformRun {
  readonly standing: RunStanding;
  readonly fault?: string;
}

/** All runs below a folder, the latest last. A damaged one is listed with its fault, never left out. */
export function listRuns(runs: string): readonly ListedRun[] {
  if (!existsSync(runs)) return [];
  const found = readdirSync(runs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(runFolder(runs, entry.name).journal))
    .map((entry) => readRun(runs, entry.name));
  return found.sort((left, right) => (left.startedAt < right.startedAt ? -1 : 1));
}

function readRun(runs: string, run: string): ListedRun {
  const folder = runFolder(runs, run);
  const plan = folder.read('plan.json') as unknown as RunbookPlan | undefined;
  const known = { run, runbook: plan?.runbook ?? '', network: plan?.target.network ?? '' };
  try {
    const records = readRecords(readFileSync(folder.journal), folder.journal);
    const opened = records.find(({ type }) => type === recordTypes.opened);
    const { phase } = runState(records);
    return {
      ...known,
      phase,
      standing: standingOf(phase, records.at(-1)?.type, isHeld(folder)),
      startedAt: records[0]?.time ?? '',
      updatedAt: records.at(-1)?.time ?? '',
      operator: String(opened?.body.by ?? ''),
    };
  } catch (error) {
    const fault = (error as Error).message;
    return { ...known, phase: 'opened', standing: 'damaged', startedAt: '', updatedAt: '', operator: '', fault };
  }
}

function standingOf(phase: RunPhase, last: string | undefined, isInHand: boolean): RunStanding {
  if (phase === 'finished' || phase === 'aborted' || phase === 'undone') return phase;
  if (isInHand) return 'at-work';
  return last === recordTypes.stopped ? 'stopped' : 'left';
}

/** The plan that a run was started with. @throws FadunError where there is no such run */
export function planOfRun(runs: string, run: string): RunbookPlan {
  if (isRunId(run)) {
    const plan = runFolder(runs, run).read('plan.json') as unknown as RunbookPlan | undefined;
    if (plan) return plan;
  }
  throw new FadunError(
    `run ${JSON.stringify(run.slice(0, 64))}`,
    { zh: '没有此次执行', en: 'there is none' },
    { zh: '见 `fadun runbook runs`。', en: 'See `fadun runbook runs`.' },
  );
}
