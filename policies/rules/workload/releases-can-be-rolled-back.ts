import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Deployments keep three revisions to go back to. Evidence for mlps3:8.1.10.10 a), mlps3:8.1.10.10 b), mlps3:8.1.10.10 c). */
export const releasesCanBeRolledBack = rule({
  id: 'releases-can-be-rolled-back',
  title: { en: 'Deployments keep three revisions to go back to', zh: 'Deployment 至少保留三个历史版本' },
  reason: { en: 'A change without a way back is an incident waiting.', zh: '无回退路径的变更即潜在事故。' },
  severity: 'low',
  controls: ['mlps3:8.1.10.10 a)', 'mlps3:8.1.10.10 b)', 'mlps3:8.1.10.10 c)'],
  basis: 'object',
  targets: kinds('Deployment', 'StatefulSet'),
  systemNamespaces: 'exempt',
  expression: 'has(object.spec.revisionHistoryLimit) && object.spec.revisionHistoryLimit >= 3',
  path: 'spec.revisionHistoryLimit',
  message: 'fewer than three revisions are kept',
  remedy: { en: 'Set revisionHistoryLimit to 3 or more.', zh: '将 revisionHistoryLimit 设为 3 或以上。' },
  examples: {
    compliant: [deployment({}, {}, { revisionHistoryLimit: 3 }), deployment()],
    violating: [deployment({}, {}, { revisionHistoryLimit: 2 })],
  },
});
