import { witnessName } from '../../../policies/admission/guards.ts';
import type { Alert } from './alert.ts';
import { ageCases, selector, stateCases } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

/** etcd, API server, admission, nodes and time of the network's cluster. */
export function controlPlaneAlerts(network: MonitoredNetwork): Alert[] {
  return [...etcd(network), ...admission(network), ...nodes(network), ...time(network), ...feeds(network)];
}

const words = (network: MonitoredNetwork) =>
  ({ scope: 'platform', owner: network.network.owner, role: 'on-call', severity: 'critical' }) as const;

function etcd(network: MonitoredNetwork): Alert[] {
  const size = selector('etcd_mvcc_db_total_size_in_bytes', { network: network.id });
  const bound = selector('etcd_server_quota_backend_bytes', { network: network.id });
  const labels = { network: network.id };
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'EtcdWithoutLeader',
        summary: { zh: 'etcd 成员失去主节点', en: 'A member of etcd has no leader' },
        description: {
          zh: '集群不可写。检查成员与磁盘；多数成员丢失时从快照恢复。',
          en: 'The cluster cannot write. Look at members and disks; with the majority lost, restore from a snapshot.',
        },
        runbook: 'restore-etcd',
        forMinutes: 2,
      },
      { metric: 'etcd_server_has_leader', operator: '==', threshold: 0, bad: 0, good: 1 },
    ),
    {
      ...words(network),
      name: 'EtcdNearlyFull',
      summary: { zh: 'etcd 数据库超过配额 80%', en: 'etcd has used more than 80 % of its quota' },
      description: {
        zh: '压缩并整理碎片；写满后集群只读。',
        en: 'Compact and defragment; when full, the cluster only reads.',
      },
      runbook: 'inspect-platform',
      expr: `max by (network) (${size}) / max by (network) (${bound}) > 0.8`,
      forMinutes: 10,
      cases: stateCases({
        bad: { [size]: 81, [bound]: 100 },
        good: { [size]: 80, [bound]: 100 },
        forMinutes: 10,
        labels,
      }),
    },
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'EtcdSlow',
        severity: 'warning',
        summary: { zh: 'etcd 落盘 99% 分位超过 0.5 秒', en: 'etcd takes more than 0.5 s for an fsync at p99' },
        description: { zh: '检查磁盘与邻居负载。', en: 'Look at the disk and at what shares it.' },
        runbook: 'inspect-platform',
        forMinutes: 10,
      },
      { metric: 'network:etcd_disk_wal_fsync_duration_seconds:p99_rate5m', operator: '>', threshold: 0.5, bad: 0.6 },
    ),
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'EncryptionAtRestFailing',
        summary: { zh: '静态加密操作失败', en: 'Encryption at rest fails' },
        description: {
          zh: '密钥缺失或不一致：核对加密配置，必要时回退到前一把密钥。',
          en: 'A key is missing or differs between servers: check the configuration, go back to the key before if need be.',
        },
        runbook: 'rotate-encryption-keys',
        forMinutes: 2,
      },
      {
        metric: 'apiserver_storage_transformation_operations_total',
        matchers: { status: 'Internal|Unknown|Unavailable|InvalidArgument|DeadlineExceeded' },
        by: [],
        limit: 0,
        windowMinutes: 10,
      },
    ),
  ];
}

