import type { Alert } from './alert.ts';
import { ageCases, selector } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredChannel, MonitoredNetwork } from './monitored-network.ts';

/** Manifests go out each hour at seven past; two hours and a quarter forgive one that failed. */
const manifestSeconds = 8100;

/**
 * Whether what arrives is what was sent. The sender puts an hourly signed manifest of count and hash through the channel;
 * the receiver compares (GB/T 22239 8.1.4.7; RB-D03, RB-I10).
 */
export function exchangeIntegrityAlerts(network: MonitoredNetwork): Alert[] {
  return network.channels.flatMap((channel) => [
    ...(channel.sends ? [manifestLate(network, channel, 'sent')] : []),
    ...(channel.receives
      ? [manifestLate(network, channel, 'received'), ...counts(network, channel), ...forged(network, channel)]
      : []),
    ...rejections(network, channel),
    unreconciled(network, channel),
    ending(network, channel),
  ]);
}

const words = (network: MonitoredNetwork, channel: string) =>
  ({
    labels: { channel },
    severity: 'critical',
    scope: 'channel',
    owner: network.network.owner,
    role: 'on-call',
  }) as const;

function manifestLate(network: MonitoredNetwork, { id }: MonitoredChannel, direction: 'sent' | 'received'): Alert {
  const labels = { network: network.id, channel: id, direction };
  const series = selector('zf_exchange_manifest_last_timestamp_seconds', labels);
  const sent = direction === 'sent';
  return {
    ...words(network, id),
    name: sent ? 'ExchangeManifestNotSent' : 'ExchangeManifestNotReceived',
    summary: sent
      ? { zh: `通道 ${id} 超过 2 小时未发出对账清单`, en: `Channel ${id} has sent no manifest for 2 hours` }
      : { zh: `通道 ${id} 超过 2 小时未收到对账清单`, en: `Channel ${id} has received no manifest for 2 hours` },
    description: sent
      ? { zh: '对账任务未运行或签名失败。', en: 'The reconciliation did not run, or could not sign.' }
      : {
          zh: '没有清单就无法发现丢失：可能通道中断，也可能被截留。',
          en: 'Without it no loss is noticed: the channel is cut, or somebody holds it back.',
        },
    runbook: sent ? 'reconcile-exchanges' : 'failover-exchange-channel',
    expr: `time() - ${series} > ${manifestSeconds}`,
    forMinutes: 10,
    cases: ageCases({ series, limitSeconds: manifestSeconds, forMinutes: 10, labels }),
  };
}

function counts(network: MonitoredNetwork, { id }: MonitoredChannel): Alert[] {
  const condition = { matchers: { channel: id }, operator: '>', threshold: 0, bad: 1 } as const;
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network, id),
        name: 'ExchangeMessagesMissing',
        summary: { zh: `通道 ${id} 有报文未到达`, en: `Messages of channel ${id} have not arrived` },
        description: {
          zh: '清单所列报文超过一个对账周期仍未收到。按清单要求发送方重发。',
          en: 'What the manifest lists is not here after a whole round. Ask the sender to send it again by the list.',
        },
        runbook: 'reconcile-exchanges',
        forMinutes: 90,
      },
      { ...condition, metric: 'zf_exchange_manifest_missing_messages' },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network, id),
        name: 'ExchangeMessagesUnlisted',
        summary: { zh: `通道 ${id} 收到清单外的报文`, en: `Channel ${id} brought messages that no manifest lists` },
        description: {
          zh: '清单之外的报文来源不明：停止入库，核对发送方。',
          en: 'Where they come from is not known: do not take them in, ask the sender.',
        },
        runbook: 'cut-exchange-channel',
        forMinutes: 90,
      },
      { ...condition, metric: 'zf_exchange_manifest_unlisted_messages' },
    ),
  ];
}

function forged(network: MonitoredNetwork, { id }: MonitoredChannel): Alert[] {
  const condition = { matchers: { channel: id }, by: ['channel'], limit: 0, windowMinutes: 60 };
  return [
    countAlert(
      network.id,
      {
        ...words(network, id),
        name: 'ExchangeHashMismatch',
        summary: { zh: `通道 ${id} 报文摘要与清单不符`, en: `A message of channel ${id} differs from its manifest` },
        description: {
          zh: '报文在途中被改动或损坏。断开通道并固定证据。',
          en: 'It was changed or damaged on the way. Cut the channel and preserve evidence.',
        },
        role: 'security-admin',
        runbook: 'cut-exchange-channel',
        forMinutes: 0,
      },
      { ...condition, metric: 'zf_exchange_hash_mismatch_total' },
    ),
    countAlert(
      network.id,
      {
        ...words(network, id),
        name: 'ExchangeManifestForged',
        summary: {
          zh: `通道 ${id} 对账清单签名无效`,
          en: `The signature of a manifest of channel ${id} does not verify`,
        },
        description: {
          zh: '可能是伪造，也可能是换证未同步。先断开，再核对证书。',
          en: 'Forged, or a certificate was renewed on one side only. Cut first, then compare certificates.',
        },
        role: 'security-admin',
        runbook: 'cut-exchange-channel',
        forMinutes: 0,
      },
      { ...condition, metric: 'zf_exchange_manifest_signature_failures_total' },
    ),
  ];
}

