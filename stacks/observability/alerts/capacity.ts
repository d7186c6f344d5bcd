import type { Alert } from './alert.ts';
import { selector, stateCases } from './cases.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

/** Capacity of systems, volumes, quotas and nodes (GB/T 22239 8.1.2.1 a, b). */
export function capacityAlerts(network: MonitoredNetwork): Alert[] {
  return [
    ...network.owners.flatMap(({ owner }) => ownCapacity(network, owner)),
    ...replication(network),
    ...shared(network),
  ];
}

function ownCapacity(network: MonitoredNetwork, owner: Alert['owner']): Alert[] {
  const system = network.owners
    .find((one) => one.owner === owner)!
    .systems.map(({ id }) => id)
    .join('|');
  const words = { scope: 'system', owner, role: 'on-call', runbook: 'review-capacity' } as const;
  const metric = 'zf_capacity_used_ratio';
  const seriesLabels = { resource: 'storage' };
  return [
    gaugeAlert(
      network.id,
      {
        ...words,
        name: 'CapacityHigh',
        summary: {
          zh: '{{ $labels.system }} {{ $labels.resource }} 容量超过 80%',
          en: '{{ $labels.system }} uses more than 80 % of {{ $labels.resource }}',
        },
        description: { zh: '列入容量分析，安排扩容。', en: 'Take it into the capacity review and plan for more.' },
        severity: 'warning',
        role: 'system-admin',
        forMinutes: 30,
      },
      { metric, matchers: { system }, operator: '>', threshold: 0.8, bad: 0.85, seriesLabels },
    ),
    gaugeAlert(
      network.id,
      {
        ...words,
        name: 'CapacityCritical',
        summary: {
          zh: '{{ $labels.system }} {{ $labels.resource }} 容量超过 92%',
          en: '{{ $labels.system }} uses more than 92 % of {{ $labels.resource }}',
        },
        description: {
          zh: '立即扩容或清理；案卷与审计日志不得清理。',
          en: 'Extend or clean up now; never dossiers or audit logs.',
        },
        severity: 'critical',
        forMinutes: 10,
      },
      { metric, matchers: { system }, operator: '>', threshold: 0.92, bad: 0.95, seriesLabels },
    ),
    gaugeAlert(
      network.id,
      {
        ...words,
        name: 'QueueStuck',
        summary: {
          zh: '{{ $labels.system }} 队列积压超过 15 分钟',
          en: '{{ $labels.system }} leaves messages in a queue for more than 15 minutes',
        },
        description: { zh: '检查消费者与下游系统。', en: 'Look at the consumers and at what is downstream.' },
        severity: 'warning',
        runbook: 'triage-incident',
        forMinutes: 10,
      },
      { metric: 'zf_queue_oldest_message_age_seconds', matchers: { system }, operator: '>', threshold: 900, bad: 901 },
    ),
  ];
}

/** A replica may be behind by what the system may lose at most. */
function replication(network: MonitoredNetwork): Alert[] {
  return network.systems
    .filter(({ stateful }) => stateful)
    .map(({ id, owner, availability }) => {
      const threshold = Math.max(availability.rpoMinutes, 1) * 60;
      return gaugeAlert(
        network.id,
        {
          name: 'ReplicationLagging',
          summary: {
            zh: `${id} 数据副本落后超过 RPO`,
            en: `A replica of ${id} is behind by more than the recovery point`,
          },
          description: {
            zh: `RPO ${availability.rpoMinutes} 分钟。此时发生故障将丢失数据。`,
            en: `The recovery point is ${availability.rpoMinutes} minutes. A failure now would lose data.`,
          },
          severity: 'critical',
          scope: 'system',
          owner,
          role: 'on-call',
          runbook: 'check-backups',
          forMinutes: 10,
        },
        {
          metric: 'zf_replication_lag_seconds',
          matchers: { system: id },
          operator: '>',
          threshold,
          bad: threshold + 1,
        },
      );
    });
}

