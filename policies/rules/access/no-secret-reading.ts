import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['secrets'];

/** Roles read no secrets but named ones. Evidence for mlps3:8.1.4.2 d), mlps3:8.2.4.5 b), cis:5.1.2, nsa:secrets. */
export const noSecretReading = rule({
  id: 'no-secret-reading',
  title: { en: 'Roles read no secrets but named ones', zh: '角色不得读取未点名的密钥' },
  reason: { en: 'Reading secrets is holding every account they open.', zh: '可读密钥即掌握其对应的全部账号。' },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 d)', 'mlps3:8.2.4.5 b)', 'cis:5.1.2', 'nsa:secrets'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!(has(item.resources) && "secrets" in item.resources && item.verbs.exists(v, v in ["get", "list", "watch"])) || (has(item.resourceNames) && size(item.resourceNames) > 0 && !("list" in item.verbs) && !("watch" in item.verbs))',
    words,
  ),
  path: 'verbs',
  message: 'the rule reads secrets',
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
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['a'], verbs: ['get'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }] },
        { name: 'example' },
      ),
    ],
    violating: [
      ...borrowedNames({ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['a'], verbs: ['get', 'watch'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['a'], verbs: ['get', 'list'] }] },
        { name: 'example' },
      ),
    ],
  },
});
