import type { Metric } from './metric.ts';

const emitter = 'exchange';
const labels = ['network', 'channel'] as const;

/**
 * What an exchange front-end exposes, each side for itself: no Prometheus sees both. The sender puts an hourly signed
 * manifest of count and hash through the channel, and the receiver compares (GB/T 22239 8.1.4.7).
 */
export const exchangeMetrics = {
  zf_exchange_sent_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '经通道发送的报文', en: 'Messages sent through the channel' },
  },
  zf_exchange_received_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '经通道接收的报文', en: 'Messages received through the channel' },
  },
  zf_exchange_rejected_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: [...labels, 'reason'],
    help: { zh: '被拒收的报文', en: 'Messages rejected' },
  },
  zf_exchange_oldest_pending_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels,
    help: { zh: '最早待发报文的等待时间', en: 'Age of the oldest pending message' },
  },
  zf_exchange_unacked_messages: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '未收到回执的报文数', en: 'Messages without a receipt' },
  },
  zf_exchange_oldest_unacked_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels,
    help: { zh: '最早未收到回执报文的等待时间', en: 'Age of the oldest message without a receipt' },
  },
  zf_exchange_manifest_last_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: [...labels, 'direction'],
    help: { zh: '最近一份对账清单发出或收到的时间', en: 'Time of the latest manifest, sent or received' },
  },
  zf_exchange_manifest_missing_messages: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '清单所列而未收到的报文数', en: 'Messages that manifests list and that have not arrived' },
  },
  zf_exchange_manifest_unlisted_messages: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '收到而清单未列的报文数', en: 'Messages that have arrived and that no manifest lists' },
  },
  zf_exchange_hash_mismatch_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '摘要与清单不符的报文', en: 'Messages whose digest differs from the manifest' },
  },
  zf_exchange_manifest_signature_failures_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels,
    help: { zh: '签名验证失败的清单', en: 'Manifests whose signature did not verify' },
  },
  zf_exchange_device_healthy: {
    type: 'gauge',
    unit: 'state',
    emitter,
    labels,
    help: { zh: '交换设备正常为 1', en: '1 while the exchange device is healthy' },
  },
  zf_exchange_spool_used_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels,
    help: { zh: '缓存区使用率', en: 'Share of the spool in use' },
  },
} as const satisfies Readonly<Record<string, Metric>>;
