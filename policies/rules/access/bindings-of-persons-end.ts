import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { bind, group, user } from './rights-examples.ts';

const bounded = (annotations: Readonly<Record<string, string>>, created?: string) => {
  const { metadata, ...rest } = bind('visit', 'view', [user('vendor-17')], 'app');
  return { ...rest, metadata: { ...metadata, annotations, ...(created && { creationTimestamp: created }) } };
};
const ticket = { 'fadun.io/ticket': 'OPS-2026-0411' };
const ends = '"fadun.io/expires" in annotations';

/**
 * Rights of a person are for one namespace, on a ticket, and end within seven days; groups carry standing rights. Evidence
 * for mlps3:8.1.8.4 b), mlps3:8.1.8.4 c), mlps3:8.1.10.6 i), mlps3:8.1.4.2 c).
 */
export const bindingsOfPersonsEnd = rule({
  id: 'bindings-of-persons-end',
  title: { en: 'Rights of a person are bounded and end', zh: '个人授权有范围、有工单、有期限' },
  reason: {
    en: 'A visitor’s access that nobody ends is the account that somebody finds years later.',
    zh: '外来人员的授权若无人收回，日后即成为可被利用的账号。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.8.4 b)', 'mlps3:8.1.8.4 c)', 'mlps3:8.1.10.6 i)', 'mlps3:8.1.4.2 c)'],
  basis: 'object',
  targets: kinds('RoleBinding', 'ClusterRoleBinding'),
  items: 'has(object.subjects) ? object.subjects : []',
  holds: [
    'item.kind != "User"',
    'item.name in settings.ownUsers',
    `object.kind == "RoleBinding" && "fadun.io/ticket" in annotations && annotations["fadun.io/ticket"] != "" && ${ends} && annotations["fadun.io/expires"].matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$") && (!has(object.metadata.creationTimestamp) || timestamp(annotations["fadun.io/expires"]) - timestamp(object.metadata.creationTimestamp) <= duration(settings.longestForPersons))`,
  ].join(' || '),
  settings: {
    ownUsers: [
      'fadun:applier',
      'fadun:reader',
      'system:kube-controller-manager',
      'system:kube-scheduler',
      'system:kube-proxy',
    ],
    longestForPersons: '168h',
  },
  path: 'name',
  value: 'item.name',
  message: 'rights for the person {value} without scope, ticket or end',
  remedy: {
    en: 'Bind a group, or a RoleBinding with fadun.io/ticket and fadun.io/expires (UTC, at most seven days on).',
    zh: '绑定用户组；或使用带 fadun.io/ticket 与 fadun.io/expires（UTC，不超过七日）的 RoleBinding。',
  },
  examples: {
    compliant: [
      bind('admins', 'view', [group('fadun:system-admins')]),
      bounded({ ...ticket, 'fadun.io/expires': '2026-01-05T10:00:00Z' }),
      bounded({ ...ticket, 'fadun.io/expires': '2026-01-08T00:00:00Z' }, '2026-01-01T00:00:00Z'),
      bind('applier', 'view', [user('fadun:applier')]),
      bind('reader', 'view', [user('fadun:reader')]),
      bind('system:kube-proxy', 'system:node-proxier', [user('system:kube-proxy')]),
      bind('system:kube-scheduler', 'system:kube-scheduler', [user('system:kube-scheduler')]),
      bind('system:kube-controller-manager', 'system:kube-controller-manager', [
        user('system:kube-controller-manager'),
      ]),
      object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      }),
    ],
    violating: [
      bind('visit', 'view', [user('vendor-17')], 'app'),
      bounded(ticket),
      bounded({ 'fadun.io/expires': '2026-01-05T10:00:00Z' }),
      bounded({ 'fadun.io/ticket': '', 'fadun.io/expires': '2026-01-05T10:00:00Z' }),
      bounded({ ...ticket, 'fadun.io/expires': 'never' }),
      bounded({ ...ticket, 'fadun.io/expires': '2126-01-01T00:00:00Z' }, '2026-01-01T00:00:00Z'),
      bind('visit', 'view', [user('vendor-17')]),
      {
        ...bind('visit', 'view', [user('vendor-17')]),
        metadata: { name: 'visit', annotations: { ...ticket, 'fadun.io/expires': '2026-01-05T10:00:00Z' } },
      },
    ],
  },
});
