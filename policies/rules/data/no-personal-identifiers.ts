import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** No personal identifier stands in labels, annotations or settings. Evidence for mlps3:8.1.4.11 b), data:PIPL 51, 55, 56, 57. */
export const noPersonalIdentifiers = rule({
  id: 'no-personal-identifiers',
  title: {
    en: 'No personal identifier stands in labels, annotations or settings',
    zh: '标签、注解与配置中不含个人标识',
  },
  reason: { en: 'Personal data never enters the platform’s own objects.', zh: '个人信息不进入平台自身的对象。' },
  severity: 'critical',
  controls: ['mlps3:8.1.4.11 b)', 'data:PIPL 51, 55, 56, 57'],
  basis: 'object',
  targets: kinds('Namespace', 'ConfigMap', 'Service', 'Deployment', 'StatefulSet', 'CronJob'),
  expression:
    'annotations.all(k, !annotations[k].matches("(^|[^0-9])[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]([^0-9]|$)|（[12][0-9]{3}）.{1,6}[0-9]*刑")) && labels.all(k, !labels[k].matches("^[1-9][0-9]{16}[0-9Xx]$"))',
  path: 'metadata',
  message: 'a personal identifier',
  remedy: { en: 'Remove it; use a pseudonymous reference of the owning system.', zh: '删除；改用业务系统的匿名引用。' },
  examples: {
    compliant: [object('v1', 'ConfigMap', { data: { a: 'b' } }, { annotations: { ticket: 'CHG-20260301-17' } })],
    violating: [
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { annotations: { who: '11010519491231002X' } }),
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { labels: { who: '11010519491231002X' } }),
    ],
  },
});
