import type { Role } from '../../../stacks/model/person.ts';
import { type Keyring, lookUpKeyForRecord } from '../keyring.ts';
import type { HashName } from '../signing/digest.ts';
import { type Signature, verify } from '../signing/signature.ts';
import { anchorFaults, chainFaults, type JournalFault } from './chain.ts';
import { closingStatement, type JournalAnchor, type JournalRecord, journalTypes, parseRecord } from './record.ts';

export interface JournalVerdict {
  /** True where there is no fault; an open journal can be sound so far, and says that it is open. */
  readonly sound: boolean;
  readonly closed: boolean;
  readonly count: number;
  readonly head?: string;
  /** Who signed each close. */
  readonly signers: readonly { readonly person: string; readonly roles: readonly Role[]; readonly record: number }[];
  readonly faults: readonly JournalFault[];
}

export interface JournalExpectation {
  readonly journal: string;
  readonly keyring: Keyring;
  /** Count and head kept elsewhere. Without it a tail cut at the boundary of a record cannot be seen. */
  readonly anchor?: JournalAnchor;
  /** Demand that the last record is a signed close. @default true */
  readonly mustBeClosed?: boolean;
}

/** Checks every byte of a journal: form, order, chain, signatures, and its length against the anchor. Never throws. */
export function verifyJournal(content: Uint8Array, expectation: JournalExpectation): JournalVerdict {
  const { records, faults } = readAll(content);
  const algorithm = (records[0]?.body.algorithm === 'sha256' ? 'sha256' : 'sm3') satisfies HashName;
  const closes = records.filter((record) => record.type === journalTypes.closed);
  const closed = records.at(-1)?.type === journalTypes.closed;
  const signers: JournalVerdict['signers'][number][] = [];
  faults.push(...chainFaults(records, expectation.journal, algorithm));
  for (const record of closes) {
    const judged = judgeClose(record, expectation);
    if ('code' in judged) faults.push(judged);
    else signers.push(judged);
  }
  if (!closed && (expectation.mustBeClosed ?? true)) faults.push({ code: 'not-closed' });
  faults.push(...anchorFaults(records, expectation.journal, expectation.anchor));
  const head = records.at(-1)?.hash;
  return { sound: faults.length === 0, closed, count: records.length, ...(head ? { head } : {}), signers, faults };
}

function readAll(content: Uint8Array): { records: JournalRecord[]; faults: JournalFault[] } {
  const text = decode(content);
  if (text === undefined) return { records: [], faults: [{ code: 'not-utf8' }] };
  if (text === '') return { records: [], faults: [{ code: 'empty' }] };
  const lines = text.split('\n');
  const faults: JournalFault[] = lines.pop() === '' ? [] : [{ code: 'torn' }];
  const records: JournalRecord[] = [];
  for (const [index, line] of lines.entries()) {
    const record = parseRecord(line);
    if (typeof record !== 'string') records.push(record);
    else faults.push({ code: 'unreadable', record: index, detail: record });
  }
  return { records, faults };
}

/** A byte order mark is kept and so refused by the parser: it would be a second spelling. */
function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

function judgeClose(
  record: JournalRecord,
  { journal, keyring }: JournalExpectation,
): JournalFault | JournalVerdict['signers'][number] {
  const at = { record: record.sequence };
  const { by, signature } = record.body as { by?: unknown; signature?: Signature };
  if (typeof signature?.value !== 'string' || typeof signature.key !== 'string')
    return { code: 'signature-malformed', ...at };
  const found = lookUpKeyForRecord(keyring, signature.key, new Date(record.time));
  if (!found.usable) return { code: 'signing-key-unusable', ...at, detail: found.fault };
  if (found.key.owner !== by) return { code: 'signer-not-owner', ...at, detail: found.key.owner };
  const statement = closingStatement({ journal, count: record.sequence, head: record.previous });
  if (!verify(statement, signature, found.key)) return { code: 'signature-invalid', ...at };
  return { person: found.key.owner, roles: found.key.roles, record: record.sequence };
}
