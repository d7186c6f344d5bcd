import type { Alert } from './alert.ts';
import { selector, stateCases } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

/** Signs of somebody inside or of a way out, from the network's own security centre (RB-I02, RB-I07, RB-I11). */
export function intrusionAlerts(network: MonitoredNetwork): Alert[] {
  return [...hosts(network), ...findings(network), ...connections(network), ...supply(network), ...keys(network)];
}

function words(network: MonitoredNetwork) {
  return { scope: 'platform', owner: network.network.owner, role: 'security-admin' } as const;
}

function hosts(network: MonitoredNetwork): Alert[] {
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'HostIntrusion',
        summary: {
          zh: '主机入侵告警未处置（{{ $labels.severity }}）',
          en: 'An intrusion on a host is open ({{ $labels.severity }})',
        },
        description: {
          zh: '先固定证据，再隔离节点；保留内存与磁盘。',
          en: 'Preserve evidence, then quarantine the node; keep memory and disk.',
        },
        severity: 'critical',
        runbook: 'quarantine-node',
        forMinutes: 2,
      },
      {
        metric: 'zf_host_intrusions_open',
        matchers: { severity: 'critical|high' },
        operator: '>',
        threshold: 0,
        bad: 1,
      },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'HostSensorsMissing',
        summary: { zh: '主机安全覆盖率低于 98%', en: 'Fewer than 98 % of hosts have a sensor' },
        description: { zh: '未覆盖的主机上的入侵无人知晓。', en: 'An intrusion on a host without one stays unseen.' },
        severity: 'warning',
        runbook: 'test-detection',
        forMinutes: 60,
      },
      { metric: 'zf_host_sensor_coverage_ratio', operator: '<', threshold: 0.98, bad: 0.97 },
    ),
  ];
}

/** What the security centre itself has found, or has not looked at. */
function findings(network: MonitoredNetwork): Alert[] {
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'SecurityAlertsUnhandled',
        summary: {
          zh: '安全告警半小时未处置（{{ $labels.severity }}）',
          en: 'Findings are not taken up for half an hour ({{ $labels.severity }})',
        },
        description: { zh: '逐条核实，误报须说明理由。', en: 'Look at each; a false one is closed with its reason.' },
        severity: 'warning',
        runbook: 'review-alerts',
        forMinutes: 30,
      },
      {
        metric: 'zf_security_alerts_unhandled',
        matchers: { severity: 'critical|high' },
        operator: '>',
        threshold: 0,
        bad: 1,
      },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'CredentialExposed',
        summary: { zh: '凭据泄露未更换', en: 'A credential was found where it does not belong' },
        description: {
          zh: '立即轮换，再查明泄露途径与使用记录。',
          en: 'Rotate it now; then find how it got there and where it was used.',
        },
        severity: 'critical',
        runbook: 'rotate-credentials',
        forMinutes: 2,
      },
      { metric: 'zf_credentials_exposed', operator: '>', threshold: 0, bad: 1 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'ScanCoverageLow',
        summary: { zh: '30 日内漏洞扫描覆盖率低于 95%', en: 'Fewer than 95 % of assets were scanned in 30 days' },
        description: { zh: '补扫遗漏的资产。', en: 'Scan what was left out.' },
        severity: 'warning',
        runbook: 'review-vulnerabilities',
        forMinutes: 60,
      },
      { metric: 'zf_scan_coverage_ratio', operator: '<', threshold: 0.95, bad: 0.94 },
    ),
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'AttackSurge',
        summary: {
          zh: '15 分钟内攻击超过 300 次（{{ $labels.attack }}）',
          en: 'More than 300 attacks in 15 minutes ({{ $labels.attack }})',
        },
        description: { zh: '核对来源与目标，必要时封禁。', en: 'Look at sources and targets; block them if need be.' },
        severity: 'warning',
        runbook: 'review-alerts',
        forMinutes: 5,
      },
      {
        metric: 'zf_attacks_total',
        by: ['attack'],
        limit: 300,
        windowMinutes: 15,
        seriesLabels: { attack: 'brute-force' },
      },
    ),
  ];
}

