import { type ApprovalSubject, approve, propose } from '../../runbooks/kit/approvals/approval.ts';
import { emergencyRequirement, requirementFor } from '../../runbooks/kit/approvals/policy.ts';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import type { Consent, Operator } from '../../runbooks/kit/run/session.ts';
import { generateKeys, type KeyPair } from '../../runbooks/kit/signing/keys.ts';
import type { Role } from '../../stacks/model/person.ts';

/** Fictional members of staff, their keys drawn for one drill. */
export type DrillStaff = Readonly<Record<keyof typeof posts, KeyPair>>;

const posts = {
  'drill-operator': ['system-admin', 'on-call'],
  'drill-keeper': ['security-admin', 'on-call'],
  'drill-system': ['system-admin'],
  'drill-security': ['security-admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

type Person = keyof typeof posts;

export function drillStaff(): DrillStaff {
  const names = Object.keys(posts) as Person[];
  return Object.fromEntries(names.map((person) => [person, generateKeys('ed25519')])) as unknown as DrillStaff;
}

export function drillKeyring(site: string, staff: DrillStaff, now: Date): Keyring {
  const [validFrom, validUntil] = [now.getTime() - 86_400_000, now.getTime() + 30 * 86_400_000].map((time) =>
    new Date(time).toISOString(),
  ) as [string, string];
  const keys = Object.entries(staff).map(([owner, pair]) => ({
    id: pair.id,
    algorithm: 'ed25519' as const,
    pem: pair.pem,
    owner,
    roles: posts[owner as Person],
    validFrom,
    validUntil,
    enrolledBy: 'drill-enrolment',
  }));
  return { site, keys };
}

/** Who runs it: whoever of the staff has a role of the runbook. */
export function drillOperator(staff: DrillStaff, roles: readonly Role[]): Operator {
  const fits = (person: Person) => posts[person].some((role) => roles.includes(role));
  const person = (['drill-operator', 'drill-keeper'] as const).find(fits);
  if (!person) throw new Error(`drill: nobody of the staff has one of the roles ${roles.join(', ')}. Add a post.`);
  return { person, pair: staff[person] };
}

/** Consent of two others, by whatever path the subject takes. */
export function drillConsent(
  subject: ApprovalSubject,
  breakGlass: boolean,
  staff: DrillStaff,
  operator: Operator,
  now: Date,
): Consent {
  const requirement = breakGlass ? emergencyRequirement : requirementFor(subject.class, undefined, false);
  const period = {
    notBefore: new Date(now.getTime() - 60_000).toISOString(),
    expires: new Date(now.getTime() + 3_600_000).toISOString(),
  };
  const consents = [
    { approver: 'drill-security', role: 'security-admin' },
    { approver: 'drill-system', role: 'system-admin' },
  ] as const;
  const { path } = requirement;
  return {
    proposal: propose(subject, operator.person, now, operator.pair),
    approvals: consents
      .filter(({ role }) => requirement.eligible.includes(role))
      .slice(0, requirement.approvers)
      .map((consent) => approve({ subject, path, reason: '演练', ...consent, ...period }, staff[consent.approver])),
  };
}
