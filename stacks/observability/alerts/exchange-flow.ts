import type { Alert } from './alert.ts';
import { absenceCases, selector, stateCases } from './cases.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredChannel, MonitoredNetwork } from './monitored-network.ts';

/** Whether each side's front-end moves what it should: backlog, standstill, receipts, device, spool (RB-I06). */
export function exchangeFlowAlerts(network: MonitoredNetwork): Alert[] {
  return network.channels.flatMap((channel) => [
    ...(channel.sends ? [backlog(network, channel), standstill(network, channel)] : []),
    ...(channel.awaitsReceipts ? [unacknowledged(network, channel)] : []),
    deviceDown(network, channel),
    ...spool(network, channel),
    unseen(network, channel),
  ]);
}

const words = (network: MonitoredNetwork, channel: string) =>
  ({
    labels: { channel },
    severity: 'critical',
    scope: 'channel',
    owner: network.network.owner,
    role: 'on-call',
    runbook: 'failover-exchange-channel',
  }) as const;

/** Half an hour of waiting is too much, a quarter during a protection period: a stuck transfer can end a custody limit. */
function backlog(network: MonitoredNetwork, { id }: MonitoredChannel): Alert {
  const forMinutes = 4;
  const labels = { network: network.id, channel: id };
  const series = selector('zf_exchange_oldest_pending_seconds', labels);
  const guard = selector('network:guard_period:active', { network: network.id });
  const waiting = (seconds: number, active: number) => ({ [series]: seconds, [guard]: active });
  return {
    ...words(network, id),
    name: 'ExchangeBacklog',
    summary: { zh: `通道 ${id} 待发报文积压`, en: `Messages wait in channel ${id}` },
    description: {
      zh: '最早报文等待超过 30 分钟（重保期 15 分钟）。核对设备与对端，必要时切换；同时列出受影响的法定时限。',
      en: 'The oldest has waited more than 30 minutes (15 in a protection period). Look at the device, fail over, list the limits that are touched.',
    },
    expr: `${series} > 1800 or (${series} > 900 and on (network) ${guard} == 1)`,
    forMinutes,
    cases: [
      ...stateCases({ bad: waiting(1801, 0), good: waiting(1800, 0), forMinutes, labels }),
      ...stateCases({ bad: waiting(901, 1), good: waiting(900, 1), forMinutes, labels }),
    ],
  };
}

/** Windows over which traffic is counted. */
const windows = ['1h', '6h', '1d'] as const;

/** A window in which at least a hundred messages are usual, so that none at all is no accident; at most a day. */
export function silenceWindow(messagesPerHour: number): (typeof windows)[number] {
  return windows.find((window) => messagesPerHour * hoursOf[window] >= 100) ?? '1d';
}

const hoursOf = { '1h': 1, '6h': 6, '1d': 24 } as const;

function standstill(network: MonitoredNetwork, { id, channel }: MonitoredChannel): Alert {
  const window = silenceWindow(channel.messagesPerHour);
  const usual = Math.round(channel.messagesPerHour * hoursOf[window]);
  // A twentieth of what is usual; at least one message.
  const least = Math.max(1, Math.floor(usual / 20));
  return gaugeAlert(
    network.id,
    {
      ...words(network, id),
      name: 'ExchangeStandstill',
      summary: {
        zh: `通道 ${id} 近 ${window} 几乎没有发送`,
        en: `Channel ${id} has sent next to nothing in ${window}`,
      },
      description: {
        zh: `正常约 ${usual} 件，现在不足 ${least} 件。核对业务系统、前置与设备。`,
        en: `About ${usual} messages are usual, fewer than ${least} went. Look at the systems, the front-end and the device.`,
      },
      severity: 'warning',
      forMinutes: 20,
    },
    {
      metric: `network_channel:zf_exchange_sent:increase${window}`,
      matchers: { channel: id },
      operator: '<',
      threshold: least,
      bad: least - 0.5,
    },
  );
}

/** Only where a return channel carries receipts; without one silence says nothing. */
function unacknowledged(network: MonitoredNetwork, { id }: MonitoredChannel): Alert {
  return gaugeAlert(
    network.id,
    {
      ...words(network, id),
      name: 'ExchangeUnacknowledged',
      summary: { zh: `通道 ${id} 有报文 2 小时未收到回执`, en: `Channel ${id} has waited 2 hours for a receipt` },
      description: {
        zh: '核对回执通道；对端已收到的按清单确认，未收到的重发。',
        en: 'Look at the return channel; confirm by manifest what arrived, send the rest again.',
      },
      forMinutes: 10,
    },
    {
      metric: 'zf_exchange_oldest_unacked_seconds',
      matchers: { channel: id },
      operator: '>',
      threshold: 7200,
      bad: 7201,
    },
  );
}

function deviceDown(network: MonitoredNetwork, { id, channel }: MonitoredChannel): Alert {
  return gaugeAlert(
    network.id,
    {
      ...words(network, id),
      name: 'ExchangeDeviceDown',
      summary: {
        zh: `通道 ${id} 的交换设备（${channel.device}）异常`,
        en: `The device of channel ${id} (${channel.device}) is not well`,
      },
      description: {
        zh: '切换备用设备；报文留在缓存区，不会丢失。',
        en: 'Switch to the spare device; messages stay in the spool and are not lost.',
      },
      forMinutes: 3,
    },
    {
      metric: 'zf_exchange_device_healthy',
      matchers: { channel: id },
      operator: '==',
      threshold: 0,
      bad: 0,
      good: 1,
    },
  );
}

function spool(network: MonitoredNetwork, { id }: MonitoredChannel): Alert[] {
  const condition = { metric: 'zf_exchange_spool_used_ratio', matchers: { channel: id }, operator: '>' } as const;
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network, id),
        name: 'ExchangeSpoolFilling',
        summary: { zh: `通道 ${id} 缓存区超过 60%`, en: `The spool of channel ${id} is more than 60 % full` },
        description: { zh: '核对设备与对端处理速度。', en: 'Look at the device and at the speed of the other side.' },
        severity: 'warning',
        forMinutes: 10,
      },
      { ...condition, threshold: 0.6, bad: 0.61 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network, id),
        name: 'ExchangeSpoolNearlyFull',
        summary: { zh: `通道 ${id} 缓存区超过 85%`, en: `The spool of channel ${id} is more than 85 % full` },
        description: {
          zh: '写满后前置拒收新报文。立即切换或扩容，不得清空。',
          en: 'When full, the front-end refuses messages. Fail over or extend now; never empty it.',
        },
        forMinutes: 2,
      },
      { ...condition, threshold: 0.85, bad: 0.86 },
    ),
  ];
}

function unseen(network: MonitoredNetwork, { id }: MonitoredChannel): Alert {
  const labels = { network: network.id, channel: id };
  const series = selector('zf_exchange_device_healthy', labels);
  return {
    ...words(network, id),
    name: 'ExchangeUnseen',
    summary: { zh: `通道 ${id} 没有监控数据`, en: `Nothing is seen of channel ${id}` },
    description: {
      zh: '前置未上报指标：该通道的其他告警此时失效。',
      en: 'The front-end exposes nothing: no other alert of this channel can fire.',
    },
    runbook: 'recover-monitoring',
    expr: `absent(${series})`,
    forMinutes: 10,
    cases: absenceCases({ present: { [series]: 1 }, forMinutes: 10, labels }),
  };
}
