import { type HeldObject, heldKey } from '../../policies/hold.ts';
import { channelNamespace } from '../../stacks/model/names.ts';
import type { Action } from '../kit/action.ts';
import type { ObjectRef } from '../kit/cluster/kinds.ts';
import { type LiveObject, listObjects } from '../kit/cluster/read.ts';
import { mergePatch, observeRequest } from '../kit/cluster/requests.ts';
import { type Look, lookUntil, waitUntil } from '../kit/cluster/wait.ts';
import type { ReadAccess, Step } from '../kit/runbook.ts';
import type { Json } from '../kit/signing/canonical-json.ts';
import { requireSide, sideStands } from './channel.ts';
import { markStep } from './mark.ts';
import { openConnections } from './open-connections.ts';
import { givingBack } from './ownership.ts';
import { namesAddresses, restorations, withdrawal } from './withdraw-policies.ts';

/** Longest wait for the front-end's Pods to end. */
const stopSeconds = 120;

/**
 * Cuts this network's side of a channel, fail-closed: mark, the policies that name a device withdrawn, the front-end
 * scaled to nothing. The spool and what is in it stay. The other side is cut by its own network: nothing here can reach it.
 */
export function cutChannelSteps<Parameters>(
  runbook: string,
  channelOf: (parameters: Parameters) => string,
): readonly Step<Parameters>[] {
  const mark = markStep<Parameters>(async ({ parameters, read }) => {
    const channel = channelOf(parameters);
    const { deployments, policies } = await requireSide(read, channel);
    return {
      name: `hold-cut-${channel.toLowerCase()}`,
      runbook,
      subject: channel,
      closes: channelNamespace(channel),
      objects: [
        ...policies.filter(namesAddresses).map((policy): HeldObject => ({ object: heldKey(policy), as: 'absent' })),
        ...deployments.map((one): HeldObject => ({ object: heldKey(one), as: 'changed', fields: ['.spec.replicas'] })),
      ],
    };
  }, 'mark-cut');
  return [
    {
      ...mark,
      precheck: async (context) =>
        checksFirst(context.read, channelOf(context.parameters), () => mark.precheck(context)),
    },
    withdrawDevice(channelOf),
    stopFrontEnd(channelOf),
  ];
}

/** A missing channel is said by itself: the steps after it cannot be planned. */
async function checksFirst<Rest>(read: ReadAccess, channel: string, rest: () => Promise<readonly Rest[]>) {
  const stands = await sideStands(read, channel);
  if (!stands.holds) await requireSide(read, channel);
  return [stands, ...(await rest())];
}

function withdrawDevice<Parameters>(channelOf: (parameters: Parameters) => string): Step<Parameters> {
  const devicePolicies = async (read: ReadAccess, channel: string) =>
    (await requireSide(read, channel)).policies.filter(namesAddresses);
  return {
    id: 'withdraw-device',
    title: { zh: '撤去与设备往来的策略', en: 'Withdraw the policies to and from the device' },
    precheck: async ({ parameters, read }) => [await sideStands(read, channelOf(parameters))],
    plan: async ({ parameters, read }) => (await devicePolicies(read, channelOf(parameters))).map(withdrawal),
    observe: ({ read }, action) => observeRequest(read, action),
    verify: async ({ parameters, read }) => {
      const { open } = await openConnections(read, channelNamespace(channelOf(parameters)), 'outside');
      return [
        {
          holds: open.length === 0,
          statement: {
            zh: '证明：前置机与集群外不再有任何允许的连接',
            en: 'proved: nothing is permitted between the front-end and anything outside the cluster',
          },
          seen: open.slice(0, 10).join('; '),
        },
      ];
    },
    save: async ({ parameters, read }) => (await devicePolicies(read, channelOf(parameters))) as unknown as Json,
    undo: {
      describe: { zh: '恢复撤去的策略（内容一致）', en: 'the withdrawn policies are put back exactly as they were' },
      plan: async (_, saved, done) => restorations((saved ?? []) as unknown as readonly LiveObject[], done),
      observe: ({ read }, action) => observeRequest(read, action),
    },
  };
}

function stopFrontEnd<Parameters>(channelOf: (parameters: Parameters) => string): Step<Parameters> {
  const refOf = ({ metadata: { name, namespace } }: LiveObject): ObjectRef => ({
    kind: 'Deployment',
    name,
    ...(namespace ? { namespace } : {}),
  });
  const scale = (id: string, one: LiveObject, replicas: number): Action =>
    mergePatch(
      {
        id: `${id}-${one.metadata.name}`,
        does: {
          zh: `将 ${one.metadata.namespace}/${one.metadata.name} 的副本数设为 ${replicas}`,
          en: `set ${one.metadata.namespace}/${one.metadata.name} to ${replicas} replicas`,
        },
      },
      refOf(one),
      { spec: { replicas } },
    );
  return {
    id: 'stop-front-end',
    title: { zh: '停止前置机', en: 'Stop the front-end' },
    precheck: async ({ parameters, read }) => [await sideStands(read, channelOf(parameters))],
    plan: async ({ parameters, read }) =>
      (await requireSide(read, channelOf(parameters))).deployments.map((one) => scale('stop', one, 0)),
    observe: ({ read }, action) => observeRequest(read, action),
    act: async (context, action) => {
      const account = await context.execute(action);
      const namespace = channelNamespace(channelOf(context.parameters));
      await waitUntil(`front-end of ${namespace}`, stopSeconds, () => noPods(context.read, namespace));
      return account;
    },
    verify: async ({ parameters, read }) => {
      const namespace = channelNamespace(channelOf(parameters));
      const { holds, seen } = await lookUntil(stopSeconds, () => noPods(read, namespace));
      return [{ holds, seen, statement: { zh: '前置机没有运行中的 Pod', en: 'no Pod of the front-end runs' } }];
    },
    save: async ({ parameters, read }) =>
      (await requireSide(read, channelOf(parameters))).deployments as unknown as Json,
    undo: {
      describe: { zh: '恢复前置机原有副本数', en: 'the front-end gets its former number of replicas' },
      plan: async (_, saved, done) =>
        ((saved ?? []) as unknown as readonly LiveObject[])
          .filter(({ metadata }) => done.includes(`stop-${metadata.name}`))
          .map((one) => scale('start', one, (one.spec as { replicas?: number }).replicas ?? 1)),
      ...givingBack,
    },
  };
}

async function noPods(read: ReadAccess, namespace: string): Promise<Look> {
  const pods = await listObjects(read, 'Pod', namespace);
  const standing = pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === 'ReplicaSet'));
  return { holds: standing.length === 0, seen: standing.map(({ metadata }) => metadata.name).join(', ') };
}
