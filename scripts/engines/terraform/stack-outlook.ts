import { objectKey } from '../../../policies/kubernetes.ts';
import type { ChangePlan, HeldField, ObjectChange, TouchedObject } from '../../change/plan.ts';
import { requireAsPlanned } from '../../change/stale.ts';
import { declaredDigest, wholeDigest } from '../../change/touched.ts';
import { formatPath } from '../direct/compare/field-set.ts';
import { shown } from '../direct/compare/redact.ts';
import { type Decision, decide } from '../direct/decide.ts';
import { prepareObjects } from '../direct/desired.ts';
import { heldFields } from '../direct/held.ts';
import { fieldManager, inventoryKey } from '../direct/inventory.ts';
import type { Snapshot } from '../direct/snapshot.ts';
import type { EngineTarget } from '../engine.ts';
import { declaredSnapshot } from './declared-snapshot.ts';
import type { ResourceChange, StackPlan } from './stack-plan.ts';

/**
 * Under which field managers the provider writes: its user agent's first word for typed resources, its own name where it
 * applies a manifest. The engine's own writing is told from that of others by them.
 */
export const manager = 'HashiCorp';
export const writers: readonly string[] = [manager, 'Terraform'];

/** What stands of a network's objects, and how each compares with its declaration. */
export interface Standing {
  /** UID of the cluster. */
  readonly cluster: string;
  readonly snapshot: Snapshot;
  /** By object key. */
  readonly decisions: ReadonlyMap<string, Decision>;
}

/** Reads what stands. Writes nothing. */
export async function readStanding(target: EngineTarget): Promise<Standing> {
  const { client, objects } = target;
  const [system, snapshot] = await Promise.all([
    client.get(await client.resourceFor('v1', 'Namespace'), 'kube-system'),
    declaredSnapshot(target),
  ]);
  const decisions = decide(prepareObjects(objects), snapshot, manager);
  return {
    cluster: system?.metadata.uid ?? '',
    snapshot,
    decisions: new Map(decisions.map((one) => [objectKey(one.object), one])),
  };
}

/**
 * Looks at the cluster again just before a stack is applied, since the stacks before it may have taken minutes. What an
 * interrupted run has brought to its declared state is done and not looked at.
 * @throws FadunError where it is not as the plan saw it, or others hold what would be changed
 */
export async function requireStandingAsPlanned(
  target: EngineTarget,
  plan: ChangePlan,
  { changes }: StackPlan,
): Promise<void> {
  const standing = await readStanding(target);
  const due = changes.filter((change) => !isDone(change, standing));
  requireAsPlanned(plan, {
    cluster: standing.cluster,
    changes: due.flatMap((change) => objectChange(change, standing)),
    touched: due.flatMap((change) => touchedObject(change, standing)),
    held: due.flatMap((change) => heldFieldsOf(change, standing)),
  });
}

function isDone({ action, object }: ResourceChange, { decisions }: Standing): boolean {
  const decision = decisions.get(objectKey(object));
  const isWritten = action === 'create' || action === 'update' || action === 'replace';
  return isWritten && decision?.live !== undefined && decision.differences.length === 0;
}

/** Fields that the change would take from who holds them; what the direct engine holds is the platform's own. */
export function heldFieldsOf({ action, object }: ResourceChange, { decisions }: Standing): readonly HeldField[] {
  const decision = decisions.get(objectKey(object));
  const isKept = action === 'delete' || action === 'forget';
  return isKept || !decision ? [] : heldFields(decision, manager, [...writers, fieldManager]);
}

const actions = { create: 'add', update: 'change', replace: 'replace', delete: 'remove' } as const;

/** A resource that changes in nothing but the provider's own arguments is no change of the object. */
export function objectChange({ action, object }: ResourceChange, { decisions }: Standing): readonly ObjectChange[] {
  if (action === 'forget') return [];
  const decision = decisions.get(objectKey(object));
  const fields = (decision?.differences ?? []).map(({ path, expected, actual }) => ({
    field: formatPath(path),
    from: shown(object.kind, path, actual),
    to: shown(object.kind, path, expected),
  }));
  if (action === 'update' && fields.length === 0) return [];
  const withFields = action === 'update' || action === 'replace';
  return [{ action: actions[action], object: inventoryKey(object), ...(withFields && { fields }) }];
}

/** The digest is over what is declared: a plan of terraform's also holds what it read, which others may move meanwhile. */
export function touchedObject({ action, object }: ResourceChange, { decisions, snapshot }: Standing): TouchedObject[] {
  const live = action === 'create' || action === 'forget' ? undefined : snapshot.find(object);
  if (!live) return [];
  const declared = decisions.get(objectKey(object))?.object ?? object;
  const digest = action === 'delete' ? wholeDigest(live) : declaredDigest(declared, live);
  return [{ object: inventoryKey(object), uid: live.metadata.uid, digest }];
}
