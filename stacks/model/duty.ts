import type { Role } from './person.ts';
import type { Certainty, Text } from './vocabulary.ts';

/** Posts that carry out duties. */
export type DutyRole = 'SYS' | 'SEC' | 'AUD' | 'ONC' | 'DPO' | 'LEAD';

/** Role of the posts that carry out duties of each code. */
export const roleOfDuty = {
  SYS: 'system-admin',
  SEC: 'security-admin',
  AUD: 'audit-admin',
  ONC: 'on-call',
  DPO: 'data-security-officer',
  LEAD: 'unit-leader',
} as const satisfies Record<DutyRole, Role>;

export type DutyPeriod =
  | 'shift'
  | 'daily'
  | 'weekly'
  | 'monthly'
  | 'quarterly'
  | 'half-yearly'
  | 'yearly'
  | 'protection-period'
  | 'on-event';

/** A recurring operations duty bound to a runbook. */
export interface Duty {
  readonly name: Text;
  readonly period: DutyPeriod;
  readonly roles: readonly DutyRole[];
  /** What the platform does by itself. */
  readonly automated: Text | null;
  readonly evidence: Text;
  readonly basis: string;
  /** Runbook id that carries the duty out. */
  readonly runbook: string;
  /** Only people can do it (a meeting, a form): a guided checklist with signed evidence. */
  readonly manual: boolean;
  readonly certainty: Certainty;
}
