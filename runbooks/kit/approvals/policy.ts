import type { GuardPeriod } from '../../../stacks/model/network.ts';
import type { Role } from '../../../stacks/model/person.ts';
import type { ApprovalPath, ChangeClass } from './approval.ts';

/** How many must consent, in which roles, and for how long consent holds. */
export interface ApprovalRequirement {
  readonly path: ApprovalPath;
  /** Different persons, none of them the preparer. */
  readonly approvers: number;
  readonly eligible: readonly Role[];
  /** Roles of which at least one approver must be. */
  readonly including: readonly Role[];
  readonly longestHours: number;
  readonly reasonNeeded: boolean;
  /** Hours after use within which the security administrator reviews it. */
  readonly reviewWithinHours?: number;
}

/**
 * The policy table. The audit administrator approves nothing: who audits changes does not consent to them (三员分立).
 * GB/T 22239 8.1.7.3 a, b and 8.1.10.10 a ask for levels of approval by the weight of the change.
 */
export const approvalPolicy: Readonly<Record<ChangeClass, ApprovalRequirement>> = {
  additive: {
    path: 'normal',
    approvers: 1,
    eligible: ['system-admin', 'security-admin'],
    including: [],
    longestHours: 168,
    reasonNeeded: false,
  },
  widening: {
    path: 'normal',
    approvers: 1,
    eligible: ['security-admin'],
    including: ['security-admin'],
    longestHours: 72,
    reasonNeeded: false,
  },
  destructive: {
    path: 'normal',
    approvers: 2,
    eligible: ['system-admin', 'security-admin'],
    including: ['security-admin'],
    longestHours: 24,
    reasonNeeded: false,
  },
};

/** The emergency path, for every class: guard periods (重保) and break-glass. */
export const emergencyRequirement: ApprovalRequirement = {
  path: 'emergency',
  approvers: 2,
  eligible: ['system-admin', 'security-admin', 'unit-leader'],
  including: ['security-admin'],
  longestHours: 4,
  reasonNeeded: true,
  reviewWithinHours: 72,
};

/** The guard period that a moment falls into; its days are those of Asia/Shanghai (UTC+8), both ends included. */
export function guardPeriodAt(periods: readonly GuardPeriod[], at: Date): GuardPeriod | undefined {
  const day = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  return periods.find((period) => period.from <= day && day <= period.to);
}

/** What a change of this class needs at this moment. */
export function requirementFor(
  change: ChangeClass,
  guard: GuardPeriod | undefined,
  breakGlass: boolean,
): ApprovalRequirement {
  return guard || breakGlass ? emergencyRequirement : approvalPolicy[change];
}
