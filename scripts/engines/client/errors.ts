import { type FadunError, inBoth, type Said } from '../../errors.ts';

/** What went wrong, for programs; people read subject, fault and remedy. */
export type ClusterFault =
  | 'kubeconfig'
  | 'guard'
  | 'unreachable'
  | 'certificate'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'deadline'
  | 'unknown-kind'
  | 'server'
  | 'locked'
  | 'lock-lost'
  | 'not-ready'
  | 'aborted';

/** One field that another manager holds with another value. */
export interface FieldConflict {
  /** Name of the field manager, as managedFields has it. */
  readonly manager: string;
  /** Path from the object's root, for example `.spec.replicas`. */
  readonly field: string;
}

/** Facts about a failed request that callers act on. */
export interface ClusterErrorDetails {
  readonly status?: number;
  readonly reason?: string;
  readonly conflicts?: readonly FieldConflict[];
  /** The ValidatingAdmissionPolicy that refused. */
  readonly deniedBy?: string | undefined;
  readonly cause?: unknown;
}

/** An error that names its subject, the fault and the remedy, in one sentence each. */
export class ClusterError extends Error {
  readonly code: ClusterFault;
  readonly subject: string;
  /** In English, as `message` is. */
  readonly fault: string;
  readonly remedy: string;
  /** Both in every language. */
  readonly words: FadunError['words'];
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly conflicts: readonly FieldConflict[];
  readonly deniedBy: string | undefined;

  constructor(code: ClusterFault, subject: string, fault: Said, remedy: Said, details: ClusterErrorDetails = {}) {
    const words = { fault: inBoth(fault), remedy: inBoth(remedy) };
    super(`${subject}: ${words.fault.en}\n  ${words.remedy.en}`, { cause: details.cause });
    this.name = 'ClusterError';
    this.code = code;
    this.subject = subject;
    this.fault = words.fault.en;
    this.remedy = words.remedy.en;
    this.words = words;
    this.status = details.status;
    this.reason = details.reason;
    this.conflicts = details.conflicts ?? [];
    this.deniedBy = details.deniedBy;
  }
}
