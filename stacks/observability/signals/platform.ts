import { left, type SignalRow, told, watched } from './signal.ts';

/** What every system has in common, shared services, clouds and lines, security, operations. */
export const platformSignals: readonly SignalRow[] = [
  {
    systems: 'every',
    signals: [
      told(['TrafficLost', 'ErrorRatioHigh', 'LatencyHigh', 'CapacityHigh'], '黄金指标', 'Golden signals'),
      told(['DeploymentIncomplete', 'StatefulSetIncomplete', 'ContainersRestarting'], '容器就绪', 'Pod readiness'),
      told(
        ['CertificateExpiring', 'CertificateExpiringSoon', 'CertificatePairBroken', 'CertificatePairEndsApart'],
        '证书剩余天数（含国密双证书）',
        'Days left of certificates, SM2 pairs included',
      ),
      told(['BackupOverdue', 'BackupUnknown'], '备份时效', 'Age of backups'),
      told(['RestoreTestOverdue'], '恢复验证时效', 'Age of restore tests'),
      told(['ReplicationLagging'], '复制延迟', 'Replication lag'),
      told(['QueueStuck', 'CapacityHigh'], '队列深度与最早消息', 'Depth of queues and oldest message'),
      told(['AuditSilent', 'AuditRecordsDropped'], '审计日志中断', 'Gaps in audit logs'),
      told(['RulesViolated'], '规则不符', 'Policy violations'),
      told(['Drift'], '配置漂移', 'Drift'),
      told(
        ['ImageVulnerabilityCritical', 'ImageVulnerabilityHigh'],
        '镜像漏洞存续',
        'Age of vulnerabilities in images',
      ),
      told(['PolicyDropsSurge'], '网络策略丢弃', 'Drops by network policies'),
      told(['LoginFailuresSurge'], '登录失败', 'Failed log-ins'),
      told(['BreakGlassOpen'], '应急授权', 'Break-glass access'),
      told(['TimeOffset', 'TimeUnsynchronised'], '授时偏差', 'Offset from the time source'),
    ],
  },
  {
    systems: ['zhengfa-collaboration'],
    signals: [
      watched('StageDelayed', 'workflow-step', '流程环节停滞', 'a step of a workflow stands still', { limit: 172_800 }),
      told(['QueueStuck', 'CapacityHigh'], '消息中间件积压', 'Lag of the message broker'),
      watched('TaskFailing', 'callback', '回调各单位失败', 'callbacks to organs fail'),
      watched('CaseDataIrregular', 'schema-version', '单位间接口版本不一致', 'organs use different schema versions'),
    ],
  },
  {
    systems: ['common-app-support'],
    signals: [
      told(['LoginFailuresSurge', 'ErrorRatioHigh'], '统一认证错误', 'Errors of log-in'),
      watched('SharedServiceSlow', 'certificate-status', '证书状态查询缓慢', 'certificate status answers slowly'),
      told(['KeyStoreQuorumAtRisk'], '密码机成员', 'Quorum of the key store'),
      watched('SharedServiceSlow', 'signing', '签名服务缓慢', 'signing is slow'),
      watched('SharedServiceSlow', 'seal', '电子印章服务缓慢', 'seals are slow'),
      watched('TimestampsOff', undefined, '时间戳服务时间偏差', 'the timestamp service is off'),
    ],
  },
  {
    systems: ['gov-cloud'],
    signals: [
      watched('LoadBalancerDegraded', undefined, '负载均衡成员异常', 'members of load balancers are down'),
      told(['EtcdSlow', 'EtcdWithoutLeader', 'EtcdNearlyFull'], 'etcd 时延', 'Latency of etcd'),
      told(['NodeNotReady'], '节点未就绪', 'Nodes that are not ready'),
      told(['CapacityHigh', 'CapacityCritical'], '地址池耗尽', 'Address pools that run out'),
    ],
  },
  {
    systems: ['gov-network'],
    signals: [
      watched('LinkUtilisationHigh', 'link', '链路利用率超过 70%', 'a line is more than 70 % full'),
      told(
        ['CapacityHigh', 'CapacityCritical'],
        '链路超过 80%、设备处理器',
        'Lines beyond 80 %, processors of devices',
      ),
      watched(
        'NetworkChangedOutsideWindow',
        undefined,
        '窗口外变更路由或访问控制',
        'routes or access lists changed outside a window',
      ),
    ],
  },
  {
    systems: ['security-assurance'],
    signals: [
      told(['SecurityAlertsUnhandled'], '未处置高危告警', 'High findings that nobody has taken up'),
      told(['LogSourcesSilent'], '静默日志源', 'Silent log sources'),
      told(['HostSensorsMissing'], '主机安全覆盖率', 'Coverage of hosts by sensors'),
      told(['ScanCoverageLow'], '扫描覆盖率', 'Coverage of scans'),
      told(['AttackSurge'], '按类型统计的攻击', 'Attacks by kind'),
      told(['LogRetentionShort'], '留存期', 'Days for which logs are kept'),
    ],
  },
  {
    systems: ['xinchuang-assurance'],
    signals: [
      told(['NodesUnlisted'], '节点架构与操作系统在名录内', 'Nodes by architecture and operating system in the list'),
      told(
        ['RulesViolated', 'AdmissionDenialsSurge'],
        '未批准仓库的镜像',
        'Images of registries that are not approved',
      ),
      left(
        'Whether an image is built for every required platform is seen in the registry, by the build that signs a release; a cluster sees only what it pulled.',
        '镜像多平台齐备',
        'Images with all required platforms',
      ),
    ],
  },
  {
    systems: ['secops-platform'],
    signals: [
      told(
        ['ChangeFailed', 'ChangeUnfinished', 'ChangesRefused'],
        '实施成功与失败',
        'Changes applied, failed, refused',
      ),
      told(['Drift'], '漂移数', 'Drift'),
      told(['CriticalAlertUnanswered'], '未响应告警', 'Alerts that nobody has taken up'),
      told(['DutyOverdue', 'RunbookUnfinished'], '手册逾期', 'Overdue runbooks'),
      told(['WaiverExpiring', 'WaiverExpiredLive'], '豁免到期', 'Waivers that end'),
      told(['DrillOverdue'], '演练时效', 'Age of drills'),
      left(
        'No network sees the release of another; fadun compare holds the neighbour files of both sides against each other.',
        '各集群版本差',
        'Skew of releases between clusters',
      ),
    ],
  },
];
