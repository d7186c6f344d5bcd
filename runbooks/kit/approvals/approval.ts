import { randomBytes } from 'node:crypto';
import type { Role } from '../../../stacks/model/person.ts';
import type { Digest } from '../signing/digest.ts';
import type { KeyPair } from '../signing/keys.ts';
import { type Signature, signJson } from '../signing/signature.ts';

/** What a change does at its worst; a plan has the highest class of its parts. */
export type ChangeClass = 'additive' | 'widening' | 'destructive';

/** Approvals of the everyday path, or of the emergency path (guard periods, break-glass). */
export type ApprovalPath = 'normal' | 'emergency';

/** What an approval consents to; every field is compared with what is about to run. */
export interface ApprovalSubject {
  readonly kind: 'plan' | 'runbook' | 'bundle';
  readonly site: string;
  readonly network: string;
  /** Of the canonical JSON of what will run. */
  readonly digest: Digest;
  readonly class: ChangeClass;
}

/** A subject put up for approval: signed by who prepared it, so that nobody can approve their own work under a name. */
export interface Proposal {
  readonly type: 'fadun/proposal/v1';
  readonly subject: ApprovalSubject;
  readonly preparedBy: string;
  /** RFC 3339, UTC. */
  readonly preparedAt: string;
}

export interface SignedProposal {
  readonly proposal: Proposal;
  readonly signature: Signature;
}

/** Consent of one person to one subject for a time, usable once. */
export interface Approval {
  readonly type: 'fadun/approval/v1';
  readonly subject: ApprovalSubject;
  readonly approver: string;
  /** The role in which the person approves. */
  readonly role: Role;
  readonly path: ApprovalPath;
  /** RFC 3339, UTC, inclusive. */
  readonly notBefore: string;
  /** RFC 3339, UTC, exclusive. */
  readonly expires: string;
  /** 128 random bits, hexadecimal; makes the approval usable once. */
  readonly nonce: string;
  /** Why, in the approver's words; demanded on the emergency path. */
  readonly reason?: string;
}

export interface SignedApproval {
  readonly approval: Approval;
  readonly signature: Signature;
}

/** Puts a subject up for approval in the preparer's name. */
export function propose(subject: ApprovalSubject, preparedBy: string, preparedAt: Date, pair: KeyPair): SignedProposal {
  const proposal: Proposal = {
    type: 'fadun/proposal/v1',
    subject,
    preparedBy,
    preparedAt: preparedAt.toISOString(),
  };
  return { proposal, signature: signJson(proposal, pair) };
}

/** Signs consent to a subject. The nonce is drawn here unless given. */
export function approve(
  consent: Omit<Approval, 'type' | 'nonce'> & { readonly nonce?: string },
  pair: KeyPair,
): SignedApproval {
  const approval: Approval = { nonce: randomBytes(16).toString('hex'), ...consent, type: 'fadun/approval/v1' };
  return { approval, signature: signJson(approval, pair) };
}
