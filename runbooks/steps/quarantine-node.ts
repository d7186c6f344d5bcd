import type { Action } from '../kit/action.ts';
import { objectPath } from '../kit/cluster/kinds.ts';
import { getObject, type LiveObject, listObjects } from '../kit/cluster/read.ts';
import { mergePatch, observeRequest, runbookManager } from '../kit/cluster/requests.ts';
import type { Check, ReadAccess, Step } from '../kit/runbook.ts';
import type { Json } from '../kit/signing/canonical-json.ts';
import { evict, eviction, observeEviction } from './evict.ts';

/** Key of the taint and label of a node in quarantine. */
export const quarantineKey = 'fadun.io/quarantine';

interface NodeSpec {
  readonly unschedulable?: boolean;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** Takes a node out of service: no new Pods, a label and taint that say why, and its Pods evicted as budgets allow. */
export function quarantineSteps<Parameters>(
  nodeOf: (parameters: Parameters) => string,
  { budgetSeconds = 120 } = {},
): readonly Step<Parameters>[] {
  return [closeNode(nodeOf), drainNode(nodeOf, budgetSeconds)];
}

function closeNode<Parameters>(nodeOf: (parameters: Parameters) => string): Step<Parameters> {
  return {
    id: 'close-node',
    title: { zh: '停止调度并标记', en: 'Cordon and mark' },
    precheck: ({ parameters, read }) => mayQuarantine(read, nodeOf(parameters)),
    plan: async ({ parameters, read }) => {
      const name = nodeOf(parameters);
      const node = await getObject(read, { kind: 'Node', name });
      const taint = { key: quarantineKey, value: 'true', effect: 'NoSchedule' };
      const taints = specOf(node).taints ?? [];
      const words = {
        id: 'cordon',
        does: {
          zh: `节点 ${name} 停止调度，加标签与污点 ${quarantineKey}`,
          en: `cordon the node ${name} and give it the label and taint ${quarantineKey}`,
        },
      };
      // Taints are one list without merge keys: whoever patches it another way takes the taints of others away.
      return [
        jsonPatch(words, name, [
          ...(taints.length > 0
            ? [{ op: 'test', path: '/spec/taints', value: taints as unknown as Json }]
            : [{ op: 'add', path: '/spec/taints', value: [] }]),
          { op: 'add', path: '/spec/taints/-', value: taint },
          { op: 'add', path: '/spec/unschedulable', value: true },
          { op: 'add', path: `/metadata/labels/${quarantineKey.replace('/', '~1')}`, value: 'true' },
        ]),
      ];
    },
    observe: async ({ parameters, read }) => {
      const spec = specOf(await getObject(read, { kind: 'Node', name: nodeOf(parameters) }));
      return spec.unschedulable === true && isTainted(spec) ? 'done' : 'not-done';
    },
    verify: async ({ parameters, read }) => {
      const spec = specOf(await getObject(read, { kind: 'Node', name: nodeOf(parameters) }));
      return [
        {
          holds: spec.unschedulable === true && isTainted(spec),
          statement: { zh: '节点已停止调度并带污点', en: 'the node is cordoned and tainted' },
        },
      ];
    },
    save: async ({ parameters, read }) => {
      const node = await getObject(read, { kind: 'Node', name: nodeOf(parameters) });
      return { unschedulable: specOf(node).unschedulable ?? false };
    },
    undo: {
      describe: {
        zh: '撤去标签与污点；原先可调度的恢复调度',
        en: 'label and taint go; the node is scheduled to again if it was before',
      },
      plan: async ({ parameters, read }, saved) => {
        const name = nodeOf(parameters);
        const was = (saved as { readonly unschedulable?: boolean } | null)?.unschedulable === true;
        const words = { zh: `恢复节点 ${name}`, en: `take the node ${name} back into service` };
        const at = (specOf(await getObject(read, { kind: 'Node', name })).taints ?? []).findIndex(
          ({ key }) => key === quarantineKey,
        );
        const untaint = jsonPatch({ id: 'untaint', does: words }, name, [
          { op: 'test', path: `/spec/taints/${at}/key`, value: quarantineKey },
          { op: 'remove', path: `/spec/taints/${at}` },
        ]);
        const uncordon = mergePatch(
          { id: 'uncordon', does: words },
          { kind: 'Node', name },
          {
            metadata: { labels: { [quarantineKey]: null } },
            ...(was ? {} : { spec: { unschedulable: null } }),
          },
        );
        return at < 0 ? [uncordon] : [untaint, uncordon];
      },
      observe: async ({ parameters, read }, action) => {
        if (action.id === 'uncordon') return observeRequest(read, action);
        return isTainted(specOf(await getObject(read, { kind: 'Node', name: nodeOf(parameters) })))
          ? 'not-done'
          : 'done';
      },
    },
  };
}

function drainNode<Parameters>(nodeOf: (parameters: Parameters) => string, budgetSeconds: number): Step<Parameters> {
  return {
    id: 'drain-node',
    title: { zh: '驱逐工作负载', en: 'Evict what runs there' },
    precheck: async ({ parameters, read }) => {
      const pods = await evictablePods(read, nodeOf(parameters));
      const alone = pods.filter(({ metadata }) => !metadata.ownerReferences?.some(({ controller }) => controller));
      return [
        {
          holds: alone.length === 0,
          statement: {
            zh: '没有无控制器的 Pod（驱逐后不会重建，须先由人处置）',
            en: 'no Pod is without a controller (nobody would make it again: people decide on it first)',
          },
          seen: alone.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', '),
        },
      ];
    },
    plan: async ({ parameters, read }) => (await evictablePods(read, nodeOf(parameters))).map(eviction),
    act: (context, action) => evict(context, action, { budgetSeconds }),
    observe: observeEviction,
    verify: async ({ parameters, read }) => {
      const left = await evictablePods(read, nodeOf(parameters));
      return [
        {
          holds: left.length === 0,
          statement: { zh: '节点上除守护进程外没有 Pod', en: 'nothing but daemons runs on the node' },
          seen: left.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', '),
        },
      ];
    },
    undo: 'nothing',
  };
}

