import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../runbooks/kit/journal/journal.ts';
import type { JournalRecord } from '../../runbooks/kit/journal/record.ts';
import { changeRecords } from '../change/change-run.ts';
import { readRefusedChanges } from '../change/refused-changes.ts';

/** What became of a plan: with the consent it needs; applied and verified; stopped; refused; refused as too late. */
export const changeOutcomes = ['approved', 'done', 'failed', 'refused', 'expired'] as const;

type ChangeOutcome = (typeof changeOutcomes)[number];

/** How the changes of a network have ended since records are kept. */
export interface NetworkChanges {
  readonly outcomes: Readonly<Record<ChangeOutcome, number>>;
  /** Unix time in seconds at which the oldest change was begun that is not finished. */
  readonly unfinishedSince?: number;
}

export type ChangesObservation = ReadonlyMap<string, NetworkChanges>;

/** What one change's journal told. */
interface Change {
  readonly network: string;
  readonly counts: Readonly<Partial<Record<ChangeOutcome, number>>>;
  readonly unfinishedSince?: number;
}

/** Reads the records of changes below a change state; a journal is read again when its size or time has changed. */
export function changeWatch(): (folder: string) => ChangesObservation {
  const known = new Map<string, { readonly state: string; readonly change: Change }>();
  return (folder) => {
    const runs = join(folder, 'runs');
    const paths = existsSync(runs)
      ? readdirSync(runs)
          .map((name) => join(runs, name, 'journal.jsonl'))
          .filter((path) => existsSync(path))
      : [];
    const changes = paths.map((path) => {
      const { size, mtimeMs } = statSync(path);
      const state = `${size} ${mtimeMs}`;
      const cached = known.get(path);
      if (cached?.state === state) return cached.change;
      const change = readChange(path);
      known.set(path, { state, change });
      return change;
    });
    const refused = readRefusedChanges(folder).map(({ network, codes }): Change => {
      const isLate = codes.includes('expired');
      return { network, counts: isLate ? { expired: 1 } : { refused: 1 } };
    });
    return new Map([...Map.groupBy([...changes, ...refused], ({ network }) => network)].map(summed));
  };
}

function summed([network, members]: [string, readonly Change[]]): [string, NetworkChanges] {
  const total = (outcome: ChangeOutcome) => members.reduce((sum, { counts }) => sum + (counts[outcome] ?? 0), 0);
  const open = members.flatMap(({ unfinishedSince }) => (unfinishedSince === undefined ? [] : [unfinishedSince]));
  const outcomes = Object.fromEntries(changeOutcomes.map((outcome) => [outcome, total(outcome)]));
  return [
    network,
    {
      outcomes: outcomes as Record<ChangeOutcome, number>,
      ...(open.length > 0 && { unfinishedSince: Math.min(...open) }),
    },
  ];
}

/** A journal that cannot be read says nothing of its network; that it is damaged is told by other means. */
function readChange(path: string): Change {
  let records: readonly JournalRecord[];
  try {
    records = readRecords(readFileSync(path), path);
  } catch {
    return { network: '', counts: {} };
  }
  const begun = records.find(({ type }) => type === changeRecords.begun);
  const count = (wanted: string) => records.filter(({ type }) => type === wanted).length;
  const isDone = count(changeRecords.finished) > 0;
  const network = (begun?.body as { readonly network?: unknown } | undefined)?.network;
  return {
    network: String(network ?? ''),
    counts: { approved: begun ? 1 : 0, done: isDone ? 1 : 0, failed: count(changeRecords.stopped) },
    ...(begun && !isDone && { unfinishedSince: Date.parse(begun.time) / 1000 }),
  };
}
