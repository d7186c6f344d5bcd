import { cronJob, deployment, object, pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { worded, wordedMaps } from './texts.ts';
import { annotatedJobTemplate, annotatedTemplate } from './word-examples.ts';

/** A resident identity number (GB 11643), or the number of a criminal case. */
const identifier =
  '(^|[^0-9])[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]([^0-9]|$)|（[12][0-9]{3}）.{1,6}[0-9]*刑';

/** Part of every such line: short, since a pattern costs the API server by its length for each character that it reads. */
const hint = '[0-9]{17}|[0-9]{4}）';

/**
 * No personal identifier stands in labels, annotations or settings, those of templates included. Evidence for
 * mlps3:8.1.4.11 b), data:PIPL 51, 55, 56, 57.
 */
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
  targets: worded,
  items: wordedMaps,
  holds: `item.all(k, item[k].split("\\n").all(line, !line.matches(${JSON.stringify(hint)}) || !line.matches(${JSON.stringify(identifier)})))`,
  message: 'a personal identifier',
  remedy: { en: 'Remove it; use a pseudonymous reference of the owning system.', zh: '删除；改用业务系统的匿名引用。' },
  examples: {
    compliant: [
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { annotations: { ticket: 'CHG-20260301-17' } }),
      object('v1', 'ConfigMap', { data: { a: '123456789012345678901234（2026）' } }),
      pod(),
      deployment(),
      cronJob(),
    ],
    violating: [
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { annotations: { who: '11010519491231002X' } }),
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { labels: { who: '11010519491231002X' } }),
      object('v1', 'ConfigMap', { data: { a: 'b', 'people.csv': 'name,id\nZhang,11010519491231002X\n' } }),
      object('v1', 'ConfigMap', { data: { a: '（2026）滨01刑初7号' } }),
      object('v1', 'Service', { spec: { ports: [{ port: 443 }] } }, { labels: { a: 'b', who: 'n11010519491231002x' } }),
      pod({}, {}, { annotations: { who: '110105194912310029' } }),
      annotatedTemplate({ who: '11010519491231002X' }),
      annotatedTemplate({}, { who: '11010519491231002X' }),
      annotatedJobTemplate({ who: '11010519491231002X' }),
      annotatedJobTemplate({}, { who: '11010519491231002X' }),
    ],
  },
});
