import type { Alert } from './alert.ts';
import { absenceCases, ageCases, selector, stateCases } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

const words = (network: MonitoredNetwork) =>
  ({
    severity: 'critical',
    scope: 'network',
    owner: network.network.owner,
    role: 'on-call',
    runbook: 'recover-monitoring',
  }) as const;

/** Who watches the watchers: a heartbeat whose silence is the alarm, blind spots, alerts that do not get out. */
export function monitoringAlerts(network: MonitoredNetwork): Alert[] {
  return [
    deadMan(network),
    networkDown(network),
    targetDown(network),
    ...network.jobs.map((job) => blind(network, job)),
    ...ways(network),
    schedule(network),
    unanswered(network),
  ];
}

/** Fires as long as Prometheus sees anything at all; the receiver calls somebody when it stops hearing it. */
function deadMan(network: MonitoredNetwork): Alert {
  const labels = { network: network.id };
  const up = selector('up', { ...labels, job: 'workloads' });
  return {
    ...words(network),
    name: 'DeadMan',
    severity: 'heartbeat',
    summary: { zh: '监控心跳', en: 'Heartbeat of monitoring' },
    description: {
      zh: '持续触发属正常。接收端连续 10 分钟未收到即告警。',
      en: 'It always fires. Whoever receives it raises the alarm after 10 minutes of silence.',
    },
    expr: `sum by (network) (${selector('up', labels)}) > 0`,
    forMinutes: 0,
    cases: stateCases({ bad: { [up]: 1 }, good: { [up]: 0 }, forMinutes: 0, labels }),
  };
}

/** The cause that silences what stands inside: more than half of the nodes do not answer. */
function networkDown(network: MonitoredNetwork): Alert {
  const labels = { network: network.id };
  const node = (index: number) => selector('up', { ...labels, job: 'node-exporter', instance: `node-${index}` });
  const state = (up: readonly number[]) => Object.fromEntries(up.map((value, index) => [node(index), value]));
  return {
    ...words(network),
    name: 'NetworkDown',
    summary: {
      zh: `${network.network.name.zh}半数以上节点失联`,
      en: `More than half of the nodes of ${network.id} do not answer`,
    },
    description: {
      zh: '电力、核心交换或平台级故障。网内系统告警已抑制。',
      en: 'Power, core switch or platform. Alerts of the systems inside are held back.',
    },
    runbook: 'triage-incident',
    expr: `avg by (network) (${selector('up', { ...labels, job: 'node-exporter' })}) < 0.5`,
    forMinutes: 3,
    cases: stateCases({ bad: state([1, 0, 0]), good: state([1, 1, 0, 0]), forMinutes: 3, labels }),
  };
}

function targetDown(network: MonitoredNetwork): Alert {
  const labels = { network: network.id, job: 'workloads', namespace: 'smart-app' };
  const target = (index: number) => selector('up', { ...labels, instance: `pod-${index}` });
  return {
    ...words(network),
    name: 'TargetsDown',
    severity: 'warning',
    scope: 'platform',
    summary: {
      zh: '{{ $labels.namespace }} 有采集目标不可达（{{ $labels.job }}）',
      en: 'Targets of {{ $labels.namespace }} do not answer ({{ $labels.job }})',
    },
    description: { zh: '这些目标的告警此时失效。', en: 'No alert of theirs can fire.' },
    expr: `count by (network, job, namespace) (${selector('up', { network: network.id })} == 0) > 0`,
    forMinutes: 10,
    cases: stateCases({
      bad: { [target(0)]: 1, [target(1)]: 0 },
      good: { [target(0)]: 1, [target(1)]: 1 },
      forMinutes: 10,
      labels,
    }),
  };
}

function blind(network: MonitoredNetwork, job: string): Alert {
  const labels = { network: network.id, job };
  const series = selector('up', labels);
  return {
    ...words(network),
    name: 'MonitoringBlind',
    summary: { zh: `没有任何 ${job} 采集目标`, en: `There is no target of ${job}` },
    description: {
      zh: '核对服务发现、网络策略与凭据。该来源的全部告警此时失效。',
      en: 'Look at discovery, network policies and credentials. No alert that rests on it can fire.',
    },
    labels: { job },
    expr: `absent(${series})`,
    forMinutes: 10,
    cases: absenceCases({ present: { [series]: 1 }, forMinutes: 10, labels }),
  };
}

