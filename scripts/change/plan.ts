import type { ChangeClass, SignedProposal } from '../../runbooks/kit/approvals/approval.ts';
import type { Digest } from '../../runbooks/kit/signing/digest.ts';
import type { Engine as EngineId } from '../../stacks/model/network.ts';

/** One declared field that the change sets; absent values are null. */
export interface FieldChange {
  /** `.spec.replicas` */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What may happen to an object; `replace` deletes and makes it anew, `move` makes it under a new name first. */
export const changeActions = ['add', 'change', 'replace', 'move', 'remove'] as const;

export type ChangeAction = (typeof changeActions)[number];

/** What happens to one object. */
export interface ObjectChange {
  readonly action: ChangeAction;
  /** Inventory key: `Deployment.apps court/web`. */
  readonly object: string;
  /** Only for `change` and `replace`. */
  readonly fields?: readonly FieldChange[];
  /** Only for `move`: the inventory key under which it stands until now, and which goes once the new one is ready. */
  readonly from?: string;
}

/** What a reason is about. */
export const reasonKinds = [
  'removal',
  'take-back',
  'replacement',
  'rollback',
  'data',
  'reachability',
  'privilege',
  'exposure',
  'exchange',
  'pod-security',
  'admission',
  'waiver',
  'quota',
  'security-context',
  'image',
  'credential',
  'configuration',
  'placement',
  'availability',
  'unknown-kind',
] as const;

/** Why a change is more than additive. */
export interface ClassReason {
  readonly class: Exclude<ChangeClass, 'additive'>;
  readonly kind: (typeof reasonKinds)[number];
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

/** A field of a declared object that another field manager holds. */
export interface HeldField {
  readonly object: string;
  readonly field: string;
  readonly manager: string;
}

/** Objects by what happens to them. */
export type ChangeCounts = Readonly<Record<ChangeAction, number>>;

/** The signed bundle whose objects a plan applies. */
export interface PlannedBundle {
  readonly number: number;
  /** Of the bundle's payload. */
  readonly payload: Digest;
  /** Number of the last bundle applied, where this one is older: a rollback, and destructive for that. */
  readonly rollbackFrom: number | null;
}

/** A change of one network: what is approved is the digest of this value's canonical JSON. */
export interface ChangePlan {
  readonly type: 'fadun/plan/v1';
  readonly site: string;
  /** Of the whole declaration: who holds which post, guard periods and everything that is rendered. */
  readonly declaration: Digest;
  readonly network: string;
  readonly engine: EngineId;
  /** UID of the cluster's `kube-system` namespace: which cluster it was planned against. */
  readonly cluster: string;
  /** RFC 3339, UTC. */
  readonly created: string;
  /** Person who prepared it; empty where nobody signed, and then nobody can approve it. */
  readonly author: string;
  /** Guard period (重保) in force when planned; null outside of any. */
  readonly guardPeriod: string | null;
  /** Of all objects that the network shall hold. */
  readonly rendered: Digest;
  readonly objects: number;
  readonly class: ChangeClass;
  readonly reasons: readonly ClassReason[];
  readonly counts: ChangeCounts;
  readonly changes: readonly ObjectChange[];
  readonly touched: readonly TouchedObject[];
  /** Fields that must be given back before the plan can be applied. */
  readonly held: readonly HeldField[];
  /** Fields that the plan takes back from the managers that changed or added them. @default none */
  readonly taken?: readonly HeldField[];
  /** Protected objects (namespaces, volumes, claims, CRDs) that may be pruned, by inventory key. */
  readonly prune: readonly string[];
  /** Left as it stands, and why: no longer declared and of a protected kind, or held by a measure in force. */
  readonly kept: readonly { readonly object: string; readonly why: string }[];
  /** Waivers that the site holds for this network: id and last day. */
  readonly waivers: readonly { readonly id: string; readonly until: string }[];
  readonly gate: { readonly open: boolean; readonly rules: number; readonly blocking: number };
  readonly proof: { readonly holds: boolean; readonly declared: number; readonly permitted: number };
  /** Digest of the engine's own saved plan, which is exactly what it applies; null where the engine keeps none. */
  readonly artefact: Digest | null;
  /** Where the objects come from a bundle; null where they are rendered from the declaration here. */
  readonly bundle: PlannedBundle | null;
}

/** A plan with its digest and, where somebody prepared it in their name, the signed proposal. */
export interface PlanEntry {
  readonly plan: ChangePlan;
  readonly digest: Digest;
  readonly proposal: SignedProposal | null;
}

/** What `fadun plan --save` writes: one entry a network. */
export interface PlanFile {
  readonly type: 'fadun/plan-file/v1';
  readonly site: string;
  readonly plans: readonly PlanEntry[];
}

/** The highest class of the reasons; additive without any. */
export function classOf(reasons: readonly ClassReason[]): ChangeClass {
  if (reasons.some((reason) => reason.class === 'destructive')) return 'destructive';
  return reasons.length > 0 ? 'widening' : 'additive';
}

/** The managers from which a plan takes fields back. */
export function takenFrom({ taken = [] }: Pick<ChangePlan, 'taken'>): readonly string[] {
  return [...new Set(taken.map(({ manager }) => manager))].sort();
}

/** How many objects each action meets. */
export function countsOf(changes: readonly ObjectChange[]): ChangeCounts {
  const counts = Object.fromEntries(changeActions.map((action) => [action, 0])) as Record<ChangeAction, number>;
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

/** The sum of some counts. */
export function totalOf(counts: readonly ChangeCounts[]): ChangeCounts {
  const sum = (action: ChangeAction) => counts.reduce((total, one) => total + one[action], 0);
  return Object.fromEntries(changeActions.map((action) => [action, sum(action)])) as ChangeCounts;
}
