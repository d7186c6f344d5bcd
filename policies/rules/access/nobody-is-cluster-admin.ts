import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { binding, builtInBindingExamples, isBuiltInSubject } from './built-in.ts';

/** Nobody is bound to cluster-admin. Evidence for mlps3:8.1.4.2 d), cis:5.1.1, nsa:rbac-least-privilege. */
export const nobodyIsClusterAdmin = rule({
  id: 'nobody-is-cluster-admin',
  title: { en: 'Nobody is bound to cluster-admin', zh: '不得绑定 cluster-admin' },
  reason: {
    en: 'cluster-admin is every right over everything; the applier and break-glass are the only holders.',
    zh: 'cluster-admin 拥有全部权限，仅限下发身份与应急身份。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 d)', 'cis:5.1.1', 'nsa:rbac-least-privilege'],
  basis: 'object',
  targets: kinds('RoleBinding', 'ClusterRoleBinding'),
  expression: `object.roleRef.name != "cluster-admin" || (has(object.subjects) && object.subjects.all(item, ${isBuiltInSubject}))`,
  path: 'roleRef.name',
  message: 'bound to cluster-admin',
  remedy: { en: 'Bind a role that names the rights needed.', zh: '绑定仅含所需权限的角色。' },
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
      binding('system:mine', 'cluster-admin', 'fadun:system-admins'),
      binding('cluster-admin', 'cluster-admin', 'fadun:system-admins'),
      { ...binding('mine', 'cluster-admin', ''), subjects: undefined },
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
          subjects: [{ kind: 'Group', name: 'fadun:system-admins', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        { name: 'example' },
      ),
    ],
  },
});
