import type { Metric } from './metric.ts';

const emitter = 'security';

/** What a network's security management centre exposes (GB/T 22239 8.1.5.4). */
export const securityMetrics = {
  zf_log_retention_days: {
    type: 'gauge',
    unit: 'days',
    emitter,
    labels: ['network'],
    help: {
      zh: '日志可保证的留存天数：配置值与容量推算值取小',
      en: 'Days for which logs are sure to be kept: the lesser of what is configured and what storage allows',
    },
  },
  zf_log_sources_silent: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network'],
    help: { zh: '静默日志源数', en: 'Log sources that are silent' },
  },
  zf_host_sensor_coverage_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network'],
    help: { zh: '主机安全覆盖率', en: 'Share of hosts with a sensor' },
  },
  zf_host_intrusions_open: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'severity'],
    help: { zh: '未处置的主机入侵告警', en: 'Intrusion findings on hosts that nobody has closed' },
  },
  zf_security_alerts_unhandled: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network', 'severity'],
    help: { zh: '未处置的安全告警数', en: 'Findings of the security centre that nobody has taken up' },
  },
  zf_credentials_exposed: {
    type: 'gauge',
    unit: 'count',
    emitter,
    labels: ['network'],
    help: {
      zh: '在代码、日志或外部发现而未更换的凭据数',
      en: 'Credentials found where they do not belong, and not yet replaced',
    },
  },
  zf_scan_coverage_ratio: {
    type: 'gauge',
    unit: 'ratio',
    emitter,
    labels: ['network'],
    help: { zh: '近 30 日漏洞扫描覆盖率', en: 'Share of assets that were scanned within 30 days' },
  },
  zf_attacks_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'attack'],
    help: { zh: '按类型统计的攻击次数', en: 'Attacks seen, by kind' },
  },
  zf_network_policy_drops_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network', 'system'],
    help: { zh: '被网络策略丢弃的连接', en: 'Connections that network policies dropped' },
  },
  zf_external_connections_total: {
    type: 'counter',
    unit: 'count',
    emitter,
    labels: ['network'],
    help: { zh: '违规外联次数', en: 'Connections to the outside that nothing declares' },
  },
  zf_image_vulnerability_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network', 'system', 'severity'],
    help: {
      zh: '运行中镜像最早未修复漏洞的存续时间',
      en: 'Age of the oldest unfixed vulnerability in a running image',
    },
  },
  zf_feed_last_import_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    emitter,
    labels: ['network'],
    help: { zh: '特征库与漏洞库最近导入时间', en: 'Time of the latest import of signature and vulnerability feeds' },
  },
} as const satisfies Readonly<Record<string, Metric>>;