/** From rule to person: evaluation, configuration, the way to Alertmanager, the way to the receiver. */
function ways(network: MonitoredNetwork): Alert[] {
  const count = (name: string, metric: string, zh: string, en: string, by: readonly string[] = []) =>
    countAlert(
      network.id,
      {
        ...words(network),
        name,
        summary: { zh, en },
        description: {
          zh: '告警可能到不了人。先用备用渠道通知值班。',
          en: 'Alerts may reach nobody. Tell the shift by another way first.',
        },
        forMinutes: 4,
      },
      {
        metric,
        by,
        limit: 0,
        windowMinutes: 15,
        seriesLabels: by.includes('integration') ? { integration: 'webhook' } : {},
      },
    );
  const rejected = (name: string, metric: string, zh: string, en: string) =>
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name,
        severity: 'warning',
        role: 'system-admin',
        summary: { zh, en },
        description: {
          zh: '仍在使用旧配置。修正后重新加载。',
          en: 'It still runs the old one. Mend it and load again.',
        },
        forMinutes: 10,
      },
      { metric, operator: '==', threshold: 0, bad: 0, good: 1 },
    );
  return [
    count(
      'RuleEvaluationsFailing',
      'prometheus_rule_evaluation_failures_total',
      '规则计算失败',
      'Rules fail to evaluate',
    ),
    count(
      'AlertsDropped',
      'prometheus_notifications_dropped_total',
      'Prometheus 丢弃了告警',
      'Prometheus dropped alerts',
    ),
    count(
      'NotificationsFailing',
      'alertmanager_notifications_failed_total',
      '告警通知发送失败（{{ $labels.integration }}）',
      'Notifications fail ({{ $labels.integration }})',
      ['integration'],
    ),
    rejected(
      'PrometheusConfigRejected',
      'prometheus_config_last_reload_successful',
      'Prometheus 配置加载失败',
      'Prometheus did not load its configuration',
    ),
    rejected(
      'AlertmanagerConfigRejected',
      'alertmanager_config_last_reload_successful',
      'Alertmanager 配置加载失败',
      'Alertmanager did not load its configuration',
    ),
  ];
}

/** Reconciliation runs each hour in the cluster; kube-state-metrics knows when it last succeeded. */
function schedule(network: MonitoredNetwork): Alert {
  const labels = { network: network.id, namespace: 'xchg-channel', cronjob: 'reconciliation' };
  const metric = 'kube_cronjob_status_last_successful_time';
  const every = selector(metric, { network: network.id });
  return {
    ...words(network),
    name: 'ScheduleMissed',
    severity: 'warning',
    scope: 'platform',
    role: 'system-admin',
    summary: {
      zh: '{{ $labels.namespace }} 的定时任务 {{ $labels.cronjob }} 超过 26 小时未成功',
      en: 'Schedule {{ $labels.cronjob }} of {{ $labels.namespace }} has not succeeded for 26 hours',
    },
    description: { zh: '查看任务日志与镜像。', en: 'Look at the log of the job and at its image.' },
    runbook: 'inspect-platform',
    expr: `time() - max by (network, namespace, cronjob) (${every}) > 93600`,
    forMinutes: 60,
    cases: ageCases({ series: selector(metric, labels), limitSeconds: 93_600, forMinutes: 60, labels }),
  };
}

/** Half a shift: whoever was told has neither ended it nor said why it stands. */
function unanswered(network: MonitoredNetwork): Alert {
  const labels = { network: network.id };
  const standing = selector('ALERTS_FOR_STATE', { ...labels, severity: 'critical' });
  const limitSeconds = 4 * 3600;
  return {
    ...words(network),
    name: 'CriticalAlertUnanswered',
    summary: { zh: '严重告警持续超过 4 小时', en: 'A critical alert has stood for more than 4 hours' },
    description: {
      zh: '核对是否有人处置；交接班时逐项确认，必要时升级。',
      en: 'Find out who works on it; at hand-over each is settled or escalated.',
    },
    severity: 'warning',
    role: 'unit-leader',
    runbook: 'hand-over-shift',
    expr: `count by (network) (time() - ${standing} > ${limitSeconds})`,
    forMinutes: 10,
    cases: ageCases({ series: standing, limitSeconds, forMinutes: 10, labels }),
  };
}