function shared(network: MonitoredNetwork): Alert[] {
  const words = {
    scope: 'platform',
    owner: network.network.owner,
    role: 'system-admin',
    runbook: 'review-capacity',
  } as const;
  return [
    share(network.id, {
      ...words,
      name: 'VolumeNearlyFull',
      summary: {
        zh: '{{ $labels.namespace }} 卷 {{ $labels.persistentvolumeclaim }} 剩余不足 10%',
        en: 'Volume {{ $labels.persistentvolumeclaim }} of {{ $labels.namespace }} has less than 10 % left',
      },
      description: { zh: '扩卷；不得删除数据腾空间。', en: 'Extend the volume; delete no data to make room.' },
      severity: 'critical',
      role: 'on-call',
      forMinutes: 10,
      part: 'kubelet_volume_stats_available_bytes',
      whole: 'kubelet_volume_stats_capacity_bytes',
      by: { namespace: 'smart-data', persistentvolumeclaim: 'data-0' },
      operator: '<',
      threshold: 0.1,
      bad: [9, 100],
      good: [10, 100],
    }),
    share(network.id, {
      ...words,
      name: 'NodeDiskLow',
      summary: {
        zh: '节点 {{ $labels.node }} {{ $labels.mountpoint }} 剩余不足 12%',
        en: 'Node {{ $labels.node }} has less than 12 % left at {{ $labels.mountpoint }}',
      },
      description: { zh: '清理镜像与临时文件，或扩容。', en: 'Clean images and scratch files, or extend.' },
      severity: 'warning',
      forMinutes: 20,
      part: 'node_filesystem_avail_bytes',
      whole: 'node_filesystem_size_bytes',
      by: { node: 'worker-1', mountpoint: '/' },
      operator: '<',
      threshold: 0.12,
      bad: [11, 100],
      good: [12, 100],
    }),
    share(network.id, {
      ...words,
      name: 'NodeMemoryLow',
      summary: {
        zh: '节点 {{ $labels.node }} 可用内存不足 8%',
        en: 'Node {{ $labels.node }} has less than 8 % of memory left',
      },
      description: { zh: '检查内存占用与调度。', en: 'Look at memory use and scheduling.' },
      severity: 'warning',
      forMinutes: 20,
      part: 'node_memory_MemAvailable_bytes',
      whole: 'node_memory_MemTotal_bytes',
      by: { node: 'worker-1' },
      operator: '<',
      threshold: 0.08,
      bad: [7, 100],
      good: [8, 100],
    }),
    quota(network, words),
  ];
}

interface Share extends Omit<Alert, 'expr' | 'cases'> {
  readonly part: string;
  readonly whole: string;
  readonly by: Readonly<Record<string, string>>;
  readonly operator: '<' | '>';
  readonly threshold: number;
  readonly bad: readonly [part: number, whole: number];
  readonly good: readonly [part: number, whole: number];
}

/** One gauge as a share of another with the same labels. */
function share(network: string, { part, whole, by, operator, threshold, bad, good, ...words }: Share): Alert {
  const labels = { network, ...by };
  const series = (metric: string) => selector(metric, labels);
  const state = ([one, all]: readonly [number, number]) => ({ [series(part)]: one, [series(whole)]: all });
  const grouped = (metric: string) =>
    `max by (network, ${Object.keys(by).join(', ')}) (${selector(metric, { network })})`;
  return {
    ...words,
    expr: `${grouped(part)} / ${grouped(whole)} ${operator} ${threshold}`,
    cases: stateCases({ bad: state(bad), good: state(good), forMinutes: words.forMinutes, labels }),
  };
}

function quota(network: MonitoredNetwork, words: Pick<Alert, 'scope' | 'owner' | 'role' | 'runbook'>): Alert {
  const labels = { network: network.id, namespace: 'smart-app', resource: 'requests.cpu' };
  const series = (type: string) => selector('kube_resourcequota', { ...labels, type });
  const grouped = (type: string) =>
    `max by (network, namespace, resource) (${selector('kube_resourcequota', { network: network.id, type })})`;
  return {
    ...words,
    name: 'QuotaNearlyUsed',
    summary: {
      zh: '{{ $labels.namespace }} 配额 {{ $labels.resource }} 已用 95% 以上',
      en: '{{ $labels.namespace }} has used more than 95 % of its quota of {{ $labels.resource }}',
    },
    description: {
      zh: '副本无法扩展。核对用量，按变更流程调整。',
      en: 'Replicas cannot grow. Check the use and change the quota by the change process.',
    },
    severity: 'warning',
    expr: `${grouped('used')} / ${grouped('hard')} > 0.95`,
    forMinutes: 30,
    cases: stateCases({
      bad: { [series('used')]: 96, [series('hard')]: 100 },
      good: { [series('used')]: 95, [series('hard')]: 100 },
      forMinutes: 30,
      labels,
    }),
  };
}
