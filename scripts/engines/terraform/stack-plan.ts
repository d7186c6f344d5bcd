import { convertPlan } from '../../../policies/inputs/terraform/plan.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { FadunError } from '../../errors.ts';

/** What terraform would do to one resource. */
export type ResourceAction = 'create' | 'update' | 'replace' | 'delete' | 'forget';

/** One resource that a plan changes. */
export interface ResourceChange {
  /** `kubernetes_namespace_v1.court` */
  readonly address: string;
  readonly action: ResourceAction;
  /** The object as it is to be; as it was in the state where it goes. */
  readonly object: KubernetesObject;
}

/** A plan of one stack, read. */
export interface StackPlan {
  readonly stack: string;
  /** Every object that the stack shall hold, by address. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  readonly changes: readonly ResourceChange[];
  /** The object as the plan found it, where it leaves or updates it; undefined where it makes it, anew or at all. */
  found(address: string): KubernetesObject | undefined;
  /** Path of the kubeconfig by which terraform reaches the cluster when it applies; undefined where the plan names none. */
  readonly kubeconfig: string | undefined;
}

interface ChangeJson {
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  readonly change: { readonly actions: readonly string[]; readonly before: unknown; readonly after: unknown };
}

/**
 * Reads `terraform show -json PLAN`: through the same converter by which the stacks were judged.
 * @throws FadunError where anything of it has no Kubernetes object or is known only after apply: it could not be judged
 */
export function readStackPlan(stack: string, json: unknown): StackPlan {
  const { objects, errors, unknowns } = convertPlan(json, { file: stack });
  const [fault] = errors;
  if (fault)
    throw new FadunError(`${stack}: ${fault.source.address ?? ''}: ${fault.path}`, fault.fault, fault.remedy, 1);
  const [unknown] = unknowns;
  if (unknown)
    throw new FadunError(
      `${stack}: ${unknown.source.address ?? ''}: ${unknown.path}`,
      {
        zh: '其值下发后才可知，无法事先审核',
        en: 'its value is known only after apply, so that it cannot be judged before',
      },
      { zh: '在声明中写明该值。', en: 'Declare the value.' },
      1,
    );
  const byAddress = new Map(objects.map(({ object, source }) => [source.address ?? '', object]));
  const all = changesIn(json);
  const changed = all.flatMap((change): ResourceChange[] => {
    const action = actionOf(change);
    if (action === undefined) return [];
    const object = byAddress.get(change.address) ?? objectBefore(stack, change);
    if (object === undefined) throw unknownFormer(stack, change.address);
    return [{ address: change.address, action, object }];
  });
  const asFound = new Map(all.filter(isFound).map((change) => [change.address, change]));
  const found = (address: string) => {
    const change = asFound.get(address);
    return change && objectBefore(stack, change);
  };
  return { stack, objects: byAddress, changes: changed, found, kubeconfig: kubeconfigIn(json) };
}

function kubeconfigIn(json: unknown): string | undefined {
  const { variables } = json as { variables?: { kubeconfig?: { value?: unknown } } };
  const value = variables?.kubeconfig?.value;
  return typeof value === 'string' ? value : undefined;
}

function changesIn(json: unknown): readonly ChangeJson[] {
  return ((json as { resource_changes?: readonly ChangeJson[] }).resource_changes ?? []).filter(
    ({ mode }) => mode !== 'data',
  );
}

function actionOf({ change: { actions } }: ChangeJson): ResourceAction | undefined {
  if (actions.includes('delete')) return actions.includes('create') ? 'replace' : 'delete';
  return (['create', 'update', 'forget'] as const).find((action) => actions.includes(action));
}

function isFound({ change: { actions } }: ChangeJson): boolean {
  return actions.length === 1 && (actions[0] === 'no-op' || actions[0] === 'update');
}

/**
 * What goes, and what was there before, is in no planned value: the object is read from what the state held of it. Undefined
 * where that says too little, as of a manifest that was just imported.
 */
function objectBefore(stack: string, { address, type, change }: ChangeJson): KubernetesObject | undefined {
  const values = { address, type, mode: 'managed', values: change.before };
  const { objects, errors } = convertPlan(
    { planned_values: { root_module: { resources: [values] } } },
    { file: stack },
  );
  return errors.length === 0 ? objects[0]?.object : undefined;
}

function unknownFormer(stack: string, address: string): FadunError {
  return new FadunError(
    `${stack}: ${address}`,
    { zh: '无法从状态得知它原指什么', en: 'what it stood for cannot be told from the state' },
    {
      zh: '用 `terraform state show` 查看，并由两人在场手工移除。',
      en: 'Look at it with `terraform state show`, and remove it by hand with a second person.',
    },
    1,
  );
}
