import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { binding, builtInBindingExamples, isBuiltInSubject } from './built-in.ts';

/** Nobody is bound as system:masters. Evidence for mlps3:8.1.4.2 d), cis:5.1.7. */
export const nobodyIsInSystemMasters = rule({
  id: 'nobody-is-in-system-masters',
  title: { en: 'Nobody is bound as system:masters', zh: '不得使用 system:masters 组' },
  reason: { en: 'Members bypass every authorisation and cannot be revoked.', zh: '该组成员绕过一切授权且无法吊销。' },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 d)', 'cis:5.1.7'],
  basis: 'object',
  targets: kinds('RoleBinding', 'ClusterRoleBinding'),
  items: 'has(object.subjects) ? object.subjects : []',
  holds: `item.name != "system:masters" || (${isBuiltInSubject})`,
  path: 'name',
  message: 'bound as system:masters',
  remedy: { en: 'Bind a group of the three administrators.', zh: '绑定三员之一的用户组。' },
  examples: {
    compliant: [
      ...builtInBindingExamples(['system:masters']),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'Group', name: 'fadun:system-admins', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        { name: 'example' },
      ),
    ],
    violating: [
      binding('system:mine', 'view', 'system:masters'),
      binding('system:discovery', 'system:discovery', 'system:masters'),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'Group', name: 'system:masters', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        { name: 'example' },
      ),
    ],
  },
});
