import type { Alert } from './alert.ts';
import { ageCases, selector, stateCases } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

const words = (network: MonitoredNetwork) =>
  ({ scope: 'platform', owner: network.network.owner, role: 'system-admin', severity: 'critical' }) as const;

/** What is live against what was declared, judged and proved; waivers; access in an emergency. */
export function postureAlerts(network: MonitoredNetwork): Alert[] {
  return [...declared(network), ...judged(network), ...waivers(network), ...trust(network)];
}

function declared(network: MonitoredNetwork): Alert[] {
  const labels = { network: network.id };
  const [all, verified] = ['fadun_objects', 'fadun_objects_verified'].map((metric) => selector(metric, labels));
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'Drift',
        summary: { zh: '运行对象偏离声明', en: 'Live objects differ from the declaration' },
        description: {
          zh: '`fadun drift` 指出对象、字段、操作者与时间。无单变更须按事件处理。',
          en: '`fadun drift` names object, field, who and when. A change without a ticket is an incident.',
        },
        role: 'on-call',
        runbook: 'check-drift',
        forMinutes: 4,
      },
      { metric: 'fadun_drifted_objects', operator: '>', threshold: 0, bad: 1 },
    ),
    {
      ...words(network),
      name: 'ObjectsUnverified',
      severity: 'warning',
      summary: { zh: '部分声明对象未按声明运行', en: 'Some declared objects do not stand as declared' },
      description: { zh: '运行 `fadun verify` 查看清单。', en: '`fadun verify` lists them.' },
      runbook: 'check-drift',
      expr: `${all} - ${verified} > 0`,
      forMinutes: 30,
      cases: stateCases({
        bad: { [all!]: 500, [verified!]: 499 },
        good: { [all!]: 500, [verified!]: 500 },
        forMinutes: 30,
        labels,
      }),
    },
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'ClusterUnreachable',
        summary: { zh: '法盾无法访问集群', en: 'Fadun cannot reach the cluster' },
        description: {
          zh: '漂移、证明与核对此时都不可信。',
          en: 'Drift, proof and verification cannot be trusted until it can.',
        },
        role: 'on-call',
        runbook: 'inspect-platform',
        forMinutes: 6,
      },
      { metric: 'fadun_cluster_reachable', operator: '==', threshold: 0, bad: 0, good: 1 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'NodesUnlisted',
        severity: 'warning',
        summary: {
          zh: '有节点的架构或操作系统不在信创名录内',
          en: 'Nodes have an architecture or an operating system that the site does not list',
        },
        description: {
          zh: '核对节点来源；确需使用的先修改声明并审批。',
          en: 'Find where they come from; what is to stay is declared and approved first.',
        },
        runbook: 'refresh-product-lists',
        forMinutes: 10,
      },
      { metric: 'fadun_nodes_unlisted', operator: '>', threshold: 0, bad: 1 },
    ),
  ];
}

function judged(network: MonitoredNetwork): Alert[] {
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'ProofBroken',
        summary: { zh: '隔离证明不成立', en: 'The isolation proof does not hold' },
        description: {
          zh: '实际放通与声明不一致。`fadun prove --live` 给出见证；必要时隔离相关命名空间。',
          en: 'What is permitted is not what was declared. `fadun prove --live` gives the witness; isolate the namespace if need be.',
        },
        role: 'security-admin',
        runbook: 'isolate-namespace',
        forMinutes: 4,
      },
      { metric: 'fadun_proof_holds', operator: '==', threshold: 0, bad: 0, good: 1 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'RulesViolated',
        severity: 'warning',
        summary: {
          zh: '存在未通过的规则结论（{{ $labels.verdict }}）',
          en: 'Rules have findings ({{ $labels.verdict }})',
        },
        description: {
          zh: '运行 `fadun check` 查看；整改或申请豁免。',
          en: '`fadun check` lists them: mend, or ask for a waiver.',
        },
        role: 'security-admin',
        runbook: 'review-compliance',
        forMinutes: 30,
      },
      { metric: 'fadun_verdicts', matchers: { verdict: 'fail|error|unknown' }, operator: '>', threshold: 0, bad: 1 },
    ),
  ];
}

