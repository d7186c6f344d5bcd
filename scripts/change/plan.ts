import type { ChangeClass } from '../../runbooks/kit/approvals/approval.ts';
import type { Digest } from '../../runbooks/kit/signing/digest.ts';

/** One declared field that the change sets; absent values are null. */
export interface FieldChange {
  /** `.spec.replicas` */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What happens to one object. */
export interface ObjectChange {
  readonly action: 'add' | 'change' | 'remove';
  /** Inventory key: `Deployment.apps court/web`. */
  readonly object: string;
  /** Only for `change`. */
  readonly fields?: readonly FieldChange[];
}

/** Why a change is more than additive. */
export interface ClassReason {
  readonly class: Exclude<ChangeClass, 'additive'>;
  readonly kind:
    | 'removal'
    | 'reachability'
    | 'privilege'
    | 'exposure'
    | 'pod-security'
    | 'admission'
    | 'quota'
    | 'security-context';
  /** Object or connection. */
  readonly subject: string;
  readonly detail: string;
}

/** A live object that the change touches, as it was when planned. Never its resourceVersion: that moves by itself. */
export interface TouchedObject {
  readonly object: string;
  readonly uid: string;
  /** Of the fields that the change rests on. */
  readonly digest: Digest;
}

/** A change of one network: what is approved is the digest of this value's canonical JSON. */
export interface ChangePlan {
  readonly type: 'fadun/plan/v1';
  readonly site: string;
  readonly network: string;
  /** UID of the cluster's `kube-system` namespace: which cluster it was planned against. */
  readonly cluster: string;
  /** RFC 3339, UTC. */
  readonly created: string;
  /** Post that prepared it; empty where nobody signs. */
  readonly author: string;
  /** Of all objects that the network shall hold. */
  readonly rendered: Digest;
  readonly objects: number;
  readonly class: ChangeClass;
  readonly reasons: readonly ClassReason[];
  readonly changes: readonly ObjectChange[];
  readonly touched: readonly TouchedObject[];
  /** Protected objects that may be pruned, by inventory key. */
  readonly prune: readonly string[];
  /** No longer declared, and left standing. */
  readonly kept: readonly { readonly object: string; readonly why: string }[];
  readonly gate: { readonly open: boolean; readonly rules: number; readonly blocking: number };
  readonly proof: { readonly holds: boolean; readonly declared: number; readonly permitted: number };
}

/** The highest class of the reasons; additive without any. */
export function classOf(reasons: readonly ClassReason[]): ChangeClass {
  if (reasons.some((reason) => reason.class === 'destructive')) return 'destructive';
  return reasons.length > 0 ? 'widening' : 'additive';
}
