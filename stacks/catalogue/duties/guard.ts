import type { Duty } from '../../model/duty.ts';

/** Duties around protection periods (重保). */
export const guardDuties = {
  'RB-G01': {
    name: { zh: '重保前准备', en: 'Before a protection period' },
    period: 'protection-period',
    roles: ['SYS', 'SEC', 'LEAD'],
    automated: {
      zh: '冻结日历、资产核对、缩减暴露面、高风险账号重置、备份恢复验证、值班表与通讯测试',
      en: 'Freeze calendar, asset check, exposure reduced, risky accounts reset, backups proven, rota tested',
    },
    evidence: { zh: '准备清单', en: 'Preparation list' },
    basis: '重要时期安全保障要求',
    runbook: 'prepare-guard-period',
    manual: false,
    certainty: 'P',
  },
  'RB-G02': {
    name: { zh: '重保期值守', en: 'During a protection period' },
    period: 'protection-period',
    roles: ['ONC'],
    automated: {
      zh: '每 4–8 小时零报告、阈值收紧、双人审批、页面与交换通道监看',
      en: 'Report every 4–8 hours even when nothing happened, tighter thresholds, two approvals, pages and channels watched',
    },
    evidence: { zh: '班次报告', en: 'Shift reports' },
    basis: '重要时期安全保障要求',
    runbook: 'report-guard-shift',
    manual: false,
    certainty: 'P',
  },
  'RB-G03': {
    name: { zh: '重保期一键处置', en: 'Prepared measures' },
    period: 'protection-period',
    roles: ['ONC', 'SEC'],
    automated: {
      zh: '静态页降级、封禁、只读、断开通道、隔离命名空间',
      en: 'Static fallback, block, read-only, channel cut, namespace quarantine',
    },
    evidence: { zh: '处置记录', en: 'Record of the measures' },
    basis: '重要时期安全保障要求',
    runbook: 'trigger-guard-measures',
    manual: false,
    certainty: 'P',
  },
  'RB-G04': {
    name: { zh: '重保后恢复与总结', en: 'After a protection period' },
    period: 'protection-period',
    roles: ['SYS', 'LEAD'],
    automated: { zh: '撤回临时封禁、解除冻结、复盘', en: 'Temporary blocks withdrawn, freeze lifted, review' },
    evidence: { zh: '总结报告', en: 'Report' },
    basis: '重要时期安全保障要求',
    runbook: 'close-guard-period',
    manual: false,
    certainty: 'P',
  },
} as const satisfies Readonly<Record<string, Duty>>;
