import { cronJob, deployment, object, pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { worded, wordedMaps } from './texts.ts';
import { annotatedJobTemplate, annotatedTemplate } from './word-examples.ts';

/** Marks of the three degrees; 机密 is also a part of 密码机密钥, 机密性 and 机密计算. */
const marks = '(?i)绝密|机密([^钥性计]|$)|秘密[级★]|密级|top[-_ ]?secret';

/** Nothing is marked as a state secret. Evidence for data:DSL 53. */
export const noClassifiedWords = rule({
  id: 'no-classified-words',
  title: { en: 'Nothing is marked as a state secret', zh: '不含国家秘密标识' },
  reason: {
    en: 'Classified content is under other rules and may not enter this platform.',
    zh: '涉密内容适用分级保护，不得进入本平台。',
  },
  severity: 'critical',
  controls: ['data:DSL 53'],
  basis: 'object',
  targets: worded,
  items: wordedMaps,
  holds: `item.all(k, !item[k].matches(${JSON.stringify(marks)}))`,
  message: 'marked as a state secret',
  remedy: {
    en: 'Stop, do not copy it, and tell the secrecy office by a path outside this platform.',
    zh: '立即停止，不得复制，并经平台外途径报告保密部门。',
  },
  examples: {
    compliant: [
      object('v1', 'ConfigMap', { data: { a: '密码机密钥仪式，校验机密性' } }, { annotations: { note: '公开' } }),
      pod(),
      deployment(),
      cronJob(),
    ],
    violating: [
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { annotations: { note: '机密★' } }),
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { labels: { note: 'top-secret' } }),
      object('v1', 'ConfigMap', { data: { a: 'b', head: '卷宗\n秘密★' } }),
      object('v1', 'Namespace', {}, { annotations: { note: 'TOP SECRET', owner: 'a' } }),
      pod({}, {}, { annotations: { note: '绝密' } }),
      pod({}, {}, { labels: { note: 'topsecret' } }),
      annotatedTemplate({ note: '机密' }),
      annotatedJobTemplate({ note: '密级：一' }),
    ],
  },
});