function connections(network: MonitoredNetwork): Alert[] {
  return [
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'ExternalConnection',
        summary: { zh: '发现违规外联', en: 'A connection to the outside that nothing declares' },
        description: { zh: '立即阻断，定位终端，固定证据。', en: 'Block it, find the terminal, preserve evidence.' },
        severity: 'critical',
        runbook: 'block-external-connection',
        forMinutes: 0,
      },
      { metric: 'zf_external_connections_total', by: [], limit: 0, windowMinutes: 15 },
    ),
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'PolicyDropsSurge',
        summary: {
          zh: '{{ $labels.system }} 15 分钟内被策略丢弃连接超过 500 次',
          en: 'Policies dropped more than 500 connections of {{ $labels.system }} in 15 minutes',
        },
        description: {
          zh: '可能是横向移动探测，也可能是新版本缺少声明。核对来源后决定是否隔离。',
          en: 'Somebody probes, or a release lacks a declaration. Find the source, then decide on isolation.',
        },
        severity: 'critical',
        runbook: 'isolate-namespace',
        forMinutes: 5,
      },
      {
        metric: 'zf_network_policy_drops_total',
        by: ['system'],
        limit: 500,
        windowMinutes: 15,
        seriesLabels: { system: network.systems[0]?.id ?? 'none' },
      },
    ),
    loginFailures(network),
  ];
}

/** During a protection period (重保) a fifth as many failed log-ins are enough. */
function loginFailures(network: MonitoredNetwork): Alert {
  const forMinutes = 5;
  const labels = { network: network.id, system: network.systems[0]?.id ?? 'none' };
  const rate = 'network_system:zf_login_failures:increase10m';
  const series = selector(rate, labels);
  const guard = selector('network:guard_period:active', { network: network.id });
  const every = selector(rate, { network: network.id });
  const guarded = (bad: number, good: number, active: number) =>
    stateCases({
      bad: { [series]: bad, [guard]: active },
      good: { [series]: good, [guard]: active },
      forMinutes,
      labels,
    });
  return {
    ...words(network),
    name: 'LoginFailuresSurge',
    summary: { zh: '{{ $labels.system }} 登录失败激增', en: 'Log-ins to {{ $labels.system }} fail in great number' },
    description: {
      zh: '10 分钟内超过 100 次（重保期 20 次）。核对来源，必要时锁定账号。',
      en: 'More than 100 in 10 minutes (20 in a protection period). Find the source; lock accounts if need be.',
    },
    severity: 'warning',
    runbook: 'review-alerts',
    expr: `${every} > 100 or (${every} > 20 and on (network) ${guard} == 1)`,
    forMinutes,
    cases: [...guarded(101, 100, 0), ...guarded(21, 20, 1)],
  };
}

function supply(network: MonitoredNetwork): Alert[] {
  const vulnerable = (name: string, severity: 'critical' | 'high', days: number, action: Alert['runbook']) =>
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name,
        summary: {
          zh: `{{ $labels.system }} 运行中镜像的${severity === 'critical' ? '严重' : '高危'}漏洞超过 ${days} 天未修复`,
          en: `A ${severity} vulnerability in a running image of {{ $labels.system }} is older than ${days} days`,
        },
        description: {
          zh: '升级镜像；无法升级的按摘要封禁。',
          en: 'Upgrade the image; where that is not possible, block it by digest.',
        },
        severity: severity === 'critical' ? 'critical' : 'warning',
        runbook: action,
        forMinutes: 60,
      },
      {
        metric: 'zf_image_vulnerability_age_seconds',
        matchers: { severity },
        operator: '>',
        threshold: days * 86_400,
        bad: days * 86_400 + 1,
        seriesLabels: { system: network.systems[0]?.id ?? 'none' },
      },
    );
  return [
    vulnerable('ImageVulnerabilityCritical', 'critical', 7, 'block-image'),
    vulnerable('ImageVulnerabilityHigh', 'high', 30, 'review-vulnerabilities'),
  ];
}

function keys(network: MonitoredNetwork): Alert[] {
  const keepers = network.systems.filter(({ keepsKeys }) => keepsKeys);
  if (keepers.length === 0) return [];
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'KeyStoreQuorumAtRisk',
        summary: { zh: '密码机可用成员不足 3', en: 'Fewer than 3 members of the key store answer' },
        description: {
          zh: '再失去一个成员，签名与解密将停止。',
          en: 'With one member less, signing and decryption stop.',
        },
        severity: 'critical',
        runbook: 'inspect-platform',
        forMinutes: 4,
      },
      {
        metric: 'zf_key_store_members_available',
        matchers: { system: keepers.map(({ id }) => id).join('|') },
        operator: '<',
        threshold: 3,
        bad: 2,
      },
    ),
  ];
}
