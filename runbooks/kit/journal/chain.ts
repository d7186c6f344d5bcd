import { canonicalJson } from '../signing/canonical-json.ts';
import { type HashName, hash } from '../signing/digest.ts';
import { genesis, type JournalAnchor, type JournalRecord, journalTypes } from './record.ts';

export type JournalFaultCode =
  | 'not-utf8'
  | 'torn'
  | 'empty'
  | 'unreadable'
  | 'out-of-sequence'
  | 'chain-broken'
  | 'hash-differs'
  | 'time-runs-back'
  | 'not-opened'
  | 'signature-malformed'
  | 'signing-key-unusable'
  | 'signer-not-owner'
  | 'signature-invalid'
  | 'not-closed'
  | 'shorter-than-anchor'
  | 'longer-than-anchor'
  | 'anchor-differs';

export interface JournalFault {
  readonly code: JournalFaultCode;
  /** Sequence number of the record at fault, where there is one. */
  readonly record?: number;
  readonly detail?: string;
}

/** Faults of order, chain and hashes. */
export function chainFaults(records: readonly JournalRecord[], journal: string, algorithm: HashName): JournalFault[] {
  const faults: JournalFault[] = [];
  const first = records[0];
  if (
    first &&
    (first.type !== journalTypes.opened || first.body.journal !== journal || first.body.algorithm !== algorithm)
  ) {
    faults.push({ code: 'not-opened', record: 0, detail: `not the journal of ${journal}` });
  }
  for (const [index, record] of records.entries()) {
    const above = records[index - 1];
    const { hash: claimed, ...content } = record;
    if (record.sequence !== index) faults.push({ code: 'out-of-sequence', record: index });
    if (record.previous !== (above?.hash ?? genesis(journal, algorithm)))
      faults.push({ code: 'chain-broken', record: index });
    if (claimed !== hash(algorithm, canonicalJson(content))) faults.push({ code: 'hash-differs', record: index });
    if (above && record.time < above.time) faults.push({ code: 'time-runs-back', record: index });
  }
  return faults;
}

/** A kill between the two writes leaves the journal one record ahead of its anchor; more than one is a forged tail. */
export function anchorFaults(
  records: readonly JournalRecord[],
  journal: string,
  anchor: JournalAnchor | undefined,
): JournalFault[] {
  if (!anchor) return [];
  const detail = `${records.length} records, anchored ${anchor.count}`;
  if (anchor.journal !== journal) return [{ code: 'anchor-differs', detail: `anchor of ${anchor.journal}` }];
  if (records.length < anchor.count) return [{ code: 'shorter-than-anchor', detail }];
  const faults: JournalFault[] = [];
  if (records.length > anchor.count + 1) faults.push({ code: 'longer-than-anchor', detail });
  if (anchor.count > 0 && records[anchor.count - 1]?.hash !== anchor.head)
    faults.push({ code: 'anchor-differs', record: anchor.count - 1 });
  return faults;
}
