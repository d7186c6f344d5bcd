import type { GuardPeriod } from '../../../stacks/model/network.ts';
import type { Role } from '../../../stacks/model/person.ts';
import { type Keyring, lookUpKey } from '../keyring.ts';
import { keyringProblems } from '../keyring-problems.ts';
import { sameDigest } from '../signing/digest.ts';
import { verifyJson } from '../signing/signature.ts';
import type { Approval, ApprovalPath, ApprovalSubject, SignedApproval, SignedProposal } from './approval.ts';
import { type ApprovalRequirement, guardPeriodAt, requirementFor } from './policy.ts';
import { type ApprovalRefusal, approvalRefusal } from './refusals.ts';
import { approvalShapeFault, proposalShapeFault } from './shape.ts';

/** Everything a decision rests on. Approvals and proposal come from files: they are judged, never trusted. */
export interface DecisionInputs {
  /** What is about to run, computed afresh from it and not read from any approval. */
  readonly subject: ApprovalSubject;
  readonly proposal: SignedProposal;
  readonly approvals: readonly SignedApproval[];
  readonly keyring: Keyring;
  readonly now: Date;
  readonly guardPeriods: readonly GuardPeriod[];
  /** True for break-glass runbooks: the emergency path at any time. @default false */
  readonly breakGlass?: boolean;
  /** Who used an approval already; see `UsedApprovals`. */
  readonly usedBy: (nonce: string) => string | undefined;
  /** Run or change on whose behalf the decision is made; its own claims are no replay. */
  readonly run: string;
}

export type Decision =
  | {
      readonly accepted: true;
      readonly path: ApprovalPath;
      readonly approvers: readonly { readonly person: string; readonly role: Role; readonly nonce: string }[];
      /** Earliest moment at which one of the counted approvals ends. RFC 3339. */
      readonly holdsUntil: string;
      /** Emergency path: the review that is due, RFC 3339. */
      readonly reviewDue?: string;
      /** Approvals that did not count, with the reasons; the others sufficed. */
      readonly disregarded: readonly ApprovalRefusal[];
    }
  | { readonly accepted: false; readonly refusals: readonly ApprovalRefusal[] };

/** Decides whether a change may run now. Pure: whoever acts on `accepted` claims the nonces first. */
export function decide(inputs: DecisionInputs): Decision {
  const fundamental = fundamentalRefusals(inputs);
  if (fundamental.length > 0) return { accepted: false, refusals: fundamental };
  const guard = guardPeriodAt(inputs.guardPeriods, inputs.now);
  const requirement = requirementFor(inputs.subject.class, guard, inputs.breakGlass ?? false);
  const counted: Approval[] = [];
  const disregarded: ApprovalRefusal[] = [];
  for (const signed of inputs.approvals) {
    const reasons = approvalRefusals(signed, inputs, requirement, counted);
    if (reasons.length === 0) counted.push(signed.approval);
    disregarded.push(...reasons);
  }
  const missing = missingConsent(counted, inputs.subject, requirement);
  if (missing.length > 0) return { accepted: false, refusals: [...disregarded, ...missing] };
  return {
    accepted: true,
    path: requirement.path,
    approvers: counted.map(({ approver, role, nonce }) => ({ person: approver, role, nonce })),
    holdsUntil: new Date(Math.min(...counted.map((approval) => Date.parse(approval.expires)))).toISOString(),
    ...(requirement.reviewWithinHours
      ? { reviewDue: new Date(inputs.now.getTime() + requirement.reviewWithinHours * 3_600_000).toISOString() }
      : {}),
    disregarded,
  };
}

/** Faults that no approval can mend: clock, keyring, proposal. */
function fundamentalRefusals({ subject, proposal, keyring, now }: DecisionInputs): ApprovalRefusal[] {
  const about = `${subject.kind} ${subject.digest.sm3.slice(0, 16)}`;
  if (Number.isNaN(now.getTime())) return [approvalRefusal('clock-invalid', about)];
  if (keyring.site !== subject.site) return [approvalRefusal('keyring-of-other-site', about, keyring.site)];
  const problem = keyringProblems(keyring)[0];
  if (problem) return [approvalRefusal('keyring-invalid', about, `${problem.path}: ${problem.fault}`)];
  return proposalRefusals(proposal, subject, keyring, now, about);
}

function proposalRefusals(
  signed: SignedProposal,
  subject: ApprovalSubject,
  keyring: Keyring,
  now: Date,
  about: string,
): ApprovalRefusal[] {
  const fault = proposalShapeFault(signed);
  if (fault) return [approvalRefusal('proposal-malformed', about, fault)];
  const { proposal, signature } = signed;
  const found = lookUpKey(keyring, signature.key, now);
  if (!found.usable) return [approvalRefusal('preparer-key-unusable', about, found.fault)];
  const refusals: ApprovalRefusal[] = [];
  if (found.key.owner !== proposal.preparedBy)
    refusals.push(approvalRefusal('preparer-not-key-owner', about, found.key.owner));
  if (!verifyJson(proposal, signature, found.key)) refusals.push(approvalRefusal('proposal-signature-invalid', about));
  const differing = differences(proposal.subject, subject, about)[0];
  if (differing) refusals.push(approvalRefusal('proposal-of-other-subject', about, differing.code));
  if (Date.parse(proposal.preparedAt) > now.getTime())
    refusals.push(approvalRefusal('proposal-from-the-future', about, proposal.preparedAt));
  return refusals;
}

