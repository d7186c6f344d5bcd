import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Json } from '../signing/canonical-json.ts';
import { type HashName, hash } from '../signing/digest.ts';
import type { KeyPair } from '../signing/keys.ts';
import { sign } from '../signing/signature.ts';
import type { AnchorStore } from './anchor.ts';
import { anchorFaults, chainFaults } from './chain.ts';
import {
  closingStatement,
  formatRecord,
  genesis,
  type JournalAnchor,
  type JournalRecord,
  journalTypes,
  parseRecord,
  sealRecord,
} from './record.ts';

/** How a journal is opened. */
export interface JournalOptions {
  readonly path: string;
  /** The run's id; the chain starts from it. */
  readonly id: string;
  readonly anchors: AnchorStore;
  readonly now: () => Date;
  /** Applied to every body before it is hashed and written. */
  readonly redact: (body: { readonly [name: string]: Json }) => { readonly [name: string]: Json };
  /** @default 'sm3' */
  readonly algorithm?: HashName;
}

/** An open journal. A record is on the disk (fsync) when `append` returns. */
export interface Journal {
  readonly id: string;
  readonly records: () => readonly JournalRecord[];
  append(type: string, body: { readonly [name: string]: Json }): JournalRecord;
  /** Writes the closing record, signed over the head; more may follow later and is then closed again. */
  sign(pair: KeyPair, by: string): JournalRecord;
  anchor(): JournalAnchor;
  release(): void;
}

/**
 * Creates a journal.
 * @throws Error where the file exists.
 */
export function createJournal(options: JournalOptions): Journal {
  mkdirSync(dirname(options.path), { recursive: true, mode: 0o700 });
  const file = openSync(options.path, 'ax+', 0o600);
  syncFolder(dirname(options.path));
  const algorithm = options.algorithm ?? 'sm3';
  const journal = writer(options, file, algorithm, []);
  journal.append(journalTypes.opened, { journal: options.id, algorithm });
  return journal;
}

/**
 * Opens a journal to go on with. A last line without its newline was never acknowledged: it is cut off and its loss is
 * recorded with its digest.
 * @throws Error where any whole record is damaged, or records are gone that the anchor knows of; such a journal is evidence and is not continued.
 */
export function continueJournal(options: Omit<JournalOptions, 'algorithm'>): Journal {
  const content = readFileSync(options.path);
  const end = content.lastIndexOf(0x0a) + 1;
  const records = readWhole(content.subarray(0, end), options.path);
  const algorithm = (records[0]?.body.algorithm ?? 'sm3') as HashName;
  const fault = [
    ...chainFaults(records, options.id, algorithm),
    ...anchorFaults(records, options.id, options.anchors.read(options.id)),
  ][0];
  if (fault) {
    throw new Error(
      `${options.path}: ${fault.code} at record ${fault.record ?? records.length}. Keep the file as evidence; start a new run.`,
    );
  }
  const file = openSync(options.path, 'a+', 0o600);
  if (end < content.length) ftruncateSync(file, end);
  const journal = writer(options, file, algorithm, records);
  if (records.length === 0) journal.append(journalTypes.opened, { journal: options.id, algorithm });
  if (end < content.length) {
    journal.append(journalTypes.torn, { bytes: content.length - end, digest: hash(algorithm, content.subarray(end)) });
  }
  return journal;
}

/** The whole records of a journal's bytes; a torn last line is left out. For reading what a run did, not for proof. */
export function readRecords(content: Uint8Array, path: string): readonly JournalRecord[] {
  const bytes = Buffer.from(content);
  return readWhole(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1), path);
}

function readWhole(content: Buffer, path: string): JournalRecord[] {
  const lines = content.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const record = parseRecord(line);
    if (typeof record === 'string') {
      throw new Error(`${path}: record ${index} is ${record}. Keep the file as evidence; start a new run.`);
    }
    return record;
  });
}

function writer(
  options: Omit<JournalOptions, 'algorithm'>,
  file: number,
  algorithm: HashName,
  past: readonly JournalRecord[],
): Journal {
  const records = [...past];
  const head = () => records.at(-1)?.hash ?? genesis(options.id, algorithm);
  const anchor = () => ({ journal: options.id, count: records.length, head: head() });

  const write = (type: string, body: { readonly [name: string]: Json }): JournalRecord => {
    const record = sealRecord(
      {
        sequence: records.length,
        time: notBefore(records.at(-1)?.time, options.now()),
        type,
        body,
        previous: head(),
      },
      algorithm,
    );
    writeWhole(file, Buffer.from(formatRecord(record)));
    fsyncSync(file);
    records.push(record);
    options.anchors.write(anchor());
    return record;
  };

  const signClose = (pair: KeyPair, by: string) => {
    const signed = { count: records.length, head: head(), journal: options.id };
    const signature = sign(closingStatement(signed), pair);
    return write(journalTypes.closed, { by, signature: { ...signature } });
  };

  const append = (type: string, body: { readonly [name: string]: Json }) =>
    write(type, type === journalTypes.opened ? body : options.redact(body));
  return { id: options.id, records: () => records, append, sign: signClose, anchor, release: () => closeSync(file) };
}

/** A clock set back must not make the journal go backwards. */
function notBefore(previous: string | undefined, now: Date): string {
  const time = now.toISOString();
  return previous !== undefined && previous > time ? previous : time;
}

function writeWhole(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
