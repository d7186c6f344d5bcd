import { type DashboardSpec, panel } from './dashboard.ts';

/** Verdicts, proof, waivers, audit and intrusion of one network. */
export const securityDashboard: DashboardSpec = {
  id: 'security-posture',
  title: { zh: '安全态势', en: 'Security posture' },
  description: { zh: '审核结论、隔离证明、豁免、审计与入侵', en: 'Verdicts, proof, waivers, audit and intrusion' },
  variables: [],
  rows: [
    {
      title: { zh: '声明与证明', en: 'Declaration and proof' },
      panels: [
        panel('state', '隔离证明成立', 'Isolation proved', 'min(fadun_proof_holds)', {
          thresholds: { alarm: 1, falling: true },
        }),
        panel('number', '阻断结论', 'Verdicts that block', 'sum(fadun_verdicts{verdict=~"fail|error|unknown"})', {
          thresholds: { alarm: 1 },
        }),
        panel('number', '已豁免', 'Waived', 'sum(fadun_verdicts{verdict="waived"})', {
          thresholds: { warn: 1, alarm: 1_000_000 },
        }),
        panel('number', '偏离声明的对象', 'Drifted objects', 'sum(fadun_drifted_objects)', {
          thresholds: { alarm: 1 },
        }),
        panel('table', '豁免剩余天数', 'Waivers, days left', 'min by (waiver) (fadun_waiver_remaining_days)', {
          unit: 'd',
          thresholds: { warn: 14, alarm: 1, falling: true },
        }),
        panel('number', '过期豁免仍生效', 'Ended waivers still live', 'sum(fadun_waiver_expired_live)', {
          thresholds: { alarm: 1 },
        }),
        panel('state', '应急授权启用', 'Break-glass open', 'max(fadun_break_glass_active)', {
          thresholds: { alarm: 1 },
        }),
        panel(
          'curve',
          '准入拒绝',
          'Admission denials',
          'sum by (policy) (rate(apiserver_validating_admission_policy_check_total{enforcement_action="deny"}[5m]))',
          { legend: '{{policy}}' },
        ),
      ],
    },
    {
      title: { zh: '审计与入侵', en: 'Audit and intrusion' },
      panels: [
        panel('number', '日志留存天数', 'Log retention, days', 'min(zf_log_retention_days)', {
          unit: 'd',
          thresholds: { alarm: 180, falling: true },
        }),
        panel('number', '静默日志源', 'Silent log sources', 'sum(zf_log_sources_silent)', { thresholds: { alarm: 1 } }),
        panel(
          'curve',
          '距最近一条审计记录',
          'Since the last audit record',
          'time() - max by (system) (zf_audit_last_record_timestamp_seconds)',
          { unit: 's', legend: '{{system}}', thresholds: { warn: 900, alarm: 3600 } },
        ),
        panel('curve', '登录失败', 'Login failures', 'sum by (system) (increase(zf_login_failures_total[10m]))', {
          legend: '{{system}}',
        }),
        panel(
          'curve',
          '网络策略丢弃',
          'Dropped by policy',
          'sum by (system) (rate(zf_network_policy_drops_total[5m]))',
          {
            legend: '{{system}}',
          },
        ),
        panel('table', '未处置入侵', 'Open intrusions', 'sum by (severity) (zf_host_intrusions_open)', {
          thresholds: { alarm: 1 },
        }),
        panel('number', '违规外联', 'External connections', 'sum(increase(zf_external_connections_total[1h]))', {
          thresholds: { alarm: 1 },
        }),
        panel(
          'table',
          '未修复漏洞时长',
          'Vulnerabilities, age',
          'max by (system, severity) (zf_image_vulnerability_age_seconds)',
          { unit: 's', thresholds: { warn: 604_800, alarm: 2_592_000 } },
        ),
      ],
    },
  ],
};
