import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type Digest, digestOfJson, sameDigest } from '../../../runbooks/kit/signing/digest.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { changeRunId } from '../../change/change-run.ts';
import type { ChangePlan } from '../../change/plan.ts';
import { FadunError } from '../../errors.ts';
import { prepareObjects } from '../direct/desired.ts';
import { inventoryKey } from '../direct/inventory.ts';
import type { EngineApplied, EngineOptions, EngineTarget } from '../engine.ts';
import { artefactPath, copyArtefacts, digestOfArtefacts } from './artefacts.ts';
import { declaredSnapshot } from './declared-snapshot.ts';
import { TerraformError } from './faults.ts';
import { unjudgedFields } from './judged-objects.ts';
import { planStack } from './plan-stacks.ts';
import { rememberChange } from './remembered-changes.ts';
import { prepareStackFolder, type StackFolder, stateRoot } from './stack-folder.ts';
import { requireStandingAsPlanned } from './stack-outlook.ts';
import { type ResourceChange, readStackPlan, type StackPlan } from './stack-plan.ts';
import { type Terraform, terraformIn } from './terraform.ts';

/**
 * Applies the kept plan files, stack after stack, to the byte: from copies that are digested and that nobody else reaches. A
 * stack whose state has moved on was begun by an earlier, interrupted run of this plan: what is left of it is planned afresh,
 * held against what was approved, and applied.
 * @throws FadunError before anything is written, where the plan files are not those that were approved
 */
export async function applyStacks(
  target: EngineTarget,
  plan: ChangePlan,
  options: EngineOptions,
): Promise<EngineApplied> {
  const begun = performance.now();
  const { artefacts, artefact } = requireArtefacts(target, plan);
  const { folder, stacks } = target.terraform;
  const copies = join(stateRoot(folder), `approved-${artefact.sm3.slice(0, 16)}`);
  try {
    requireApproved(target, artefact, await copyArtefacts(artefacts, stacks, copies));
    const approved: ApprovedStack[] = [];
    for (const stack of stacks) approved.push(await readApproved(target, stack, artefactPath(copies, stack)));
    await options.onStage?.('writing');
    const change = changeRunId(digestOfJson(plan));
    let isRemembered = await rememberChange(target, change);
    let changed = 0;
    const pruned: string[] = [];
    for (const one of approved) {
      options.signal?.throwIfAborted();
      options.progress(`${target.network}: terraform apply of ${one.plan.stack}`);
      const applied = await applyStack(target, plan, one, options);
      if (!isRemembered) isRemembered = await rememberChange(target, change);
      changed += applied.length;
      for (const { action, object } of applied) if (action === 'delete') pruned.push(inventoryKey(object));
    }
    return { changed, pruned, seconds: Math.round(performance.now() - begun) / 1000 };
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

/** @throws FadunError where terraform's own plan files are missing, or are not those that were approved */
export async function requireApprovedArtefacts(target: EngineTarget, plan: ChangePlan): Promise<void> {
  const { artefacts, artefact } = requireArtefacts(target, plan);
  requireApproved(target, artefact, await digestOfArtefacts(artefacts, target.terraform.stacks));
}

function requireArtefacts({ artefacts, network }: EngineTarget, { artefact }: ChangePlan) {
  if (artefacts !== undefined && artefact !== null) return { artefacts, artefact };
  throw new FadunError(
    `plan of ${network}`,
    { zh: '其中没有 terraform 自身的计划', en: 'it holds no plan of terraform’s own' },
    { zh: '用 --save 生成计划并送审。', en: 'Plan with --save, and have that approved.' },
    1,
  );
}

function requireApproved({ network }: EngineTarget, approved: Digest, found: Digest): void {
  if (sameDigest(found, approved)) return;
  throw new FadunError(
    `plan of ${network}`,
    { zh: 'terraform 的计划文件不是已审批的那些', en: 'terraform’s plan files are not those that were approved' },
    planAgain,
    1,
  );
}

const planAgain = { zh: '请重新生成计划并送审。', en: 'Plan again, and have the new plan approved.' };

/** An approved plan file of one stack, read, and terraform ready to apply it. */
interface ApprovedStack {
  readonly folder: StackFolder;
  readonly terraform: Terraform;
  readonly plan: StackPlan;
  readonly file: string;
}

async function readApproved({ terraform: target }: EngineTarget, stack: string, file: string): Promise<ApprovedStack> {
  const folder = await prepareStackFolder(target.folder, stack, target.settings());
  const terraform = terraformIn(folder, { lockSeconds: 20 });
  await terraform.init();
  const plan = readStackPlan(stack, await terraform.show(file));
  requireKubeconfig(plan, folder.settings.kubeconfig);
  return { folder, terraform, plan, file };
}

/**
 * Terraform writes where the path that the plan was made with leads, whatever kubeconfig is named now; what was looked at is
 * the cluster of the one named now.
 * @throws FadunError where the two are not the same
 */
export function requireKubeconfig({ stack, kubeconfig }: Pick<StackPlan, 'stack' | 'kubeconfig'>, inUse: string): void {
  if (kubeconfig === inUse) return;
  throw new FadunError(
    `terraform apply of ${stack}`,
    {
      zh: `其计划经 ${kubeconfig ?? '（无 kubeconfig）'} 到达集群，而当前使用的是 ${inUse}`,
      en: `its plan reaches the cluster by ${kubeconfig ?? 'no kubeconfig'}, and ${inUse} is in use`,
    },
    {
      zh: '用生成计划时的 kubeconfig 下发，或重新生成计划。',
      en: 'Apply with the kubeconfig that it was planned with, or plan again.',
    },
    1,
  );
}

async function applyStack(
  target: EngineTarget,
  plan: ChangePlan,
  { folder, terraform, plan: approved, file }: ApprovedStack,
  options: EngineOptions,
): Promise<readonly ResourceChange[]> {
  if (approved.changes.length === 0) return [];
  await requireStandingAsPlanned(target, plan, approved);
  try {
    await terraform.apply(file);
    return approved.changes;
  } catch (error) {
    if (!(error instanceof TerraformError) || (error.kind !== 'stale' && error.kind !== 'exists')) throw error;
    const { stack } = approved;
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
  const faults = rest.changes.flatMap(({ address, action, object }): Text[] => {
    const was = byAddress.get(address);
    if (!was) return [{ zh: `${address}：${action} 未经审批`, en: `${address}: to ${action} it was not approved` }];
    if (!restOf[was.action].includes(action))
      return [
        {
          zh: `${address}：审批的是 ${was.action}，不是 ${action}`,
          en: `${address}: to ${was.action} it was approved, not to ${action}`,
        },
      ];
    const [wanted] = prepareObjects([was.object]) as [KubernetesObject];
    const fields = unjudgedFields(wanted, object, rest.found(address));
    return fields.map((field) => ({
      zh: `${address}：${field} 与审批的不符`,
      en: `${address}: ${field} is not as it was approved`,
    }));
  });
  if (faults.length === 0) return;
  const shown = (language: keyof Text) =>
    faults
      .slice(0, 20)
      .map((fault) => fault[language])
      .join('\n  ');
  throw new FadunError(
    `terraform apply of ${approved.stack}`,
    { zh: `剩余部分与审批的不符：\n  ${shown('zh')}`, en: `what is left is not what was approved:\n  ${shown('en')}` },
    planAgain,
    1,
  );
}
