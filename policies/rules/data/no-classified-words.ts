import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

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
  targets: kinds('Namespace', 'ConfigMap', 'Service', 'Deployment', 'StatefulSet', 'PersistentVolumeClaim'),
  expression:
    'annotations.all(k, !annotations[k].matches("绝密|机密|秘密级|密级")) && labels.all(k, !labels[k].matches("(?i)top-?secret"))',
  path: 'metadata',
  message: 'marked as a state secret',
  remedy: {
    en: 'Stop, do not copy it, and tell the secrecy office by a path outside this platform.',
    zh: '立即停止，不得复制，并经平台外途径报告保密部门。',
  },
  examples: {
    compliant: [object('v1', 'ConfigMap', { data: { a: 'b' } }, { annotations: { note: '公开' } })],
    violating: [
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { annotations: { note: '机密★' } }),
      object('v1', 'ConfigMap', { data: { a: 'b' } }, { labels: { note: 'top-secret' } }),
    ],
  },
});
