import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { sameDigest } from '../../../runbooks/kit/signing/digest.ts';
import type { ChangePlan } from '../../change/plan.ts';
import { FadunError } from '../../errors.ts';
import { prepareObjects } from '../direct/desired.ts';
import { inventoryKey } from '../direct/inventory.ts';
import type { EngineApplied, EngineOptions, EngineTarget } from '../engine.ts';
import { artefactPath, digestOfArtefacts } from './artefacts.ts';
import { declaredSnapshot } from './declared-snapshot.ts';
import { TerraformError } from './faults.ts';
import { unjudgedFields } from './judged-objects.ts';
import { planStack } from './plan-stacks.ts';
import { prepareStackFolder } from './stack-folder.ts';
import { type ResourceChange, readStackPlan, type StackPlan } from './stack-plan.ts';
import { terraformIn } from './terraform.ts';

/**
 * Applies the kept plan files, stack after stack, to the byte. A stack whose state has moved on was begun by an earlier,
 * interrupted run of this plan: what is left of it is planned afresh, held against what was approved, and applied.
 * @throws FadunError before anything is written, where the plan files are not those that were approved
 */
export async function applyStacks(
  target: EngineTarget,
  plan: ChangePlan,
  options: EngineOptions,
): Promise<EngineApplied> {
  const begun = performance.now();
  const artefacts = await requireApprovedArtefacts(target, plan);
  await options.onStage?.('writing');
  let changed = 0;
  const pruned: string[] = [];
  for (const stack of target.terraform.stacks) {
    options.signal?.throwIfAborted();
    options.progress(`${target.network}: terraform apply of ${stack}`);
    const applied = await applyStack(target, stack, artefactPath(artefacts, stack), options);
    changed += applied.length;
    for (const { action, object } of applied) if (action === 'delete') pruned.push(inventoryKey(object));
  }
  return { changed, pruned, seconds: Math.round(performance.now() - begun) / 1000 };
}

/** @throws FadunError where terraform's own plan files are missing, or are not those that were approved */
export async function requireApprovedArtefacts(
  { artefacts, terraform, network }: EngineTarget,
  plan: ChangePlan,
): Promise<string> {
  const subject = `plan of ${network}`;
  if (artefacts === undefined || plan.artefact === null)
    throw new FadunError(
      subject,
      'it holds no plan of terraform’s own',
      'Plan with --save, and have that approved.',
      1,
    );
  if (!sameDigest(await digestOfArtefacts(artefacts, terraform.stacks), plan.artefact))
    throw new FadunError(
      subject,
      'terraform’s plan files are not those that were approved',
      'Plan again, and have the new plan approved.',
      1,
    );
  return artefacts;
}

async function applyStack(
  target: EngineTarget,
  stack: string,
  approvedFile: string,
  options: EngineOptions,
): Promise<readonly ResourceChange[]> {
  const folder = await prepareStackFolder(target.terraform.folder, stack, target.terraform.settings());
  const terraform = terraformIn(folder, { lockSeconds: 20 });
  await terraform.init();
  const file = join(folder.path, 'approved.tfplan');
  await copyFile(approvedFile, file);
  const approved = readStackPlan(stack, await terraform.show(file));
  if (approved.changes.length === 0) return [];
  try {
    await terraform.apply(file);
    return approved.changes;
  } catch (error) {
    if (!(error instanceof TerraformError) || (error.kind !== 'stale' && error.kind !== 'exists')) throw error;
    options.progress(`${target.network}: ${stack} was begun before; what is left of it is planned afresh`);
    const rest = await planStack(folder, { ...options, find: (await declaredSnapshot(target)).find });
    requireRestOf(approved, rest.plan);
    if (rest.plan.changes.length > 0) await rest.terraform.apply(rest.file);
    return rest.plan.changes;
  }
}

/** What each approved action may have become once an interrupted run had begun it. */
const restOf: Readonly<Record<ResourceChange['action'], readonly ResourceChange['action'][]>> = {
  create: ['create', 'update'],
  update: ['update'],
  replace: ['replace', 'create'],
  delete: ['delete'],
  forget: ['forget'],
};

/** @throws FadunError where what is left holds anything that was not approved */
function requireRestOf(approved: StackPlan, rest: StackPlan): void {
  const byAddress = new Map(approved.changes.map((change) => [change.address, change]));
  const faults = rest.changes.flatMap(({ address, action, object }) => {
    const was = byAddress.get(address);
    if (!was) return [`${address}: to ${action} it was not approved`];
    if (!restOf[was.action].includes(action)) return [`${address}: to ${was.action} it was approved, not to ${action}`];
    const [wanted] = prepareObjects([was.object]) as [KubernetesObject];
    const fields = unjudgedFields(wanted, object, rest.found(address));
    return fields.map((field) => `${address}: ${field} is not as it was approved`);
  });
  if (faults.length === 0) return;
  throw new FadunError(
    `terraform apply of ${approved.stack}`,
    `what is left is not what was approved:\n  ${faults.slice(0, 20).join('\n  ')}`,
    'Plan again, and have the new plan approved.',
    1,
  );
}
