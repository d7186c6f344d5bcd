import { type DashboardSpec, panel } from './dashboard.ts';

/** This side of every exchange channel of the network. */
export const exchangeDashboard: DashboardSpec = {
  id: 'exchange',
  title: { zh: '数据交换', en: 'Exchange channels' },
  description: { zh: '本侧通道的积压、拒收与对账', en: 'Backlog, rejections and reconciliation of this side' },
  variables: [{ name: 'channel', label: { zh: '通道', en: 'Channel' }, metric: 'zf_exchange_oldest_pending_seconds' }],
  rows: [
    {
      title: { zh: '流量与积压', en: 'Flow and backlog' },
      panels: [
        panel('curve', '发送', 'Sent', 'sum by (channel) (rate(zf_exchange_sent_total{channel=~"$channel"}[5m]))', {
          unit: 'reqps',
          legend: '{{channel}}',
        }),
        panel(
          'curve',
          '接收',
          'Received',
          'sum by (channel) (rate(zf_exchange_received_total{channel=~"$channel"}[5m]))',
          {
            unit: 'reqps',
            legend: '{{channel}}',
          },
        ),
        panel(
          'curve',
          '最早待发报文',
          'Oldest pending message',
          'max by (channel) (zf_exchange_oldest_pending_seconds{channel=~"$channel"})',
          { unit: 's', legend: '{{channel}}', thresholds: { warn: 900, alarm: 3600 } },
        ),
        panel(
          'curve',
          '未收到回执',
          'Without receipt',
          'sum by (channel) (zf_exchange_unacked_messages{channel=~"$channel"})',
          { legend: '{{channel}}' },
        ),
        panel(
          'curve',
          '缓存区使用率',
          'Spool in use',
          'max by (channel) (zf_exchange_spool_used_ratio{channel=~"$channel"})',
          {
            unit: 'percentunit',
            legend: '{{channel}}',
            thresholds: { warn: 0.7, alarm: 0.9 },
          },
        ),
        panel(
          'curve',
          '拒收',
          'Rejected',
          'sum by (channel, reason) (increase(zf_exchange_rejected_total{channel=~"$channel"}[1h]))',
          { legend: '{{channel}} {{reason}}' },
        ),
      ],
    },
    {
      title: { zh: '对账与设备', en: 'Reconciliation and devices' },
      panels: [
        panel(
          'table',
          '距最近一份清单',
          'Since the last manifest',
          'time() - max by (channel, direction) (zf_exchange_manifest_last_timestamp_seconds{channel=~"$channel"})',
          { unit: 's', thresholds: { warn: 4500, alarm: 7200 } },
        ),
        panel(
          'table',
          '清单所列未收到',
          'Listed and missing',
          'sum by (channel) (zf_exchange_manifest_missing_messages{channel=~"$channel"})',
          { thresholds: { alarm: 1 } },
        ),
        panel(
          'table',
          '摘要不符',
          'Digests that differ',
          'sum by (channel) (increase(zf_exchange_hash_mismatch_total{channel=~"$channel"}[1d]))',
          { thresholds: { alarm: 1 } },
        ),
        panel(
          'table',
          '设备正常',
          'Device healthy',
          'min by (channel) (zf_exchange_device_healthy{channel=~"$channel"})',
          {
            thresholds: { alarm: 1, falling: true },
          },
        ),
        panel(
          'table',
          '距对账一致',
          'Since reconciliation agreed',
          'time() - max by (channel) (fadun_channel_reconciled_timestamp_seconds{channel=~"$channel"})',
          { unit: 's', thresholds: { warn: 7200, alarm: 14_400 } },
        ),
        panel(
          'table',
          '通道审批剩余天数',
          'Approval, days left',
          'min by (channel) (fadun_channel_remaining_days{channel=~"$channel"})',
          { unit: 'd', thresholds: { warn: 30, alarm: 7, falling: true } },
        ),
      ],
    },
  ],
};
