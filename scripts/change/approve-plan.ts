import {
  type ApprovalPath,
  type ApprovalSubject,
  approve,
  type SignedApproval,
  type SignedProposal,
} from '../../runbooks/kit/approvals/approval.ts';
import { decide } from '../../runbooks/kit/approvals/decide.ts';
import { type ApprovalRequirement, guardPeriodAt, requirementFor } from '../../runbooks/kit/approvals/policy.ts';
import type { ApprovalRefusal } from '../../runbooks/kit/approvals/refusals.ts';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { formatRefusal } from '../../runbooks/kit/refusal.ts';
import type { Role } from '../../stacks/model/person.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import { planSubject } from './make-plan.ts';
import type { PlanEntry } from './plan.ts';
import type { EnrolledSigner } from './signer.ts';

/** How an approver consents. */
export interface ConsentOptions {
  /** @default the first of the signer's roles that may approve such a change */
  readonly role?: string;
  readonly path: ApprovalPath;
  readonly reason?: string;
  /** How long consent holds. @default what the policy allows at most, and 8 hours at most */
  readonly hours?: number;
}

/** How many persons have to consent to all of these plans at a time. */
export function approversOf(entries: readonly PlanEntry[], site: Site, now: Date): number {
  const period = guardPeriodAt(site.guardPeriods, now);
  return Math.max(...entries.map(({ plan }) => requirementFor(plan.class, period, false).approvers));
}

/** Refusals that more approvals mend: they do not make this one nonsense. */
const mendable = new Set(['too-few-approvals', 'role-missing']);

/** Default hours for which consent holds: a shift. */
const shiftHours = 8;

/**
 * Signs consent to one plan, after everything that would make the signature worthless has been looked at: what apply
 * would refuse is not signed.
 * @throws FadunError (exit code 1) with every reason
 */
export function approvePlan(
  entry: PlanEntry,
  signer: EnrolledSigner,
  options: ConsentOptions & { readonly site: Site; readonly keyring: Keyring; readonly now: Date },
): SignedApproval {
  const { now, site, keyring } = options;
  const { plan } = entry;
  const proposal = requireProposal(entry);
  requireSound(entry);
  const requirement = requirementFor(plan.class, guardPeriodAt(site.guardPeriods, now), false);
  const hours = options.hours ?? Math.min(requirement.longestHours, shiftHours);
  const signed = approve(
    {
      subject: planSubject(plan),
      approver: signer.person,
      role: roleFor(signer, requirement, options.role),
      path: options.path,
      notBefore: now.toISOString(),
      expires: new Date(now.getTime() + hours * 3_600_000).toISOString(),
      ...(options.reason !== undefined && { reason: options.reason }),
    },
    signer.pair,
  );
  const refusals = refusalsOf(planSubject(plan), proposal, signed, { keyring, now, site });
  if (refusals.length === 0) return signed;
  const told = (language: keyof Text) => refusals.map((refusal) => formatRefusal(refusal, language)).join('\n  ');
  throw new FadunError(
    `plan of ${plan.network}`,
    { zh: `不能这样审批：\n  ${told('zh')}`, en: `it cannot be approved like this:\n  ${told('en')}` },
    { zh: '未作任何签名。', en: 'Nothing was signed.' },
    1,
  );
}

function requireProposal({ plan, proposal }: PlanEntry): SignedProposal {
  if (proposal) return proposal;
  throw new FadunError(
    `plan of ${plan.network}`,
    {
      zh: '计划无人署名编制，无从区分审批人与编制人',
      en: 'nobody prepared it in their name, so nobody can be told apart from its author',
    },
    { zh: '请以 --as PERSON --key FILE 重新生成计划。', en: 'Plan again with --as PERSON --key FILE.' },
    1,
  );
}

/** A plan that apply would refuse whoever approved it is not worth a signature. */
function requireSound({ plan }: PlanEntry): void {
  const faults: readonly Text[] = [
    ...(plan.gate.open
      ? []
      : [
          {
            zh: `门禁因 ${plan.gate.blocking} 项发现未放行`,
            en: `the gate was closed by ${plan.gate.blocking} findings`,
          },
        ]),
    ...(plan.proof.holds ? [] : [{ zh: '该网络的证明不成立', en: 'the proof of its network fails' }]),
    ...plan.held.map(({ object, field, manager }) => ({
      zh: `${object}: ${field} 归 "${manager}" 管理`,
      en: `${object}: ${field} is held by "${manager}"`,
    })),
  ];
  if (faults.length === 0) return;
  const first = faults.slice(0, 20);
  throw new FadunError(
    `plan of ${plan.network}`,
    {
      zh: `无法下发：${first.map(({ zh }) => zh).join('；')}`,
      en: `it could not be applied: ${first.map(({ en }) => en).join('; ')}`,
    },
    { zh: '请先解决，再重新生成计划。', en: 'Mend that and plan again.' },
    1,
  );
}

function roleFor(signer: EnrolledSigner, { eligible }: ApprovalRequirement, asked: string | undefined): Role {
  if (asked !== undefined) return asked as Role;
  return signer.key.roles.find((role) => eligible.includes(role)) ?? signer.key.roles[0]!;
}

function refusalsOf(
  subject: ApprovalSubject,
  proposal: SignedProposal,
  signed: SignedApproval,
  { keyring, now, site }: { keyring: Keyring; now: Date; site: Site },
): readonly ApprovalRefusal[] {
  const decision = decide({
    subject,
    proposal,
    approvals: [signed],
    keyring,
    now,
    guardPeriods: site.guardPeriods,
    usedBy: () => undefined,
    run: '',
  });
  return decision.accepted ? [] : decision.refusals.filter(({ code }) => !mendable.has(code));
}
