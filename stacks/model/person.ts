import type { Organ, Text } from './vocabulary.ts';

/**
 * Roles that a post may hold. The three administrators are separated (三员分立): no post holds two of `system-admin`,
 * `security-admin`, `audit-admin` (GB/T 22239 8.1.4.2 d, 8.1.7.2 b).
 */
export type Role =
  | 'system-admin'
  | 'security-admin'
  | 'audit-admin'
  | 'on-call'
  | 'data-security-officer'
  | 'unit-leader'
  | 'requester';

/** A post (岗位), not a name: personal data never enters the model. */
export interface Post {
  readonly title: Text;
  readonly organ: Organ;
  readonly roles: readonly Role[];
  /** Networks in which the post acts; empty means none. */
  readonly networks: readonly string[];
}
