import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { binding, builtInBindingExamples, isBuiltInSubject } from './built-in.ts';

/** No right is given to everyone. Evidence for mlps3:8.1.4.2 c), mlps3:8.1.4.1 a). */
export const rightsAreForKnownSubjects = rule({
  id: 'rights-are-for-known-subjects',
  title: { en: 'No right is given to everyone', zh: '权限不授予所有人' },
  reason: {
    en: 'system:anonymous and system:unauthenticated are whoever reaches the port.',
    zh: '匿名组包括任何能访问端口的人。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 c)', 'mlps3:8.1.4.1 a)'],
  basis: 'object',
  targets: kinds('RoleBinding', 'ClusterRoleBinding'),
  items: 'has(object.subjects) ? object.subjects : []',
  holds: `!(item.name in ["system:anonymous", "system:unauthenticated", "system:authenticated"]) || (${isBuiltInSubject})`,
  path: 'name',
  value: 'item.name',
  message: 'rights for {value}',
  remedy: { en: 'Name the group of the people who need it.', zh: '写明需要该权限的人员组。' },
  examples: {
    compliant: [
      ...builtInBindingExamples(['system:authenticated', 'system:unauthenticated']),
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
      binding('system:mine', 'view', 'system:authenticated'),
      binding('system:discovery', 'system:discovery', 'system:unauthenticated'),
      binding('system:discovery', 'system:discovery', 'system:authenticated', { kind: 'User' }),
      binding('system:discovery', 'view', 'system:authenticated'),
      binding('system:discovery', 'system:discovery', 'system:authenticated', {}, 'RoleBinding'),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'Group', name: 'system:unauthenticated', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'Group', name: 'system:authenticated', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'User', name: 'system:anonymous', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        { name: 'example' },
      ),
    ],
  },
});
