import type { Alert } from './alert.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

/** Two hours: longer than any apply that was seen, shorter than a shift. */
const unfinishedSeconds = 7200;

/** What became of planned changes: stopped, left half-way, refused again and again. */
export function changeAlerts(network: MonitoredNetwork): Alert[] {
  const words = { scope: 'platform', owner: network.network.owner } as const;
  const metric = 'fadun_changes_total';
  return [
    countAlert(
      network.id,
      {
        ...words,
        name: 'ChangeFailed',
        summary: { zh: '变更实施失败', en: 'A change stopped, or did not verify' },
        description: {
          zh: '变更日志说明停在何处；排除原因后以同一计划与审批继续。',
          en: 'The journal of the change says where. Mend that and run the same plan with the same approvals.',
        },
        severity: 'critical',
        role: 'on-call',
        runbook: 'apply-change',
        forMinutes: 0,
      },
      { metric, matchers: { outcome: 'failed' }, by: ['outcome'], limit: 0, windowMinutes: 60 },
    ),
    gaugeAlert(
      network.id,
      {
        ...words,
        name: 'ChangeUnfinished',
        summary: { zh: '变更超过 2 小时未完成', en: 'A change has been half-way for more than 2 hours' },
        description: {
          zh: '集群处于两个版本之间。以同一计划与审批继续。',
          en: 'The cluster stands between two declarations. Run the same plan with the same approvals.',
        },
        severity: 'warning',
        role: 'system-admin',
        runbook: 'apply-change',
        forMinutes: 10,
      },
      {
        metric: 'fadun_change_unfinished_seconds',
        operator: '>',
        threshold: unfinishedSeconds,
        bad: unfinishedSeconds + 1,
      },
    ),
    countAlert(
      network.id,
      {
        ...words,
        name: 'ChangesRefused',
        summary: { zh: '1 小时内被拒的变更超过 5 次', en: 'More than 5 changes were refused within an hour' },
        description: {
          zh: '核对操作者：可能在试探审批，也可能审批流程有误。',
          en: 'Find who tries: somebody probes the approvals, or the way to them is wrong.',
        },
        severity: 'warning',
        role: 'security-admin',
        runbook: 'review-approvals',
        forMinutes: 0,
      },
      { metric, matchers: { outcome: 'refused|expired' }, by: [], limit: 5, windowMinutes: 60 },
    ),
  ];
}
