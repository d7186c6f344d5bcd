import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import type { Digest } from '../../../runbooks/kit/signing/digest.ts';
import type { ChangePlan, ObjectChange, TouchedObject } from '../../change/plan.ts';
import { declaredDigest, wholeDigest } from '../../change/touched.ts';
import { FadunError } from '../../errors.ts';
import type { LiveObject } from '../client/live.ts';
import { formatPath } from '../direct/compare/field-set.ts';
import { shown } from '../direct/compare/redact.ts';
import { type Decision, decide } from '../direct/decide.ts';
import { prepareObjects } from '../direct/desired.ts';
import { driftOf } from '../direct/drift.ts';
import { readHolds } from '../direct/holds.ts';
import { inventoryKey } from '../direct/inventory.ts';
import { predicted } from '../direct/predict.ts';
import type { Snapshot } from '../direct/snapshot.ts';
import { verifyObjects } from '../direct/verify.ts';
import type { Engine, EngineOptions, EngineTarget, ObjectTransition, Outlook } from '../engine.ts';
import { applyStacks, requireApprovedArtefacts } from './apply-stacks.ts';
import { keepArtefacts } from './artefacts.ts';
import { declaredSnapshot } from './declared-snapshot.ts';
import { type PlannedStack, planStacks } from './plan-stacks.ts';
import type { ResourceChange } from './stack-plan.ts';

/**
 * Under which field managers the provider writes: its user agent's first word for typed resources, its own name where it
 * applies a manifest. Drift tells the engine's own writing from that of others by them.
 */
const manager = 'HashiCorp';
const writers = [manager, 'Terraform'];

/** Terraform with the Kubernetes provider, stack by stack; its state is the site's backend. */
export const terraformEngine: Engine = {
  id: 'terraform',
  outlook: terraformOutlook,
  async apply(target, plan, options) {
    await requireNoMeasures(target);
    return applyStacks(target, plan, options);
  },
  ready: async (target, plan) => void (await requireApprovedArtefacts(target, plan)),
  verify: ({ objects, client, network }) => verifyObjects(objects, { client, network, manager }),
  drift: ({ objects, client, network }, options) => driftOf(objects, { client, network, manager, writers, ...options }),
};

async function terraformOutlook(target: EngineTarget, options: EngineOptions): Promise<Outlook> {
  await requireNoMeasures(target);
  const { client, objects } = target;
  const [system, snapshot] = await Promise.all([
    client.get(await client.resourceFor('v1', 'Namespace'), 'kube-system'),
    declaredSnapshot(target),
  ]);
  const planned = await planStacks(target, { ...options, find: snapshot.find });
  const decisions = new Map(
    decide(prepareObjects(objects), snapshot, manager).map((one) => [objectKey(one.object), one]),
  );
  const changes = planned.flatMap(({ plan }) => plan.changes);
  const artefact = await keptDigest(target, options, planned);
  return {
    cluster: system?.metadata.uid ?? '',
    changes: sorted(changes.flatMap((change) => objectChange(change, decisions))),
    touched: sorted(changes.flatMap((change) => touchedObject(change, decisions, snapshot))),
    held: [],
    kept: sorted(changes.filter(({ action }) => action === 'forget').map(keptObject)),
    transitions: changes.flatMap((change) => transition(change, decisions, snapshot)),
    ...(artefact && { artefact }),
  };
}

/** Terraform knows nothing of a runbook's measures and would undo them. */
async function requireNoMeasures({ client, network }: EngineTarget): Promise<void> {
  const [hold] = await readHolds(client);
  if (!hold) return;
  throw new FadunError(
    `network ${network}`,
    `a measure of runbook ${hold.runbook} is in force (run ${hold.run}), and terraform would undo it`,
    `End it first: \`fadun runbook undo ${hold.run}\`.`,
    1,
  );
}

async function keptDigest(
  { artefacts }: EngineTarget,
  { keep }: EngineOptions,
  planned: readonly PlannedStack[],
): Promise<Digest | undefined> {
  return artefacts !== undefined && keep === true ? keepArtefacts(artefacts, planned) : undefined;
}

const actions = { create: 'add', update: 'change', replace: 'replace', delete: 'remove' } as const;

/** A resource that changes in nothing but the provider's own arguments is no change of the object. */
function objectChange(
  { action, object }: ResourceChange,
  decisions: ReadonlyMap<string, Decision>,
): readonly ObjectChange[] {
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
function touchedObject(
  { action, object }: ResourceChange,
  decisions: ReadonlyMap<string, Decision>,
  snapshot: Snapshot,
): TouchedObject[] {
  const live = action === 'create' || action === 'forget' ? undefined : snapshot.find(object);
  if (!live) return [];
  const declared = decisions.get(objectKey(object))?.object ?? object;
  const digest = action === 'delete' ? wholeDigest(live) : declaredDigest(declared, live);
  return [{ object: inventoryKey(object), uid: live.metadata.uid, digest }];
}

function keptObject({ object }: ResourceChange): ChangePlan['kept'][number] {
  return {
    object: inventoryKey(object),
    why: 'objects of this kind are removed only when named; terraform forgets it',
  };
}

function transition(
  { action, object }: ResourceChange,
  decisions: ReadonlyMap<string, Decision>,
  snapshot: Snapshot,
): ObjectTransition[] {
  const before: LiveObject | undefined = snapshot.find(object);
  switch (action) {
    case 'create':
      return [{ before: undefined, after: object }];
    case 'update':
    case 'replace': {
      const decision = decisions.get(objectKey(object));
      const after: KubernetesObject = decision ? predicted(decision) : object;
      return [{ before, after }];
    }
    case 'delete':
      return [{ before: before ?? object, after: undefined }];
    case 'forget':
      return [];
    default:
      return action satisfies never;
  }
}

function sorted<T extends { readonly object: string }>(items: T[]): T[] {
  return items.sort((left, right) => (left.object < right.object ? -1 : 1));
}
