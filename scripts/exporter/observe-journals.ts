import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import { readRecords } from '../../runbooks/kit/journal/journal.ts';
import type { JournalAnchor, JournalRecord } from '../../runbooks/kit/journal/record.ts';
import { verifyJournal } from '../../runbooks/kit/journal/verify-journal.ts';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { type RunPhase, recordTypes, runState } from '../../runbooks/kit/run/run-state.ts';

/** What the journal of one run told. */
export interface RunObservation {
  readonly run: string;
  readonly runbook: string;
  readonly network: string;
  readonly phase: RunPhase;
  /** How often it ended in which way; a resumed run may have failed before it was done. */
  readonly outcomes: Readonly<Record<RunOutcome, number>>;
  /** Unix time in seconds of the first and the last record; 0 where nothing can be read. */
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly records: number;
  /** Hash of the last record in hexadecimal; empty where nothing can be read. */
  readonly head: string;
  /** Whether chain, signatures and the anchor kept elsewhere agree. */
  readonly intact: boolean;
}

export type RunOutcome = 'done' | 'failed' | 'aborted' | 'undone';

const outcomeOf: Readonly<Record<string, RunOutcome>> = {
  [recordTypes.finished]: 'done',
  [recordTypes.stopped]: 'failed',
  [recordTypes.aborted]: 'aborted',
  [recordTypes.undone]: 'undone',
};

/** Where the journals and what they are checked against lie. */
export interface JournalFolders {
  /** A folder a run. */
  readonly runs: string;
  /** Count and head of every journal, kept apart from it. */
  readonly anchors: string;
  /** Public keys; without them chain and anchor are checked, signatures are not. */
  readonly keyring: Keyring | undefined;
}

/** What is known of runs whose journals have been deleted: an anchor without its journal. */
export interface JournalsObservation {
  readonly runs: readonly RunObservation[];
  readonly orphanedAnchors: number;
}

/**
 * Reads every journal below a folder; reads only. A journal is read again when its size or time has changed, since a
 * watch of years would otherwise verify each signature every minute.
 */
export function journalWatch(): (folders: JournalFolders) => JournalsObservation {
  const known = new Map<string, { readonly state: string; readonly run: RunObservation }>();
  return ({ runs, anchors, keyring }) => {
    if (!existsSync(runs)) return { runs: [], orphanedAnchors: orphans(anchors, new Set()) };
    const names = readdirSync(runs, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(runs, entry.name, 'journal.jsonl')))
      .map(({ name }) => name);
    const found = names.map((name) => {
      const path = join(runs, name, 'journal.jsonl');
      const anchor = existsSync(anchors) ? anchorsIn(anchors).read(name) : undefined;
      const { size, mtimeMs } = statSync(path);
      const state = [path, size, mtimeMs, anchor?.head, keyring?.keys.length].join();
      const cached = known.get(name);
      if (cached?.state === state) return cached.run;
      const run = observeRun(name, path, anchor, keyring);
      known.set(name, { state, run });
      return run;
    });
    return { runs: found, orphanedAnchors: orphans(anchors, new Set(names)) };
  };
}

/** Anchors of runs whose journals are gone; those of duties are looked at with the duties. */
function orphans(anchors: string, runs: ReadonlySet<string>): number {
  if (!existsSync(anchors)) return 0;
  return readdirSync(anchors)
    .filter((file) => file.endsWith('.json') && !file.startsWith('duty-'))
    .filter((file) => !runs.has(file.slice(0, -5))).length;
}

function observeRun(
  run: string,
  path: string,
  anchor: JournalAnchor | undefined,
  keyring: Keyring | undefined,
): RunObservation {
  const content = readFileSync(path);
  const records = recordsOf(content, path);
  const opened = records.find(({ type }) => type === recordTypes.opened)?.body as
    | { readonly runbook?: unknown; readonly target?: { readonly network?: unknown } }
    | undefined;
  const outcomes = { done: 0, failed: 0, aborted: 0, undone: 0 };
  for (const { type } of records) {
    const outcome = outcomeOf[type];
    if (outcome) outcomes[outcome]++;
  }
  const { phase } = runState(records);
  const isOver = phase === 'finished' || phase === 'aborted' || phase === 'undone';
  const { faults } = verifyJournal(content, {
    journal: run,
    keyring: keyring ?? { site: '', keys: [] },
    ...(anchor && { anchor }),
    mustBeClosed: isOver,
  });
  const excused = new Set([...(isOver ? [] : ['torn']), ...(keyring ? [] : ['signing-key-unusable'])]);
  return {
    run,
    runbook: String(opened?.runbook ?? ''),
    network: String(opened?.target?.network ?? ''),
    phase,
    outcomes,
    startedAt: secondsOf(records[0]),
    updatedAt: secondsOf(records.at(-1)),
    records: records.length,
    head: records.at(-1)?.hash ?? '',
    intact: anchor !== undefined && faults.every(({ code }) => excused.has(code)),
  };
}

/** None where any whole record is damaged: nothing it says can be relied on. */
function recordsOf(content: Uint8Array, path: string): readonly JournalRecord[] {
  try {
    return readRecords(content, path);
  } catch {
    return [];
  }
}

function secondsOf(record: JournalRecord | undefined): number {
  return record ? Date.parse(record.time) / 1000 : 0;
}
