import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = [
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/ephemeralcontainers',
  'pods/proxy',
  'services/proxy',
];

/** No role opens a shell or a tunnel into pods. Evidence for mlps3:8.1.5.1 a), mlps3:8.1.10.6 h), mlps3:8.1.4.2 d). */
export const noShellInPods = rule({
  id: 'no-shell-in-pods',
  title: { en: 'No role opens a shell or a tunnel into pods', zh: '角色不得进入 Pod 或建立隧道' },
  reason: { en: 'A shell in production leaves what it did only in memory.', zh: '生产环境中的交互操作难以留痕。' },
  severity: 'high',
  controls: ['mlps3:8.1.5.1 a)', 'mlps3:8.1.10.6 h)', 'mlps3:8.1.4.2 d)'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!(has(item.resources) && item.resources.exists(r, r in ["pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers", "pods/proxy", "services/proxy"]))',
    words,
  ),
  path: 'verbs',
  message: 'the rule opens a way into pods',
  remedy: {
    en: 'Take the right out of the role; break-glass is for emergencies.',
    zh: '从角色中移除该权限；紧急情况走应急通道。',
  },
  examples: {
    compliant: [
      ...builtInExamples(words),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
        { name: 'example' },
      ),
    ],
    violating: [
      ...borrowedNames({ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['update'] }] },
        { name: 'example' },
      ),
    ],
  },
});
