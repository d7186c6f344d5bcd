import { canonicalJson, type Json } from '../signing/canonical-json.ts';
import { type HashName, hash } from '../signing/digest.ts';

/** One line of a journal: the canonical JSON of this, then a newline. */
export interface JournalRecord {
  /** From 0, without gaps. */
  readonly sequence: number;
  /** RFC 3339, UTC; never before that of the record above it. */
  readonly time: string;
  readonly type: string;
  readonly body: { readonly [name: string]: Json };
  /** Hash of the record above, or of the journal's id for the first. */
  readonly previous: string;
  /** Hash of the canonical JSON of this record without `hash`. */
  readonly hash: string;
}

/** What a journal held at a moment; kept elsewhere, it betrays a cut tail. */
export interface JournalAnchor {
  readonly journal: string;
  readonly count: number;
  /** Hash of the last record. */
  readonly head: string;
}

/** The value that the first record follows: it ties the chain to the journal's id. */
export function genesis(journal: string, algorithm: HashName): string {
  return hash(algorithm, `fadun/journal/v1\n${journal}`);
}

/** Completes a record with its hash. */
export function sealRecord(record: Omit<JournalRecord, 'hash'>, algorithm: HashName): JournalRecord {
  return { ...record, hash: hash(algorithm, canonicalJson(record)) };
}

/** The record's line, newline included. */
export function formatRecord(record: JournalRecord): string {
  return `${canonicalJson(record)}\n`;
}

/**
 * The record of a line without its newline, or what is wrong with it. A line that says the same in other bytes (spaces,
 * another order, other escapes) is refused: each record has one spelling.
 */
export function parseRecord(line: string): JournalRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
    if (canonicalJson(value) !== line) return 'not in canonical form';
  } catch {
    return 'not JSON';
  }
  const record = value as JournalRecord;
  const members = value !== null && typeof value === 'object' ? Object.keys(value).join() : '';
  if (members !== 'body,hash,previous,sequence,time,type') return 'not a journal record';
  if (record.body === null || typeof record.body !== 'object' || Array.isArray(record.body))
    return 'its body is no object';
  if (![record.hash, record.previous, record.time, record.type].every((text) => typeof text === 'string'))
    return 'a member has the wrong type';
  return Number.isNaN(Date.parse(record.time)) ? 'its time is no time' : record;
}

/** Record types that the journal writes by itself. */
export const journalTypes = { opened: 'journal-opened', torn: 'journal-torn', closed: 'journal-closed' } as const;

/** What the closing signature covers: everything above it, by count and head. */
export function closingStatement(anchor: JournalAnchor): string {
  return `fadun/journal-close/v1\n${anchor.journal}\n${anchor.count}\n${anchor.head}\n`;
}
