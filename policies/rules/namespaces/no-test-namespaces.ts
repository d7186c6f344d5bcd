import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Development and test stay out of production. Evidence for mlps3:8.1.9.4 a). */
export const noTestNamespaces = rule({
  id: 'no-test-namespaces',
  title: { en: 'Development and test stay out of production', zh: '生产集群不含开发测试环境' },
  reason: {
    en: 'Test data and test rights are how production is reached.',
    zh: '测试数据与测试权限是进入生产的捷径。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.9.4 a)'],
  basis: 'object',
  targets: kinds('Namespace'),
  expression:
    '!object.metadata.name.matches("^(dev|test|dev-test|staging|sandbox)(-|$)|-(dev|test)$") && !("env" in labels && labels["env"] in ["dev", "test"])',
  path: 'metadata.name',
  message: 'a development or test namespace in production',
  remedy: {
    en: 'Move it to the development cluster, outside every production network.',
    zh: '移至生产网络之外的开发集群。',
  },
  examples: {
    compliant: [
      object('v1', 'Namespace', {}, { name: 'a', labels: { env: 'prod' } }),
      object('v1', 'Namespace', {}, { name: 'smart-court-app', labels: {} }),
    ],
    violating: [
      object('v1', 'Namespace', {}, { name: 'dev-test', labels: {} }),
      object('v1', 'Namespace', {}, { name: 'court-test', labels: {} }),
      object('v1', 'Namespace', {}, { name: 'a', labels: { env: 'dev' } }),
    ],
  },
});