function admission(network: MonitoredNetwork): Alert[] {
  const metric = 'apiserver_validating_admission_policy_check_total';
  return [
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'AdmissionPolicyFailing',
        summary: {
          zh: '准入策略 {{ $labels.policy }} 无法判定',
          en: 'Admission policy {{ $labels.policy }} cannot be evaluated',
        },
        description: {
          zh: '判定失败的请求按失败策略处理。核对策略版本，必要时按手册恢复。',
          en: 'Requests are decided by the failure policy. Check the version of the policy and recover it.',
        },
        runbook: 'recover-admission',
        forMinutes: 2,
      },
      {
        metric,
        matchers: { error_type: 'compile_error|invalid_error|out_of_budget' },
        by: ['policy'],
        limit: 0,
        windowMinutes: 10,
        seriesLabels: { policy: 'fadun-pods-critical' },
      },
    ),
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'AdmissionDenialsSurge',
        severity: 'warning',
        role: 'security-admin',
        summary: { zh: '15 分钟内准入拒绝超过 50 次', en: 'Admission refused more than 50 requests in 15 minutes' },
        description: {
          zh: '有人反复尝试被禁止的操作，或某个控制器循环。在审计日志中查明身份。',
          en: 'Somebody keeps trying what is forbidden, or a controller loops. The audit log says who.',
        },
        runbook: 'review-alerts',
        forMinutes: 5,
      },
      { metric, matchers: { enforcement_action: 'deny' }, by: [], limit: 50, windowMinutes: 15 },
    ),
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'ManagedObjectsChangedOutside',
        severity: 'warning',
        role: 'security-admin',
        summary: {
          zh: '受管对象在变更流程之外被改动或删除',
          en: 'Managed objects are changed outside planned changes',
        },
        description: {
          zh: '应急身份、集群超级管理员写入，或有人直接删除。核对应急授权与审计日志，并用 fadun drift 查明缺失。',
          en: 'By an emergency identity, by system:masters, or removed by hand. Hold it against emergency access and the audit log; `fadun drift` shows what is missing.',
        },
        runbook: 'audit-privileged-operations',
        forMinutes: 0,
      },
      {
        metric,
        matchers: { policy: witnessName, enforcement_action: 'audit' },
        by: [],
        limit: 0,
        windowMinutes: 15,
        fromFirst: true,
      },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'ApiServerErrors',
        summary: { zh: 'API 服务器错误率超过 5%', en: 'The API server fails more than 5 % of requests' },
        description: { zh: '检查 etcd、准入与资源。', en: 'Look at etcd, admission and resources.' },
        runbook: 'recover-admission',
        forMinutes: 10,
      },
      { metric: 'network:apiserver_request_errors:ratio_rate5m', operator: '>', threshold: 0.05, bad: 0.06 },
    ),
  ];
}

function nodes(network: MonitoredNetwork): Alert[] {
  const workload = (kind: 'Deployment' | 'StatefulSet', wanted: string, ready: string, label: string): Alert => {
    const labels = { network: network.id, namespace: 'smart-app', [label]: 'api' };
    const series = (metric: string) => selector(metric, labels);
    const of = (metric: string) =>
      `max by (network, namespace, ${label}) (${selector(metric, { network: network.id })})`;
    return {
      ...words(network),
      name: `${kind}Incomplete`,
      severity: 'warning',
      summary: {
        zh: `{{ $labels.namespace }} 的 {{ $labels.${label} }} 副本不足`,
        en: `{{ $labels.${label} }} of {{ $labels.namespace }} lacks replicas`,
      },
      description: { zh: '检查调度、镜像与探针。', en: 'Look at scheduling, image and probes.' },
      runbook: 'inspect-platform',
      expr: `${of(wanted)} - ${of(ready)} > 0`,
      forMinutes: 15,
      cases: stateCases({
        bad: { [series(wanted)]: 3, [series(ready)]: 2 },
        good: { [series(wanted)]: 3, [series(ready)]: 3 },
        forMinutes: 15,
        labels,
      }),
    };
  };
  return [
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'NodeNotReady',
        summary: { zh: '节点 {{ $labels.node }} 未就绪', en: 'Node {{ $labels.node }} is not ready' },
        description: { zh: '核对硬件、网络与 kubelet。', en: 'Look at hardware, network and kubelet.' },
        runbook: 'inspect-platform',
        forMinutes: 5,
      },
      {
        metric: 'kube_node_status_condition',
        matchers: { condition: 'Ready', status: 'true' },
        operator: '==',
        threshold: 0,
        bad: 0,
        good: 1,
        seriesLabels: { node: 'worker-1' },
      },
    ),
    workload('Deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available', 'deployment'),
    workload('StatefulSet', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready', 'statefulset'),
    countAlert(
      network.id,
      {
        ...words(network),
        name: 'ContainersRestarting',
        severity: 'warning',
        summary: {
          zh: '{{ $labels.namespace }} 容器 1 小时内重启超过 5 次',
          en: 'Containers of {{ $labels.namespace }} restarted more than 5 times in an hour',
        },
        description: { zh: '查看退出原因与内存限额。', en: 'Look at exit reasons and memory limits.' },
        runbook: 'inspect-platform',
        forMinutes: 10,
      },
      {
        metric: 'kube_pod_container_status_restarts_total',
        by: ['namespace'],
        limit: 5,
        windowMinutes: 60,
        seriesLabels: { namespace: 'smart-app' },
      },
    ),
    gaugeAlert(
      network.id,
      {
        ...words(network),
        name: 'NodeCpuHigh',
        severity: 'warning',
        role: 'system-admin',
        summary: {
          zh: '节点 {{ $labels.node }} 处理器使用超过 90%',
          en: 'Node {{ $labels.node }} uses more than 90 % of its processors',
        },
        description: { zh: '列入容量分析。', en: 'Take it into the capacity review.' },
        runbook: 'review-capacity',
        forMinutes: 30,
      },
      {
        metric: 'network_node:node_cpu_used:ratio_rate5m',
        operator: '>',
        threshold: 0.9,
        bad: 0.95,
        seriesLabels: { node: 'worker-1' },
      },
    ),
  ];
}

