import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** A level 3 cluster carries nothing above its level. Evidence for mlps3:8.2.2.1 a). */
export const noLevelFourTenants = rule({
  id: 'no-level-four-tenants',
  title: { en: 'A level 3 cluster carries nothing above its level', zh: '三级集群不承载更高等级系统' },
  reason: {
    en: 'The platform’s own protection is the most a tenant can rely on.',
    zh: '平台自身等级是租户可依赖的上限。',
  },
  severity: 'high',
  controls: ['mlps3:8.2.2.1 a)'],
  basis: 'declared',
  targets: kinds('Namespace'),
  where: '"fadun.io/mlps-level" in labels',
  expression: 'labels["fadun.io/mlps-level"] in ["2", "3"]',
  path: 'metadata.labels',
  message: 'the namespace is above the cluster’s level',
  remedy: { en: 'Give the level 4 system a cluster of its own.', zh: '四级系统使用独立集群。' },
  examples: {
    compliant: [
      object('v1', 'Namespace', {}, { name: 'a', labels: { 'fadun.io/mlps-level': '3' } }),
      object('v1', 'Namespace', {}, { name: 'a', labels: { 'fadun.io/mlps-level': '2' } }),
    ],
    violating: [object('v1', 'Namespace', {}, { name: 'a', labels: { 'fadun.io/mlps-level': '4' } })],
  },
});
