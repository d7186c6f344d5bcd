import type { JournalRecord } from '../journal/record.ts';
import { type Keyring, lookUpKeyForRecord } from '../keyring.ts';
import { undoDigest } from '../plan-runbook.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { recordTypes } from '../run/run-state.ts';
import { canonicalJson, type Json } from '../signing/canonical-json.ts';
import { type Digest, sameDigest } from '../signing/digest.ts';
import { type Signature, verifyJson } from '../signing/signature.ts';
import type { ApprovalSubject, SignedApproval, SignedProposal } from './approval.ts';
import { approvalShapeFault, proposalShapeFault } from './shape.ts';

/** A proposal and the approvals of it, as they were handed in. */
interface GivenConsent {
  readonly proposal: SignedProposal;
  readonly approvals: readonly SignedApproval[];
}

/** Consent as evidence holds it: as it was signed, or else nobody could check it. What nobody may see is redacted. */
export function consentForEvidence(consent: GivenConsent, redactor: Redactor): Json {
  const { proposal, approvals } = consent;
  return {
    proposal: {
      proposal: asSigned(proposal.proposal, redactor),
      signature: publicSignature(proposal.signature, redactor),
    },
    approvals: approvals.map(({ approval, signature }) => ({
      approval: asSigned(approval, redactor),
      signature: publicSignature(signature, redactor),
    })),
  };
}

/** Whether evidence would have to redact what was signed: then it could not prove the consent. */
export function holdsSensitive(signed: unknown, redactor: Redactor): boolean {
  return marks(canonicalJson(redactor.value(signed as Json))) > marks(canonicalJson(signed));
}

function asSigned(signed: unknown, redactor: Redactor): Json {
  return holdsSensitive(signed, redactor) ? redactor.value(signed as Json) : (signed as Json);
}

/** A signature is public. It looks like a secret to a redactor: what has any other form is left to it. */
function publicSignature(signature: Signature, redactor: Redactor): Json {
  const isSignature = /^[A-Za-z0-9+/]{84,100}={0,2}$/.test(signature.value);
  const shown = redactor.value(signature as unknown as Json) as { readonly [member: string]: Json };
  return isSignature ? { ...shown, value: signature.value } : shown;
}

function marks(text: string): number {
  return text.split('[redacted:').length;
}

/**
 * Checks the consent that a journal names against the signed approvals kept with it: that each is there, is of that person
 * in that role, is for this very run or its undo, held at the time, and is signed by a key that counts.
 * @param consents by file name, as read from an archive: judged, never trusted
 */
export function recordedConsentFaults(
  records: readonly JournalRecord[],
  consents: ReadonlyMap<string, unknown>,
  run: string,
  keyring: Keyring,
): readonly string[] {
  const opened = records.find(({ type }) => type === recordTypes.opened)?.body as unknown as Opened | undefined;
  return records.flatMap((record) => {
    const { approvers } = record.body as { readonly approvers?: readonly Approver[] };
    const needed = record.type === recordTypes.started || record.type === recordTypes.renewed;
    if (!needed && !(record.type === recordTypes.undoStarted && approvers)) return [];
    if (!opened || !approvers || approvers.length === 0) return [`${record.type}: it names nobody who consented`];
    const plan = { sm3: opened.sm3, sha256: opened.sha256 };
    const digest = record.type === recordTypes.undoStarted ? undoDigest(plan, run) : plan;
    const expected: Expected = { ...opened.target, digest, at: new Date(record.time), keyring };
    return approvers.flatMap((approver) => approverFaults(approver, consents, expected));
  });
}

interface Opened extends Digest {
  readonly target: { readonly site: string; readonly network: string };
}

interface Approver {
  readonly person: string;
  readonly role: string;
  readonly nonce: string;
}

interface Expected {
  readonly site: string;
  readonly network: string;
  readonly digest: Digest;
  readonly at: Date;
  readonly keyring: Keyring;
}

function approverFaults(approver: Approver, consents: ReadonlyMap<string, unknown>, expected: Expected): string[] {
  const about = `consent of ${approver.person}`;
  for (const [name, consent] of consents) {
    const { proposal, approvals } = (consent ?? {}) as Partial<GivenConsent>;
    const signed = (Array.isArray(approvals) ? approvals : []).find(
      (one) => (one as Partial<SignedApproval>)?.approval?.nonce === approver.nonce,
    );
    if (!signed) continue;
    return [...approvalFaults(signed, approver, expected), ...proposalFaults(proposal, approver, expected)].map(
      (fault) => `${name}: ${about}: ${fault}`,
    );
  }
  return [`${about}: the approval that the journal names is not there`];
}

function approvalFaults(signed: SignedApproval, { person, role }: Approver, expected: Expected): readonly string[] {
  const fault = approvalShapeFault(signed);
  if (fault) return [`malformed: ${fault}`];
  const { approval, signature } = signed;
  const at = expected.at.getTime();
  const held = Date.parse(approval.notBefore) <= at && at < Date.parse(approval.expires);
  return [
    ...signatureFaults(approval, signature, person, expected),
    ...(approval.approver === person && approval.role === role ? [] : ['the journal names another person or role']),
    ...subjectFaults(approval.subject, expected),
    ...(held ? [] : ['it did not hold at the time']),
  ];
}

function proposalFaults(signed: unknown, { person }: Approver, expected: Expected): readonly string[] {
  const fault = proposalShapeFault(signed);
  if (fault) return [`proposal malformed: ${fault}`];
  const { proposal, signature } = signed as SignedProposal;
  return [
    ...signatureFaults(proposal, signature, proposal.preparedBy, expected),
    ...subjectFaults(proposal.subject, expected),
    ...(proposal.preparedBy === person ? ['it is of who put it up'] : []),
  ];
}

function signatureFaults(signed: unknown, signature: Signature, owner: string, { keyring, at }: Expected): string[] {
  const found = lookUpKeyForRecord(keyring, signature.key, at);
  if (!found.usable) return [`key: ${found.fault}`];
  if (found.key.owner !== owner) return [`signed by ${found.key.owner}, not ${owner}`];
  return verifyJson(signed, signature, found.key) ? [] : ['the signature is not valid'];
}

function subjectFaults(subject: ApprovalSubject, { site, network, digest }: Expected): readonly string[] {
  const isThis = subject.site === site && subject.network === network && sameDigest(subject.digest, digest);
  return isThis ? [] : ['it is for something else'];
}
