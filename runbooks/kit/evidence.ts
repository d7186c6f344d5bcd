import { readFileSync } from 'node:fs';
import { consentForEvidence, recordedConsentFaults } from './approvals/recorded-consent.ts';
import { packArchive, unpackArchive } from './archive.ts';
import type { AnchorStore } from './journal/anchor.ts';
import { readRecords } from './journal/journal.ts';
import type { JournalAnchor } from './journal/record.ts';
import { type JournalVerdict, verifyJournal } from './journal/verify-journal.ts';
import { type Keyring, lookUpKeyForRecord } from './keyring.ts';
import type { Redactor } from './redaction/redactor.ts';
import { consentsOf, isConsentName } from './run/consent.ts';
import { runFolder } from './run/run-folder.ts';
import { canonicalJson } from './signing/canonical-json.ts';
import { type Digest, digestOf, sameDigest } from './signing/digest.ts';
import type { KeyPair } from './signing/keys.ts';
import { type Signature, sign, verify } from './signing/signature.ts';

/** What an archive holds; its first file to read. */
export interface EvidenceManifest {
  readonly type: 'fadun/evidence/v1';
  readonly run: string;
  /** RFC 3339, UTC. */
  readonly collectedAt: string;
  readonly collectedBy: string;
  readonly anchor: JournalAnchor;
  readonly files: Readonly<Record<string, { readonly bytes: number } & Digest>>;
}

export interface EvidenceVerdict {
  readonly sound: boolean;
  readonly faults: readonly string[];
  readonly manifest?: EvidenceManifest;
  readonly journal?: JournalVerdict;
}

/**
 * Archive of a run and its detached signature over the archive's bytes. The plan is redacted as all else is; every
 * consent, to the run, to going on with it and to its undo, is there as it was signed, so that it can be checked. What undo
 * saved and what a step sealed stay behind, since they may hold the target's own data: the journal has their digests, and
 * redacted views of what was sealed come along.
 */
export function collectEvidence(
  runs: string,
  run: string,
  anchors: AnchorStore,
  redactor: Redactor,
  collector: { readonly person: string; readonly pair: KeyPair },
  now: Date,
): { readonly archive: Buffer; readonly signature: Signature } {
  const folder = runFolder(runs, run);
  const anchor = anchors.read(run);
  if (!anchor)
    throw new Error(
      `run ${run}: no anchor is kept for it. Without one a cut journal cannot be told; look for it where anchors are stored.`,
    );
  const files = new Map<string, Buffer>([['journal.jsonl', readFileSync(folder.journal)]]);
  const plan = folder.read('plan.json');
  if (plan !== undefined) files.set('plan.json', Buffer.from(canonicalJson(redactor.value(plan))));
  for (const [name, consent] of consentsOf(folder))
    files.set(name, Buffer.from(canonicalJson(consentForEvidence(consent, redactor))));
  for (const [name, view] of folder.views()) files.set(`view/${name}`, view);
  const listed = [...files].map(([name, content]) => [name, { bytes: content.length, ...digestOf(content) }] as const);
  const manifest: EvidenceManifest = {
    type: 'fadun/evidence/v1',
    run,
    collectedAt: now.toISOString(),
    collectedBy: collector.person,
    anchor,
    files: Object.fromEntries(listed),
  };
  const archive = packArchive(new Map([...files, ['manifest.json', Buffer.from(canonicalJson(manifest))]]));
  return { archive, signature: sign(archive, collector.pair) };
}

/**
 * Checks an archive: its form, the signature, every digest, the journal against the anchor within, and the signatures of
 * everyone who, as the journal says, consented. Never throws.
 */
export function verifyEvidence(archive: Uint8Array, signature: Signature, keyring: Keyring): EvidenceVerdict {
  try {
    const files = unpackArchive(archive);
    const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? 'null') as EvidenceManifest | null;
    if (manifest?.type !== 'fadun/evidence/v1') return { sound: false, faults: ['there is no manifest'] };
    const journal = verifyJournal(files.get('journal.jsonl') ?? new Uint8Array(), {
      journal: manifest.run,
      keyring,
      anchor: manifest.anchor,
    });
    const faults = [
      ...signatureFaults(archive, signature, manifest, keyring),
      ...fileFaults(files, manifest),
      ...journal.faults.map((fault) => `journal: ${fault.code}`),
      ...consentFaults(files, manifest, keyring),
    ];
    return { sound: faults.length === 0, faults, manifest, journal };
  } catch (error) {
    return { sound: false, faults: [(error as Error).message] };
  }
}

function consentFaults(
  files: ReadonlyMap<string, Uint8Array>,
  { run }: EvidenceManifest,
  keyring: Keyring,
): readonly string[] {
  const records = readRecords(files.get('journal.jsonl') ?? new Uint8Array(), 'journal.jsonl');
  const named = [...files].filter(([name]) => isConsentName(name));
  const consents = new Map(
    named.map(([name, content]) => [name, JSON.parse(Buffer.from(content).toString()) as unknown]),
  );
  return recordedConsentFaults(records, consents, run, keyring);
}

function signatureFaults(
  archive: Uint8Array,
  signature: Signature,
  manifest: EvidenceManifest,
  keyring: Keyring,
): string[] {
  const found = lookUpKeyForRecord(keyring, signature.key, new Date(manifest.collectedAt));
  if (!found.usable) return [`signing key: ${found.fault}`];
  if (found.key.owner !== manifest.collectedBy)
    return [`signed by ${found.key.owner}, collected by ${manifest.collectedBy}`];
  return verify(archive, signature, found.key) ? [] : ['the signature is not valid'];
}

function fileFaults(files: ReadonlyMap<string, Uint8Array>, manifest: EvidenceManifest): string[] {
  const listed = Object.entries(manifest.files).flatMap(([name, expected]) => {
    const content = files.get(name);
    if (!content) return [`${name} is missing`];
    return content.length === expected.bytes && sameDigest(digestOf(content), expected)
      ? []
      : [`${name} differs from its digest`];
  });
  const extra = [...files.keys()].filter((name) => name !== 'manifest.json' && !Object.hasOwn(manifest.files, name));
  return [...listed, ...extra.map((name) => `${name} is not in the manifest`)];
}
