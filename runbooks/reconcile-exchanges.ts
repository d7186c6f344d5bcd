import { channelNamespace, labels } from '../stacks/model/names.ts';
import { listObjects } from './kit/cluster/read.ts';
import { application, deletionByName, observeRequest, runbookManager } from './kit/cluster/requests.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook, type ReadContext } from './kit/runbook.ts';
import { type Reconciliation, readManifests, reconcile } from './steps/manifests.ts';

type Parameters = { readonly channel: string | undefined };

/** Name of the ConfigMap in which a front-end finds the hours that it shall replay from its spool. */
const replayRequest = 'replay-request';

async function channelsOf({ parameters, read }: ReadContext<Parameters>): Promise<readonly string[]> {
  if (parameters.channel) return [parameters.channel];
  const namespaces = await listObjects(read, 'Namespace', undefined, { labelSelector: labels.channel });
  return namespaces.flatMap(({ metadata }) => metadata.labels?.[labels.channel] ?? []).sort();
}

async function reconciliations(context: ReadContext<Parameters>): Promise<readonly Reconciliation[]> {
  const channels = await channelsOf(context);
  return Promise.all(channels.map(async (channel) => reconcile(channel, await readManifests(context.read, channel))));
}

function hoursToReplay({ mismatches, silent }: Reconciliation): readonly string[] {
  return [...new Set([...mismatches.map(({ hour }) => hour), ...silent])].sort();
}

function tableLine({
  channel,
  hours,
  sent,
  received,
  rejected,
  mismatches,
  silent,
  comparable,
}: Reconciliation): string {
  const verdict = comparable ? `${mismatches.length} differ, ${silent.length} silent` : 'compared on the other side';
  return `${channel}: ${hours} h, sent ${sent}, received ${received}, rejected ${rejected}: ${verdict}`;
}

export const reconcileExchanges = defineRunbook({
  id: 'reconcile-exchanges',
  title: { zh: '交换对账', en: 'Reconcile exchanges' },
  purpose: {
    zh: '逐通道、逐小时比对发送清单与接收清单的数量与摘要，列出需重放的时段。任何一侧的监控都看不到两侧，只有清单能说明没有丢失。',
    en: 'Counts and hashes of what was sent and what arrived, hour by hour and channel by channel, with the hours to replay. No monitoring sees both sides; only manifests tell that nothing was lost.',
  },
  alerts: [],
  duties: ['RB-D03'],
  roles: ['system-admin', 'on-call'],
  blastRadius: {
    zh: '只读比对；不一致时仅向该通道前置机登记重放请求，接收侧按报文编号去重。',
    en: 'Reads and compares; where hours differ it asks that channel’s front-end to replay them, and receivers drop what they already have.',
  },
  escalation: {
    zh: '重放后仍不一致的，报安全管理员并按 failover-exchange-channel 或 triage-incident 处置。',
    en: 'If hours still differ after the replay, tell the security administrator; go on with failover-exchange-channel or triage-incident.',
  },
  class: 'additive',
  reversible: true,
  parameters: {
    channel: parameter.optional(
      parameter.modelId({ zh: '通道；缺省为本网络全部通道', en: 'channel; all of the network by default' }),
    ),
  },
  steps: [
    {
      id: 'compare-and-replay',
      title: { zh: '比对并登记重放', en: 'Compare, and ask for replays' },
      precheck: async (context) =>
        (await reconciliations(context)).map((one) => ({
          holds: true,
          statement: { zh: `通道 ${one.channel} 已比对`, en: `the channel ${one.channel} is compared` },
          seen: [tableLine(one), ...hoursToReplay(one).slice(0, 24)].join('; '),
        })),
      plan: async (context) =>
        (await reconciliations(context))
          .filter((one) => hoursToReplay(one).length > 0)
          .map((one) =>
            application(
              {
                id: `replay-${one.channel}`,
                does: {
                  zh: `请求通道 ${one.channel} 的前置机重放 ${hoursToReplay(one).length} 个时段`,
                  en: `ask the front-end of ${one.channel} to replay ${hoursToReplay(one).length} hours`,
                },
              },
              {
                apiVersion: 'v1',
                kind: 'ConfigMap',
                metadata: {
                  name: replayRequest,
                  namespace: channelNamespace(one.channel),
                  labels: { [labels.channel]: one.channel },
                },
                data: { hours: hoursToReplay(one).join('\n') },
              },
              runbookManager,
            ),
          ),
      observe: ({ read }, action) => observeRequest(read, action),
      verify: async (context) =>
        (await reconciliations(context)).map((one) => ({
          holds: one.hours > 0,
          statement: {
            zh: `通道 ${one.channel}：${hoursToReplay(one).length === 0 ? '两侧一致' : '不一致的时段已登记重放'}`,
            en: `${one.channel}: ${hoursToReplay(one).length === 0 ? 'both sides agree' : 'a replay is asked for the hours that differ'}`,
          },
          seen: tableLine(one),
        })),
      undo: {
        describe: { zh: '撤回重放请求', en: 'the requests to replay are withdrawn' },
        plan: async (_, __, done) =>
          done.map((id) =>
            deletionByName(
              { id: `withdraw-${id}`, does: { zh: '撤回重放请求', en: 'withdraw the request to replay' } },
              { kind: 'ConfigMap', name: replayRequest, namespace: channelNamespace(id.replace(/^replay-/, '')) },
            ),
          ),
        observe: ({ read }, action) => observeRequest(read, action),
      },
    },
  ],
});