function approvalRefusals(
  signed: SignedApproval,
  inputs: DecisionInputs,
  requirement: ApprovalRequirement,
  counted: readonly Approval[],
): ApprovalRefusal[] {
  const fault = approvalShapeFault(signed);
  if (fault) return [approvalRefusal('malformed', 'approval', fault)];
  const { approval } = signed;
  const about = `approval ${approval.nonce.slice(0, 8)}`;
  return [
    ...differences(approval.subject, inputs.subject, about),
    ...signerRefusals(signed, inputs, about),
    ...consentRefusals(approval, requirement, about),
    ...periodRefusals(approval, inputs.now, requirement, about),
    ...reuseRefusals(approval, inputs, counted, about),
  ];
}

function differences(given: ApprovalSubject, actual: ApprovalSubject, about: string): ApprovalRefusal[] {
  const refusals: ApprovalRefusal[] = [];
  if (given.kind !== actual.kind) refusals.push(approvalRefusal('wrong-kind', about, given.kind));
  if (given.site !== actual.site) refusals.push(approvalRefusal('wrong-site', about, given.site));
  if (given.network !== actual.network) refusals.push(approvalRefusal('wrong-network', about, given.network));
  if (!sameDigest(given.digest, actual.digest)) refusals.push(approvalRefusal('digest-differs', about));
  if (given.class !== actual.class) refusals.push(approvalRefusal('class-differs', about, given.class));
  return refusals;
}

function signerRefusals(
  { approval, signature }: SignedApproval,
  { keyring, now, proposal }: DecisionInputs,
  about: string,
): ApprovalRefusal[] {
  const found = lookUpKey(keyring, signature.key, now);
  if (!found.usable) return [approvalRefusal('key-unusable', about, found.fault)];
  const refusals: ApprovalRefusal[] = [];
  if (found.key.owner !== approval.approver) refusals.push(approvalRefusal('not-key-owner', about, found.key.owner));
  if (!verifyJson(approval, signature, found.key)) refusals.push(approvalRefusal('signature-invalid', about));
  if (found.key.owner === proposal.proposal.preparedBy) refusals.push(approvalRefusal('self-approval', about));
  if (!found.key.roles.includes(approval.role)) refusals.push(approvalRefusal('role-not-held', about, approval.role));
  const { network } = approval.subject;
  if (found.key.networks && !found.key.networks.includes(network))
    refusals.push(approvalRefusal('network-not-held', about, network));
  return refusals;
}

function consentRefusals(approval: Approval, requirement: ApprovalRequirement, about: string): ApprovalRefusal[] {
  const refusals: ApprovalRefusal[] = [];
  if (!requirement.eligible.includes(approval.role))
    refusals.push(approvalRefusal('role-not-eligible', about, approval.role));
  if (approval.path !== requirement.path) refusals.push(approvalRefusal('wrong-path', about, requirement.path));
  if (requirement.reasonNeeded && !approval.reason?.trim()) refusals.push(approvalRefusal('reason-missing', about));
  return refusals;
}

function periodRefusals(
  approval: Approval,
  now: Date,
  requirement: ApprovalRequirement,
  about: string,
): ApprovalRefusal[] {
  const [from, until] = [Date.parse(approval.notBefore), Date.parse(approval.expires)];
  if (until <= from) return [approvalRefusal('period-invalid', about)];
  if (until - from > requirement.longestHours * 3_600_000)
    return [approvalRefusal('period-too-long', about, String(requirement.longestHours))];
  if (now.getTime() < from) return [approvalRefusal('not-yet-valid', about, approval.notBefore)];
  return now.getTime() >= until ? [approvalRefusal('expired', about, approval.expires)] : [];
}

function reuseRefusals(
  approval: Approval,
  inputs: DecisionInputs,
  counted: readonly Approval[],
  about: string,
): ApprovalRefusal[] {
  const holder = inputs.usedBy(approval.nonce);
  if (holder !== undefined && holder !== inputs.run) return [approvalRefusal('replayed', about, holder)];
  return counted.some((other) => other.approver === approval.approver)
    ? [approvalRefusal('same-approver-twice', about)]
    : [];
}

function missingConsent(
  counted: readonly Approval[],
  subject: ApprovalSubject,
  requirement: ApprovalRequirement,
): ApprovalRefusal[] {
  const about = `${subject.kind} ${subject.digest.sm3.slice(0, 16)}`;
  const refusals: ApprovalRefusal[] = [];
  if (counted.length < requirement.approvers) {
    refusals.push(approvalRefusal('too-few-approvals', about, `${counted.length}/${requirement.approvers}`));
  }
  for (const role of requirement.including) {
    if (!counted.some((approval) => approval.role === role))
      refusals.push(approvalRefusal('role-missing', about, role));
  }
  return refusals;
}
