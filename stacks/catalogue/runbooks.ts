import type { Text } from '../model/vocabulary.ts';

/** A runbook as alerts and duties name it; what it does stands in `runbooks/`. */
export interface RunbookEntry {
  readonly title: Text;
  /** One of the core set: answers an alert or carries out a duty, and acts on what runs. */
  readonly core?: true;
}

/** What is reached for when something is wrong with what runs. */
const coreRunbooks = {
  'preserve-evidence': core('固定证据', 'Preserve evidence'),
  'isolate-namespace': core('隔离命名空间', 'Isolate a namespace'),
  'quarantine-node': core('隔离节点', 'Quarantine a node'),
  'rotate-credentials': core('轮换凭据', 'Rotate credentials'),
  'renew-certificates': core('更换证书（含国密双证书）', 'Renew certificates, SM2 pairs included'),
  'break-glass': core('启用应急授权', 'Break-glass access'),
  'restore-etcd': core('恢复 etcd', 'Restore etcd'),
  'drill-backup': core('备份恢复演练', 'Backup drill'),
  'cut-exchange-channel': core('断开交换通道', 'Cut an exchange channel'),
  'failover-exchange-channel': core('切换交换通道', 'Fail an exchange channel over'),
  'recover-audit-pipeline': core('恢复审计链路', 'Recover the audit pipeline'),
  'recover-admission': core('恢复准入控制', 'Recover admission'),
  'rotate-encryption-keys': core('轮换静态加密密钥', 'Rotate encryption keys'),
  'block-image': core('封禁镜像', 'Block an image'),
  'patch-control-plane': core('控制平面补丁', 'Patch the control plane'),
  'recover-monitoring': core('恢复监控', 'Recover monitoring'),
} as const satisfies Readonly<Record<string, RunbookEntry>>;

/** What the calendar asks for: daily to yearly, and around protection periods. */
const dutyRunbooks = {
  'hand-over-shift': entry('交接班', 'Hand over the shift'),
  'inspect-platform': entry('日常巡检', 'Inspect the platform'),
  'reconcile-exchanges': entry('交换对账', 'Reconcile exchanges'),
  'report-clocks': entry('时限看板通报', 'Report statutory clocks'),
  'check-backups': entry('备份结果检查', 'Check backups'),
  'review-alerts': entry('告警与日志审阅', 'Review alerts and logs'),
  'check-drift': entry('配置漂移检查', 'Check drift'),
  'check-feeds': entry('特征库与漏洞库时效检查', 'Check the age of feeds'),
  'revoke-expired-access': entry('清理到期授权', 'Revoke expired access'),
  'check-public-sites': entry('公众网站检查', 'Check public sites'),
  'review-vulnerabilities': entry('漏洞复核与补丁计划', 'Review vulnerabilities'),
  'audit-privileged-operations': entry('特权操作审计', 'Audit privileged operations'),
  'clean-network-rules': entry('冗余网络规则清理', 'Clean up network rules'),
  'review-capacity': entry('容量分析', 'Review capacity'),
  'review-accounts': entry('账号清理', 'Review accounts'),
  'check-log-completeness': entry('时间同步、日志源与留存期检查', 'Check time, log sources and retention'),
  'test-detection': entry('检测有效性测试', 'Test detection'),
  'review-sharing-grants': entry('数据共享授权复核', 'Review sharing grants'),
  'review-compliance': entry('合规检查与豁免复核', 'Review compliance and waivers'),
  'review-approvals': entry('审批矩阵复核', 'Review the approval matrix'),
  'test-malware-path': entry('恶意代码通路测试', 'Test the malware path'),
  'review-suppliers': entry('供应商评审', 'Review suppliers'),
  'exercise-attack': entry('攻防演练', 'Exercise an attack'),
  'failover-site': entry('灾备切换演练', 'Fail the site over'),
  'prepare-mlps-assessment': entry('等级测评准备', 'Prepare the classified-protection assessment'),
  'update-mlps-filing': entry('等保备案更新', 'Update the classified-protection filing'),
  'prepare-crypto-assessment': entry('密评准备', 'Prepare the commercial-crypto assessment'),
  'assess-critical-infrastructure': entry('关键信息基础设施检测评估', 'Assess critical infrastructure'),
  'assess-important-data': entry('重要数据风险评估', 'Assess important data'),
  'drill-emergency-plans': entry('应急预案演练', 'Drill emergency plans'),
  'test-security-awareness': entry('安全意识考核', 'Test security awareness'),
  'refresh-product-lists': entry('产品名录更新', 'Refresh product lists'),
  'regrade-data': entry('数据重新定级', 'Re-grade data'),
  'audit-personal-information': entry('个人信息保护合规审计', 'Audit personal information'),
  'review-key-ceremony': entry('密钥仪式复核', 'Review the key ceremony'),
  'prepare-guard-period': entry('重保前准备', 'Prepare a protection period'),
  'report-guard-shift': entry('重保值守报告', 'Report a protection shift'),
  'trigger-guard-measures': entry('重保一键处置', 'Trigger prepared measures'),
  'close-guard-period': entry('重保后恢复与总结', 'Close a protection period'),
} as const satisfies Readonly<Record<string, RunbookEntry>>;

/** What an incident or a change asks for. */
const incidentRunbooks = {
  'triage-incident': entry('事件分级与报告', 'Triage an incident'),
  'contain-intrusion': entry('勒索、入侵处置', 'Contain an intrusion'),
  'recover-control-plane': entry('平台中断处置', 'Recover the control plane'),
  'replace-compromised-keys': entry('密钥、证书泄露或过期处置', 'Replace compromised keys'),
  'contain-supplier': entry('供应商失陷处置', 'Contain a compromised supplier'),
  'contain-data-leak': entry('数据泄露处置', 'Contain a data leak'),
  'restore-public-page': entry('页面篡改处置', 'Restore a public page'),
  'block-external-connection': entry('违规外联处置', 'Block an external connection'),
  'recall-payload': entry('召回越界数据', 'Recall a payload'),
  'summarize-incident': entry('事件总结', 'Summarise an incident'),
  'apply-change': entry('常规变更', 'Apply a change'),
  'import-bundle': entry('跨网发布导入', 'Import a bundle'),
  'apply-emergency-change': entry('紧急变更', 'Apply an emergency change'),
  'decommission-system': entry('系统下线', 'Decommission a system'),
} as const satisfies Readonly<Record<string, RunbookEntry>>;

/** Every runbook that an alert or a duty may name, by id. */
export const runbooks = { ...coreRunbooks, ...dutyRunbooks, ...incidentRunbooks } as const satisfies Readonly<
  Record<string, RunbookEntry>
>;

function entry(zh: string, en: string): RunbookEntry {
  return { title: { zh, en } };
}

function core(zh: string, en: string): RunbookEntry {
  return { ...entry(zh, en), core: true };
}
