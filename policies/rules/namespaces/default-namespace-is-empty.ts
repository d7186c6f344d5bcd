import { cronJob, deployment, pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kindsOf, podTemplates } from '../../targets.ts';

/** Nothing runs in the default namespace, which no bounds and no policy of a tenant cover. Evidence for cis:5.6.4. */
export const defaultNamespaceIsEmpty = rule({
  id: 'default-namespace-is-empty',
  title: { en: 'Nothing runs in the default namespace', zh: '默认命名空间中不运行任何负载' },
  reason: {
    en: 'It belongs to no system: no identity, no quota, no Pod Security level.',
    zh: '默认命名空间不属于任何系统：无身份、无配额、无 Pod 安全级别。',
  },
  severity: 'medium',
  controls: ['cis:5.6.4', 'mlps3:8.2.2.1 b)'],
  basis: 'object',
  targets: kindsOf(...podTemplates.kinds),
  expression: 'has(object.metadata.namespace) && object.metadata.namespace != "default"',
  path: 'metadata.namespace',
  message: 'runs in the default namespace',
  remedy: { en: 'Put it into the namespace of its system.', zh: '放入所属系统的命名空间。' },
  admission: false,
  examples: {
    compliant: [pod({}, {}, { namespace: 'app' })],
    violating: [pod(), pod({}, {}, { namespace: 'default' }), deployment(), cronJob()],
  },
});
