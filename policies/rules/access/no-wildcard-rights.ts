import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['*', '*/scale'];

/** Roles name what they permit. Evidence for mlps3:8.1.4.2 d), cis:5.1.3, nsa:rbac-least-privilege. */
export const noWildcardRights = rule({
  id: 'no-wildcard-rights',
  title: { en: 'Roles name what they permit', zh: '角色逐项列明权限' },
  reason: { en: 'A wildcard grants what is added tomorrow as well.', zh: '通配符会自动包含将来新增的权限。' },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 d)', 'cis:5.1.3', 'nsa:rbac-least-privilege'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!(has(item.apiGroups) && "*" in item.apiGroups) && !(has(item.resources) && item.resources.exists(r, r.startsWith("*"))) && !("*" in item.verbs)',
    words,
  ),
  path: 'verbs',
  message: 'a wildcard in the rule',
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
      ...borrowedNames({ apiGroups: [''], resources: ['*'], verbs: ['list'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: [''], resources: ['*'], verbs: ['get'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: [''], resources: ['*/exec'], verbs: ['create'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }] },
        { name: 'example' },
      ),
    ],
  },
});