/** Pods that a drain moves: neither daemons, nor the node's own static Pods, nor what has ended. Data tiers come last. */
export async function evictablePods(read: ReadAccess, node: string): Promise<readonly LiveObject[]> {
  const pods = await listObjects(read, 'Pod', undefined, { fieldSelector: `spec.nodeName=${node}` });
  const isData = ({ metadata }: LiveObject) =>
    metadata.ownerReferences?.some(({ kind }) => kind === 'StatefulSet') ?? false;
  return pods
    .filter(({ metadata, status }) => {
      const isDaemon = metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node');
      const { phase } = (status ?? {}) as { readonly phase?: string };
      return !isDaemon && phase !== 'Succeeded' && phase !== 'Failed' && metadata.deletionTimestamp === undefined;
    })
    .sort(
      (left, right) =>
        Number(isData(left)) - Number(isData(right)) || (left.metadata.uid < right.metadata.uid ? -1 : 1),
    );
}

async function mayQuarantine(read: ReadAccess, name: string): Promise<readonly Check[]> {
  const nodes = await listObjects(read, 'Node');
  const node = nodes.find(({ metadata }) => metadata.name === name);
  const isControlPlane = node?.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined;
  const others = nodes.filter((one) => one.metadata.name !== name && takesPods(one));
  const data = await dataPods(read, name);
  return [
    { holds: node !== undefined, statement: { zh: `节点 ${name} 存在`, en: `the node ${name} is there` } },
    {
      holds: !isControlPlane,
      statement: {
        zh: '不是控制平面节点（控制平面按 restore-etcd、patch-control-plane 处置）',
        en: 'it is no control-plane node (those are handled by restore-etcd and patch-control-plane)',
      },
    },
    {
      holds: others.length > 0,
      statement: { zh: '另有就绪且可调度的节点', en: 'another node is ready and takes Pods' },
      seen: `${others.length}`,
    },
    {
      holds: true,
      statement: { zh: '数据层成员最后逐个迁移', en: 'members of data tiers are moved last, one at a time' },
      seen: data.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ') || '0',
    },
  ];
}

async function dataPods(read: ReadAccess, node: string): Promise<readonly LiveObject[]> {
  const pods = await evictablePods(read, node);
  return pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === 'StatefulSet'));
}

function takesPods(node: LiveObject): boolean {
  const { conditions = [] } = (node.status ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return !specOf(node).unschedulable && conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function specOf(node: LiveObject | undefined): NodeSpec {
  return (node?.spec ?? {}) as NodeSpec;
}

function isTainted({ taints = [] }: NodeSpec): boolean {
  return taints.some(({ key }) => key === quarantineKey);
}

function jsonPatch(words: Pick<Action, 'id' | 'does'>, name: string, body: readonly Json[]): Action {
  return {
    ...words,
    kind: 'request',
    method: 'PATCH',
    path: `${objectPath({ kind: 'Node', name })}?fieldManager=${runbookManager}`,
    body,
    contentType: 'application/json-patch+json',
  };
}
