import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { LiveObject } from '../client/live.ts';
import { inventoryKey } from '../direct/inventory.ts';
import { isKeptUnlessNamed } from '../direct/prune.ts';
import type { EngineTarget } from '../engine.ts';
import { type Addressed, writeAdditions } from './additions.ts';
import { requireJudgedObjects } from './judged-objects.ts';
import { additionsFile, prepareStackFolder, type StackFolder } from './stack-folder.ts';
import { readStackPlan, type StackPlan } from './stack-plan.ts';
import { type Terraform, terraformIn } from './terraform.ts';

/** A stack with its plan: read, and as the file that terraform applies. */
export interface PlannedStack {
  readonly folder: StackFolder;
  readonly terraform: Terraform;
  readonly plan: StackPlan;
  readonly file: string;
}

/** What planning rests on beside the stacks. */
export interface PlanStacksOptions {
  /** Inventory keys of protected objects that may go. */
  readonly prune: readonly string[];
  /** The live object of a declared one; what stands and is not in the state is taken into it. */
  readonly find: (object: KubernetesObject) => LiveObject | undefined;
  readonly progress: (line: string) => void;
}

/** How long a call waits for a state that another holds. */
const lockSeconds = 20;

/** Plans the network's stacks one after the other, in the order in which they are applied. Nothing is written but files. */
export async function planStacks(target: EngineTarget, options: PlanStacksOptions): Promise<PlannedStack[]> {
  const settings = target.terraform.settings();
  const planned: PlannedStack[] = [];
  for (const stack of target.terraform.stacks) {
    options.progress(`${target.network}: terraform plan of ${stack}`);
    const folder = await prepareStackFolder(target.terraform.folder, stack, settings);
    planned.push(await planStack(folder, options));
  }
  requireJudgedObjects(target, planned);
  return planned;
}

/**
 * Plans one stack. What an interrupted apply made and the state does not know is imported; what may not be deleted
 * without being named is forgotten and left standing.
 */
export async function planStack(folder: StackFolder, { find, prune }: PlanStacksOptions): Promise<PlannedStack> {
  const terraform = terraformIn(folder, { lockSeconds });
  const file = join(folder.path, 'stack.tfplan');
  const read = async () => {
    await terraform.plan(file);
    await chmod(file, 0o600);
    return readStackPlan(folder.stack, await terraform.show(file));
  };
  await terraform.init();
  const first = await read();
  const adopt = first.changes.filter(({ action, object }) => action === 'create' && find(object) !== undefined);
  const forget = first.changes.filter(({ action, object }) => action === 'delete' && isProtected(object, prune));
  if (adopt.length + forget.length === 0) return { folder, terraform, plan: first, file };
  await writeAdditions(folder, additionsFile, {
    adopt: adopt satisfies Addressed[],
    forget: forget.map(({ address }) => address),
  });
  return { folder, terraform, plan: await read(), file };
}

function isProtected(object: KubernetesObject, prune: readonly string[]): boolean {
  return isKeptUnlessNamed(object) && !prune.includes(inventoryKey(object));
}