/** What front-ends refuse, by the check that refused it. */
const refusals = [
  {
    name: 'ExchangeMalware',
    reason: 'av',
    limit: 0,
    summary: (id: string) => ({ zh: `通道 ${id} 查出恶意代码`, en: `Malware in channel ${id}` }),
    description: { zh: '断开通道，固定样本，通知发送方。', en: 'Cut the channel, keep the sample, tell the sender.' },
    severity: 'critical',
    role: 'security-admin',
    runbook: 'cut-exchange-channel',
  },
  {
    name: 'ExchangeWrongClass',
    reason: 'class|dlp',
    limit: 0,
    summary: (id: string) => ({ zh: `通道 ${id} 拦截超级别数据`, en: `Channel ${id} refused data above its class` }),
    description: {
      zh: '通知数据安全负责人；疑似涉密的停止处理，不得复制，按平台外途径报告。',
      en: 'Tell the data security officer; if it could be a state secret, stop, copy nothing, report outside this platform.',
    },
    severity: 'critical',
    role: 'data-security-officer',
    runbook: 'recall-payload',
  },
  {
    name: 'ExchangeSignatureRefused',
    reason: 'signature',
    limit: 0,
    summary: (id: string) => ({ zh: `通道 ${id} 报文签名无效`, en: `Channel ${id} refused a signature` }),
    description: {
      zh: '核对双方证书与时间；无法解释的断开通道。',
      en: 'Compare certificates and time; cut the channel where that explains nothing.',
    },
    severity: 'critical',
    role: 'security-admin',
    runbook: 'cut-exchange-channel',
  },
  {
    name: 'ExchangeRejections',
    reason: 'schema|size',
    limit: 20,
    summary: (id: string) => ({
      zh: `通道 ${id} 1 小时内因格式拒收超过 20 件`,
      en: `Channel ${id} refused more than 20 messages by their form in an hour`,
    }),
    description: {
      zh: '多为双方模式版本不一致。',
      en: 'Most often the two sides hold different versions of a schema.',
    },
    severity: 'warning',
    role: 'system-admin',
    runbook: 'reconcile-exchanges',
  },
] as const satisfies readonly (Pick<Alert, 'name' | 'description' | 'severity' | 'role' | 'runbook'> & {
  readonly reason: string;
  readonly limit: number;
  readonly summary: (channel: string) => Alert['summary'];
})[];

function rejections(network: MonitoredNetwork, { id }: MonitoredChannel): Alert[] {
  return refusals.map(({ reason, limit, summary, ...refusal }) =>
    countAlert(
      network.id,
      { ...words(network, id), ...refusal, summary: summary(id), forMinutes: 0 },
      {
        metric: 'zf_exchange_rejected_total',
        matchers: { channel: id, reason },
        by: ['channel'],
        limit,
        windowMinutes: 60,
      },
    ),
  );
}

function unreconciled(network: MonitoredNetwork, { id }: MonitoredChannel): Alert {
  const labels = { network: network.id, channel: id };
  const series = selector('fadun_channel_reconciled_timestamp_seconds', labels);
  const limitSeconds = 26 * 3600;
  return {
    ...words(network, id),
    name: 'ExchangeUnreconciled',
    severity: 'warning',
    role: 'system-admin',
    summary: { zh: `通道 ${id} 超过 26 小时没有一致的对账`, en: `Channel ${id} has not been reconciled for 26 hours` },
    description: {
      zh: '每日对账（RB-D03）未完成或有差异未闭环。',
      en: 'The daily reconciliation (RB-D03) is not done, or a difference is open.',
    },
    runbook: 'reconcile-exchanges',
    expr: `time() - ${series} > ${limitSeconds}`,
    forMinutes: 120,
    cases: ageCases({ series, limitSeconds, forMinutes: 120, labels }),
  };
}

function ending(network: MonitoredNetwork, { id, channel }: MonitoredChannel): Alert {
  return gaugeAlert(
    network.id,
    {
      ...words(network, id),
      name: 'ExchangeApprovalEnding',
      severity: 'warning',
      role: 'security-admin',
      summary: { zh: `通道 ${id} 审批 30 天内到期`, en: `The approval of channel ${id} ends within 30 days` },
      description: {
        zh: `到期日 ${channel.expires}。续批或按下线流程关闭。`,
        en: `It ends on ${channel.expires}. Have it approved again, or close the channel.`,
      },
      runbook: 'review-approvals',
      forMinutes: 60,
    },
    { metric: 'fadun_channel_remaining_days', matchers: { channel: id }, operator: '<', threshold: 30, bad: 29 },
  );
}
