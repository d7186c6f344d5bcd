import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import type { Digest } from '../../../runbooks/kit/signing/digest.ts';
import type { ChangePlan } from '../../change/plan.ts';
import { FadunError } from '../../errors.ts';
import type { LiveObject } from '../client/live.ts';
import type { Decision } from '../direct/decide.ts';
import { driftOf } from '../direct/drift.ts';
import { readHolds } from '../direct/holds.ts';
import { inventoryKey } from '../direct/inventory.ts';
import { predicted } from '../direct/predict.ts';
import type { Snapshot } from '../direct/snapshot.ts';
import { verifyObjects } from '../direct/verify.ts';
import type { Engine, EngineOptions, EngineTarget, ObjectTransition, Outlook } from '../engine.ts';
import { applyStacks, requireApprovedArtefacts } from './apply-stacks.ts';
import { keepArtefacts } from './artefacts.ts';
import { type PlannedStack, planStacks } from './plan-stacks.ts';
import { rememberedChanges } from './remembered-changes.ts';
import { heldFieldsOf, manager, objectChange, readStanding, touchedObject, writers } from './stack-outlook.ts';
import type { ResourceChange } from './stack-plan.ts';

/** Terraform with the Kubernetes provider, stack by stack; its state is the site's backend. */
export const terraformEngine: Engine = {
  id: 'terraform',
  outlook: terraformOutlook,
  async apply(target, plan, options) {
    await requireNoMeasures(target);
    return applyStacks(target, plan, options);
  },
  begun: rememberedChanges,
  ready: async (target, plan) => void (await requireApprovedArtefacts(target, plan)),
  verify: ({ objects, client, network }) => verifyObjects(objects, { client, network, manager }),
  drift: ({ objects, client, network }, options) => driftOf(objects, { client, network, manager, writers, ...options }),
};

async function terraformOutlook(target: EngineTarget, options: EngineOptions): Promise<Outlook> {
  requireNothingTaken(target, options);
  await requireNoMeasures(target);
  const standing = await readStanding(target);
  const { cluster, snapshot, decisions } = standing;
  const planned = await planStacks(target, { ...options, find: snapshot.find });
  const changes = planned.flatMap(({ plan }) => plan.changes);
  const artefact = await keptDigest(target, options, planned);
  return {
    cluster,
    changes: sorted(changes.flatMap((change) => objectChange(change, standing))),
    touched: sorted(changes.flatMap((change) => touchedObject(change, standing))),
    held: sorted(changes.flatMap((change) => heldFieldsOf(change, standing))),
    taken: [],
    kept: sorted(changes.filter(({ action }) => action === 'forget').map(keptObject)),
    transitions: changes.flatMap((change) => transition(change, decisions, snapshot)),
    ...(artefact && { artefact }),
  };
}

/** The provider forces all fields of an object or none. */
function requireNothingTaken({ network }: EngineTarget, { takeFrom = [] }: EngineOptions): void {
  if (takeFrom.length === 0) return;
  throw new FadunError(
    `--take-from ${takeFrom.join(',')}`,
    {
      zh: `${network} 由 terraform 下发，不能从其他字段管理者收回单个字段`,
      en: `terraform applies ${network}, and takes no single field from another manager`,
    },
    { zh: '由持有该字段的管理者改回。', en: 'Set the field back with the manager that holds it.' },
    1,
  );
}

/** Terraform knows nothing of a runbook's measures and would undo them. */
async function requireNoMeasures({ client, network }: EngineTarget): Promise<void> {
  const [hold] = await readHolds(client);
  if (!hold) return;
  throw new FadunError(
    `network ${network}`,
    {
      zh: `手册 ${hold.runbook} 的处置措施正在生效（执行 ${hold.run}），terraform 会将其撤销`,
      en: `a measure of runbook ${hold.runbook} is in force (run ${hold.run}), and terraform would undo it`,
    },
    { zh: `请先结束它：\`fadun runbook undo ${hold.run}\`。`, en: `End it first: \`fadun runbook undo ${hold.run}\`.` },
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
