import { existsSync, readFileSync } from 'node:fs';
import { continueJournal, createJournal, type Journal, readRecords } from '../../runbooks/kit/journal/journal.ts';
import { createRedactor } from '../../runbooks/kit/redaction/redactor.ts';
import { lockRun, type RunFolder, runFolder } from '../../runbooks/kit/run/run-folder.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import type { Digest } from '../../runbooks/kit/signing/digest.ts';
import { FadunError } from '../errors.ts';
import type { ChangeState } from './change-state.ts';

/**
 * How far a change has come, by its journal. `new`: nothing was written to the cluster, whatever was tried; `begun`: some of
 * it may be; `written`: all of it is, but for what is removed last; `applied`: all of it.
 */
export type ChangeStanding = 'new' | 'begun' | 'written' | 'applied' | 'finished';

/** The records of a change, in their order. */
export const changeRecords = {
  begun: 'change-begun',
  writing: 'change-writing',
  written: 'change-written',
  applied: 'change-applied',
  verified: 'change-verified',
  stopped: 'change-stopped',
  finished: 'change-finished',
} as const;

/** The id under which a change claims its approvals: one change, one run, however often it is resumed. */
export function changeRunId(digest: Digest): string {
  return `change-${digest.sm3.slice(0, 32)}`;
}

/** How far a change has come. */
export function standingOf(state: ChangeState, run: string): ChangeStanding {
  const { journal } = runFolder(state.runs, run);
  if (!existsSync(journal)) return 'new';
  const types = new Set(readRecords(readFileSync(journal), journal).map(({ type }) => type));
  const come = (['finished', 'applied', 'written'] as const).find((stage) => types.has(changeRecords[stage]));
  return come ?? (types.has(changeRecords.writing) ? 'begun' : 'new');
}

/** A change in hand: its folder and journal, held by this process alone. */
export interface ChangeRun {
  readonly id: string;
  readonly folder: RunFolder;
  readonly journal: Journal;
  release(): void;
}

/**
 * Takes a change for this process and opens its journal.
 * @throws FadunError where another process works on it, or the journal was tampered with
 */
export function openRun(state: ChangeState, id: string, now: () => Date): ChangeRun {
  const folder = runFolder(state.runs, id);
  const unlock = orRefuse(id, () => lockRun(folder));
  try {
    const redactor = createRedactor();
    const options = {
      path: folder.journal,
      id,
      anchors: state.anchors,
      now,
      redact: (body: { readonly [name: string]: Json }) => redactor.value(body) as { readonly [name: string]: Json },
    };
    const journal = orRefuse(id, () =>
      existsSync(folder.journal) ? continueJournal(options) : createJournal(options),
    );
    const release = () => {
      journal.release();
      unlock();
    };
    return { id, folder, journal, release };
  } catch (error) {
    unlock();
    throw error;
  }
}

function orRefuse<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new FadunError(
      `change ${id}`,
      (cause as Error).message,
      { zh: '未对集群做任何改动。', en: 'Nothing was done to the cluster.' },
      1,
    );
  }
}
