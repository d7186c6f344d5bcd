import { type HeldObject, heldKey } from '../policies/hold.ts';
import { channelNamespace } from '../stacks/model/names.ts';
import type { Action } from './kit/action.ts';
import type { Kind, ObjectRef } from './kit/cluster/kinds.ts';
import type { LiveObject } from './kit/cluster/read.ts';
import { mergePatch, observeRequest } from './kit/cluster/requests.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook, type ReadAccess } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';
import { type ChannelSide, requireSide, sideStands } from './steps/channel.ts';
import { markStep } from './steps/mark.ts';
import { outsideAddresses } from './steps/open-connections.ts';
import { givingBack } from './steps/ownership.ts';
import { namesAddresses } from './steps/withdraw-policies.ts';

/** Fields of an object that name the device. */
const deviceFields: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  NetworkPolicy: ['ingress', 'egress'],
  Service: ['loadBalancerSourceRanges'],
};

/** Objects that name the device of a side. */
function naming({ policies, entrances }: ChannelSide): readonly LiveObject[] {
  return [...policies.filter(namesAddresses), ...entrances];
}

/** The fields of an object with one address in the place of another. */
function redirected({ kind, spec }: LiveObject, from: string, to: string): Record<string, Json> {
  const fields = deviceFields[kind as Kind] ?? [];
  const given = spec as Readonly<Record<string, Json>>;
  const present = fields.filter((field) => given[field] !== undefined);
  const text = JSON.stringify(Object.fromEntries(present.map((field) => [field, given[field]])));
  return JSON.parse(text.replaceAll(`"${from}/32"`, `"${to}/32"`)) as Record<string, Json>;
}

function redirection(verb: 'redirect' | 'return', one: LiveObject, spec: Record<string, Json>, to: string): Action {
  const { name, namespace } = one.metadata;
  const ref: ObjectRef = { kind: one.kind as Kind, name, ...(namespace ? { namespace } : {}) };
  return mergePatch(
    {
      id: `${verb}-${one.kind.toLowerCase()}-${name}`,
      does: {
        zh: `${one.kind} ${namespace}/${name} 改为仅认设备 ${to}`,
        en: `${one.kind} ${namespace}/${name} knows the device ${to} only`,
      },
    },
    ref,
    { spec },
  );
}

async function sideWithSpare(read: ReadAccess, channel: string) {
  const side = await requireSide(read, channel);
  const { device, spare } = side;
  if (device && spare) return { side, device, spare };
  throw new Error(
    `channel ${channel}: no spare device is declared on this side. Declare spareDeviceAddress in the site, or use the media procedure.`,
  );
}

export const failoverExchangeChannel = defineRunbook({
  id: 'failover-exchange-channel',
  title: { zh: '切换交换通道', en: 'Fail an exchange channel over' },
  purpose: {
    zh: '边界设备故障、报文积压时，将本网络一侧的前置机切换到已声明的备用设备。',
    en: 'The boundary device fails and envelopes pile up: this side’s front-end is turned to the declared spare device.',
  },
  alerts: [],
  duties: ['RB-I06', 'RB-Q05'],
  roles: ['system-admin', 'on-call'],
  blastRadius: {
    zh: '仅该通道：切换瞬间的在途报文由前置机重发；原设备随即不再被接受。',
    en: 'This channel only: envelopes in flight are sent again by the front-end; the former device is no longer accepted.',
  },
  escalation: {
    zh: '备用设备也不通时，启用介质人工传递，并按 report-clocks 核对受影响的法定时限。',
    en: 'If the spare does not answer either, use the media procedure and look at the statutory clocks with report-clocks.',
  },
  class: 'widening',
  reversible: true,
  parameters: {
    channel: parameter.modelId({ zh: '通道', en: 'channel' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    markStep<{ readonly channel: string }>(async ({ parameters: { channel }, read }) => {
      const { side, device, spare } = await sideWithSpare(read, channel);
      return {
        name: `hold-failover-${channel.toLowerCase()}`,
        runbook: 'failover-exchange-channel',
        subject: channel,
        moves: { namespace: side.namespace, from: device, to: spare },
        objects: naming(side).map(
          (one): HeldObject => ({
            object: heldKey(one),
            as: 'changed',
            fields: (deviceFields[one.kind as Kind] ?? []).map((field) => `.spec.${field}`),
          }),
        ),
      };
    }, 'mark-failover'),
    {
      id: 'use-spare',
      title: { zh: '改用备用设备', en: 'Use the spare device' },
      precheck: async ({ parameters: { channel }, read }) => {
        const { device, spare, side } = await sideWithSpare(read, channel);
        const addresses = await outsideAddresses(read, side.namespace);
        return [
          await sideStands(read, channel),
          {
            holds: addresses.includes(`${device}/32`) || addresses.includes(device),
            statement: { zh: '前置机当前使用原设备', en: 'the front-end uses the former device now' },
            seen: `${device} → ${spare}; ${addresses.join(', ')}`,
          },
        ];
      },
      plan: async ({ parameters: { channel }, read }) => {
        const { side, device, spare } = await sideWithSpare(read, channel);
        return naming(side).map((one) => redirection('redirect', one, redirected(one, device, spare), spare));
      },
      observe: ({ read }, action) => observeRequest(read, action),
      verify: async ({ parameters: { channel }, read }) => {
        const { device, spare, side } = await sideWithSpare(read, channel);
        const addresses = await outsideAddresses(read, channelNamespace(channel));
        const entrances = side.entrances.flatMap(
          ({ spec }) => (spec as { loadBalancerSourceRanges?: readonly string[] }).loadBalancerSourceRanges ?? [],
        );
        const isSpare = (text: string) => text === spare || text === `${spare}/32`;
        return [
          {
            holds: addresses.length > 0 && addresses.every(isSpare) && entrances.every(isSpare),
            statement: {
              zh: '证明：集群外仅备用设备可与前置机往来',
              en: 'proved: of all addresses outside the cluster only the spare device speaks with the front-end',
            },
            seen: `${device} → ${[...addresses, ...entrances].join(', ')}`,
          },
        ];
      },
      save: async ({ parameters: { channel }, read }) => naming(await requireSide(read, channel)) as unknown as Json,
      undo: {
        describe: { zh: '恢复使用原设备', en: 'the former device is used again' },
        plan: async ({ parameters: { channel }, read }, saved, done) => {
          const { device } = await sideWithSpare(read, channel);
          return ((saved ?? []) as unknown as readonly LiveObject[])
            .filter(({ kind, metadata }) => done.includes(`redirect-${kind.toLowerCase()}-${metadata.name}`))
            .map((one) => redirection('return', one, redirected(one, device, device), device));
        },
        ...givingBack,
      },
    },
    {
      id: 'name-clocks',
      title: { zh: '核对受影响的法定时限', en: 'Look at the statutory clocks' },
      precheck: async () => [],
      plan: async ({ parameters: { channel } }) => [
        {
          id: 'clocks',
          kind: 'manual',
          does: {
            zh: `由人核对通道 ${channel} 积压期间临近届满的办案时限`,
            en: `a person looks for time limits that came close while ${channel} stood still`,
          },
          checklist: [
            { zh: '已用 report-clocks 取得红、橙色事项', en: 'Red and orange items were taken from report-clocks' },
            {
              zh: '羁押类时限已电话通知承办单位，必要时启用介质人工传递',
              en: 'Custody limits were phoned to the unit in charge; media were used where needed',
            },
          ],
        },
      ],
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
  ],
});