/** Each network keeps its own time (X29); audit records are worth as much as their time is right. */
function time(network: MonitoredNetwork): Alert[] {
  const labels = { network: network.id, node: 'worker-1' };
  const offset = selector('node_timex_offset_seconds', labels);
  const every = selector('node_timex_offset_seconds', { network: network.id });
  const shared = {
    ...words(network),
    severity: 'warning',
    role: 'audit-admin',
    runbook: 'check-log-completeness',
  } as const;
  return [
    {
      ...shared,
      name: 'TimeOffset',
      summary: {
        zh: '节点 {{ $labels.node }} 时间偏差超过 0.1 秒',
        en: 'The clock of node {{ $labels.node }} is off by more than 0.1 s',
      },
      description: { zh: '检查授时设备与时间服务。', en: 'Look at the time source and the time service.' },
      expr: `abs(${every}) > 0.1`,
      forMinutes: 10,
      cases: [
        ...stateCases({ bad: { [offset]: 0.11 }, good: { [offset]: 0.1 }, forMinutes: 10, labels }),
        ...stateCases({ bad: { [offset]: -0.11 }, good: { [offset]: -0.1 }, forMinutes: 10, labels }),
      ],
    },
    gaugeAlert(
      network.id,
      {
        ...shared,
        name: 'TimeUnsynchronised',
        summary: {
          zh: '节点 {{ $labels.node }} 时钟未同步',
          en: 'The clock of node {{ $labels.node }} is not synchronised',
        },
        description: { zh: '检查授时设备与时间服务。', en: 'Look at the time source and the time service.' },
        forMinutes: 30,
      },
      {
        metric: 'node_timex_sync_status',
        operator: '==',
        threshold: 0,
        bad: 0,
        good: 1,
        seriesLabels: { node: 'worker-1' },
      },
    ),
  ];
}

function feeds(network: MonitoredNetwork): Alert[] {
  const labels = { network: network.id };
  const series = selector('zf_feed_last_import_timestamp_seconds', labels);
  const limitSeconds = 7 * 86_400;
  return [
    {
      ...words(network),
      name: 'FeedStale',
      severity: 'warning',
      role: 'security-admin',
      summary: { zh: '特征库与漏洞库超过 7 天未导入', en: 'Signature and vulnerability feeds are older than 7 days' },
      description: {
        zh: '检查导入通道与介质流程（RB-D08）。',
        en: 'Look at the import channel and the media process (RB-D08).',
      },
      runbook: 'check-feeds',
      expr: `time() - ${series} > ${limitSeconds}`,
      forMinutes: 360,
      cases: ageCases({ series, limitSeconds, forMinutes: 360, labels }),
    },
  ];
}
