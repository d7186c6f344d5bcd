import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import { continueJournal, createJournal, readRecords } from '../../runbooks/kit/journal/journal.ts';
import { verifyJournal } from '../../runbooks/kit/journal/verify-journal.ts';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import type { Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import { lockRun, runFolder } from '../../runbooks/kit/run/run-folder.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import type { OperationsFolders } from '../operations/folders.ts';
import type { Signer } from '../operations/people.ts';

/** Where a duty was done: a network, or the site as a whole. */
export type DutyScope = string;

/** The scope of what looks at the whole site. */
export const siteScope = 'site';

/** That a duty was done: kept in the duty's own journal, signed by who did it. */
export interface DutyRecord {
  readonly duty: string;
  readonly procedure: string;
  readonly scope: DutyScope;
  readonly by: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** `findings` and `unknown`: done, and something must be looked after. */
  readonly outcome: 'good' | 'findings' | 'unknown';
  readonly findings: number;
  /** A second person who signed, where the duty asks for one. */
  readonly countersignedBy?: string;
  /** File of the report beside the journal, and its digest; of a run, the run's id and its journal's head. */
  readonly evidence: { readonly name: string; readonly sm3: string };
}

const recordType = 'duty-done';

function journalId(duty: string, scope: DutyScope): string {
  return `duty-${duty.toLowerCase()}-${scope}`;
}

function journalPath(folders: OperationsFolders, duty: string, scope: DutyScope): string {
  return join(folders.duties, scope, `${duty}.jsonl`);
}

/**
 * Appends a record, signed by each of the signers in turn. One process at a time writes a duty's journal.
 * @throws Error where the journal is damaged
 */
export function recordDuty(
  folders: OperationsFolders,
  record: DutyRecord,
  signers: readonly Signer[],
  redactor: Redactor,
  now: () => Date,
): void {
  const id = journalId(record.duty, record.scope);
  const path = journalPath(folders, record.duty, record.scope);
  const release = lockRun(runFolder(join(folders.duties, record.scope), `lock-${record.duty}`));
  try {
    const redact = (body: { readonly [name: string]: Json }) =>
      redactor.value(body) as { readonly [name: string]: Json };
    const options = { path, id, anchors: anchorsIn(folders.anchors), now, redact };
    const journal = existsSync(path) ? continueJournal(options) : createJournal(options);
    try {
      journal.append(recordType, { ...record, evidence: { ...record.evidence } });
      for (const { pair, person } of signers) journal.sign(pair, person);
    } finally {
      journal.release();
    }
  } finally {
    release();
  }
}

/** What is known of a duty in a scope. A journal that does not verify gives no record: it proves nothing. */
export interface DutyHistory {
  readonly duty: string;
  readonly scope: DutyScope;
  readonly records: readonly DutyRecord[];
  readonly faults: readonly string[];
}

/** The history of a duty, verified against the keyring where one is given. */
export function dutyHistory(
  folders: OperationsFolders,
  duty: string,
  scope: DutyScope,
  keyring: Keyring | undefined,
): DutyHistory {
  const path = journalPath(folders, duty, scope);
  const anchor = anchorsIn(folders.anchors).read(journalId(duty, scope));
  if (!existsSync(path)) return { duty, scope, records: [], faults: anchor ? ['the journal is gone'] : [] };
  const content = readFileSync(path);
  const faults = keyring
    ? verifyJournal(content, { journal: journalId(duty, scope), keyring, ...(anchor ? { anchor } : {}) }).faults.map(
        ({ code }) => code,
      )
    : [];
  if (faults.length > 0) return { duty, scope, records: [], faults };
  const records = readRecords(content, path)
    .filter(({ type }) => type === recordType)
    .map(({ body }) => body as unknown as DutyRecord);
  return { duty, scope, records, faults };
}