/** A waiver ends by regeneration: one that has expired and is still compiled in lets through what nobody allows any more. */
function waivers(network: MonitoredNetwork): Alert[] {
  const seriesLabels = { waiver: 'waiver-1' };
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'WaiverExpiring',
        severity: 'warning',
        summary: { zh: '豁免 {{ $labels.waiver }} 14 天内到期', en: 'Waiver {{ $labels.waiver }} ends within 14 days' },
        description: {
          zh: '完成整改，或由他人重新审批。',
          en: 'Mend what it covers, or have somebody else approve it again.',
        },
        role: 'security-admin',
        runbook: 'review-compliance',
        forMinutes: 60,
      },
      { metric: 'fadun_waiver_remaining_days', operator: '<', threshold: 14, bad: 13, seriesLabels },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'WaiverExpiredLive',
        summary: {
          zh: '豁免 {{ $labels.waiver }} 已过期但仍在集群生效',
          en: 'Waiver {{ $labels.waiver }} has expired and is still live',
        },
        description: {
          zh: '重新生成并下发准入策略。',
          en: 'Generate the admission policies again and apply them.',
        },
        role: 'security-admin',
        runbook: 'review-compliance',
        forMinutes: 2,
      },
      { metric: 'fadun_waiver_expired_live', operator: '==', threshold: 1, bad: 1, good: 0, seriesLabels },
    ),
  ];
}

function trust(network: MonitoredNetwork): Alert[] {
  const labels = { network: network.id };
  const seen = selector('fadun_last_observation_timestamp_seconds', labels);
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'BreakGlassOpen',
        summary: { zh: '应急授权已启用', en: 'Break-glass access is open' },
        description: {
          zh: '通知安全管理员与审计管理员；用后关闭、复核并更换凭据。',
          en: 'Security and audit administrators are told; close it, review what was done, change the credentials.',
        },
        role: 'audit-admin',
        runbook: 'break-glass',
        forMinutes: 0,
      },
      { metric: 'fadun_break_glass_active', operator: '==', threshold: 1, bad: 1, good: 0 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'JournalBroken',
        summary: { zh: '处置日志链校验失败', en: 'A journal does not verify' },
        description: {
          zh: '日志被改动、截断或重排。停止写入并固定证据。',
          en: 'It was edited, cut or reordered. Write no more and preserve evidence.',
        },
        role: 'audit-admin',
        runbook: 'preserve-evidence',
        forMinutes: 2,
      },
      { metric: 'fadun_journal_intact', operator: '==', threshold: 0, bad: 0, good: 1 },
    ),
    journalCut(network),
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'ObservationsFailing',
        severity: 'warning',
        role: 'on-call',
        summary: { zh: '法盾 30 分钟内观测失败超过 2 次', en: 'Fadun failed to look more than twice in 30 minutes' },
        description: {
          zh: '检查接口服务器、只读凭据与网络。',
          en: 'Look at the API server, the reading credential and the network.',
        },
        runbook: 'recover-monitoring',
        forMinutes: 5,
      },
      { metric: 'fadun_observation_failures_total', by: [], limit: 2, windowMinutes: 30 },
    ),
    {
      ...words(network),
      name: 'ObservationStale',
      role: 'on-call',
      summary: { zh: '法盾超过 15 分钟没有完成观测', en: 'Fadun has not looked for 15 minutes' },
      description: { zh: '检查导出进程与只读凭据。', en: 'Look at the exporter and at its reading credential.' },
      runbook: 'recover-monitoring',
      expr: `time() - ${seen} > 900`,
      forMinutes: 5,
      cases: ageCases({ series: seen, limitSeconds: 900, forMinutes: 5, labels }),
    },
  ];
}

/** Journals only grow. Their count is kept here, away from them: a tail that was cut off shows as a fall. */
function journalCut(network: MonitoredNetwork): Alert {
  const labels = { network: network.id };
  const series = selector('fadun_journal_records', labels);
  const course = (values: string, ...moments: [minutes: number, fires: boolean][]) => ({
    series: { [series]: values },
    stepSeconds: 60,
    moments: moments.map(([minutes, fires]) => ({ atSeconds: minutes * 60, fires: fires ? [labels] : [] })),
  });
  return {
    ...words(network),
    name: 'JournalCut',
    summary: { zh: '处置日志记录数减少', en: 'The journals hold fewer records than before' },
    description: {
      zh: '日志只增不减：末尾被截断或文件被移走。停止写入并固定证据。',
      en: 'Journals only grow: a tail was cut off, or a file was taken away. Write no more and preserve evidence.',
    },
    role: 'audit-admin',
    runbook: 'preserve-evidence',
    expr: `max by (network) (${series}) < max by (network) (${series} offset 30m)`,
    forMinutes: 0,
    cases: [
      course('100x39 99x30', [39, false], [40, true]),
      course('100x60', [45, false]),
      course('100+1x60', [45, false]),
    ],
  };
}
