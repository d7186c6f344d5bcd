import type { Duty } from '../../model/duty.ts';

/** Duties of change, release and decommissioning. */
export const changeDuties = {
  'RB-C01': {
    name: { zh: '常规变更', en: 'Normal change' },
    period: 'on-event',
    roles: ['SYS', 'SEC'],
    automated: { zh: '计划、门禁、审批、实施、验证、更新台账', en: 'Plan, gate, approval, apply, verify, inventory' },
    evidence: { zh: '变更证据包', en: 'Evidence bundle' },
    basis: 'GB/T 22239 8.1.10.10',
    runbook: 'apply-change',
    manual: false,
    certainty: 'V',
  },
  'RB-C02': {
    name: { zh: '跨网发布', en: 'Cross-network release' },
    period: 'on-event',
    roles: ['SYS', 'SEC'],
    automated: {
      zh: '构建、扫描、签名、打包；双人导入、验签、比对、审批、实施',
      en: 'Build, scan, sign, bundle; import by two, verify, compare, approve, apply',
    },
    evidence: { zh: '发布记录', en: 'Release record' },
    basis: 'GB/T 22239 8.1.9.5',
    runbook: 'import-bundle',
    manual: false,
    certainty: 'M',
  },
  'RB-C03': {
    name: { zh: '紧急变更', en: 'Emergency change' },
    period: 'on-event',
    roles: ['ONC', 'LEAD'],
    automated: { zh: '两人电话批准后实施，24 小时内补记', en: 'Two approvers by phone, recorded within 24 hours' },
    evidence: { zh: '紧急变更记录', en: 'Record of the change' },
    basis: 'GB/T 22239 8.1.10.10',
    runbook: 'apply-emergency-change',
    manual: false,
    certainty: 'V',
  },
  'RB-C04': {
    name: { zh: '系统下线', en: 'Decommissioning' },
    period: 'on-event',
    roles: ['SYS', 'SEC'],
    automated: {
      zh: '排空、备份、清除证明、吊销证书、注销备案',
      en: 'Drain, backup, wipe proof, certificates revoked, filing cancelled',
    },
    evidence: { zh: '下线记录', en: 'Record' },
    basis: 'GB/T 22239 8.1.10.4',
    runbook: 'decommission-system',
    manual: false,
    certainty: 'M',
  },
} as const satisfies Readonly<Record<string, Duty>>;
