import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Default accounts hold no rights. Evidence for mlps3:8.1.4.2 b), cis:5.1.5. */
export const defaultAccountsHoldNoRights = rule({
  id: 'default-accounts-hold-no-rights',
  title: { en: 'Default accounts hold no rights', zh: '默认账号不持有权限' },
  reason: { en: 'Every pod that names no account runs under it.', zh: '未指定账号的 Pod 均使用默认账号。' },
  severity: 'high',
  controls: ['mlps3:8.1.4.2 b)', 'cis:5.1.5'],
  basis: 'object',
  targets: kinds('RoleBinding', 'ClusterRoleBinding'),
  items: 'has(object.subjects) ? object.subjects : []',
  // A token of the account authenticates as this user: RBAC takes either spelling.
  holds:
    '(item.kind != "ServiceAccount" || item.name != "default") && (item.kind != "User" || !item.name.matches("^system:serviceaccount:[^:]*:default$"))',
  path: 'name',
  message: 'rights for a default account',
  remedy: { en: 'Bind an account of the workload.', zh: '绑定负载专属账号。' },
  examples: {
    compliant: [
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'ServiceAccount', name: 'api', namespace: 'a' }],
        },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [
            { kind: 'Group', name: 'default', apiGroup: 'rbac.authorization.k8s.io' },
            { kind: 'User', name: 'system:serviceaccount:default:api', apiGroup: 'rbac.authorization.k8s.io' },
          ],
        },
        { name: 'example' },
      ),
    ],
    violating: [
      object(
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'User', name: 'system:serviceaccount:a:default', apiGroup: 'rbac.authorization.k8s.io' }],
        },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
          subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'a' }],
        },
        { name: 'example' },
      ),
    ],
  },
});
