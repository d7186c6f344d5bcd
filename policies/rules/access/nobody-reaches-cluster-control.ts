import type { KubernetesObject } from '../../kubernetes.ts';
import { account, accountObject, bind, group, right, role, user } from './rights-examples.ts';
import { powerRule } from './rights-rule.ts';

const rbac = 'rbac.authorization.k8s.io';
const escalating = role('operator', [right('clusterroles', 'escalate', rbac)]);

/** Nobody reaches control of the cluster, directly or through an account. Evidence for mlps3:8.1.4.2 d), cis:5.1.8. */
export const nobodyReachesClusterControl = powerRule(
  {
    id: 'nobody-reaches-cluster-control',
    title: { en: 'Nobody reaches control of the cluster', zh: '任何主体均不能取得集群控制权' },
    reason: {
      en: 'Harmless roles add up: who may start a pod beside an operator holds all that the operator holds.',
      zh: '看似无害的权限可以叠加：能在运维组件旁启动 Pod 者，即拥有该组件的全部权限。',
    },
    severity: 'critical',
    controls: ['mlps3:8.1.4.2 d)', 'mlps3:8.1.10.6 b)', 'cis:5.1.8', 'nsa:rbac-least-privilege'],
    remedy: {
      en: 'Cut the path that the finding shows: take the right out of the role, or unbind the subject.',
      zh: '切断告警所示路径：从角色中移除该权限，或解除绑定。',
    },
    examples: {
      compliant: [
        [role('reader', [right('pods', 'get')]), bind('readers', 'reader', [group('fadun:system-admins')])],
        [escalating, bind('appliers', 'operator', [group('fadun:appliers')])],
        [bind('starters', 'edit', [user('developer')], 'app'), accountObject('ops', 'operator')],
      ],
      violating: [
        [escalating, bind('operators', 'operator', [account('ops', 'operator')])],
        [escalating, bind('operators', 'operator', [group('system:serviceaccounts:ops')]), accountObject('ops', 'any')],
        [
          role('starter', [right('jobs', 'create', 'batch')]),
          escalating,
          bind('operators', 'operator', [account('ops', 'operator')]),
          bind('starters', 'starter', [user('developer')], 'ops'),
        ],
        // An account by the user name that its token authenticates as.
        [
          role('starter', [right('jobs', 'create', 'batch')]),
          escalating,
          bind('operators', 'operator', [user('system:serviceaccount:ops:default')]),
          bind('starters', 'starter', [user('developer')], 'ops'),
        ],
        [
          object('part', { aggregate: 'yes' }),
          sum('sum', { aggregate: 'yes' }),
          bind('sums', 'sum', [user('developer')]),
        ],
        [
          object('part', { aggregate: 'yes' }),
          { ...sum('half', { aggregate: 'yes' }), metadata: { name: 'half', labels: { half: 'yes' } } },
          sum('sum', { half: 'yes' }),
          bind('sums', 'sum', [user('developer')]),
        ],
        [sum('sum', { aggregate: true }), bind('sums', 'sum', [user('developer')])],
        [bind('unknown', 'nowhere', [user('developer')])],
        [bind('collectors', 'system:controller:generic-garbage-collector', [user('developer')])],
        ...[
          right('users', 'impersonate'),
          right('users', 'impersonate:user-info', 'authentication.k8s.io'),
          right('nodes', 'impersonate:arbitrary-node', 'authentication.k8s.io'),
          right('certificatesigningrequests/approval', 'update', 'certificates.k8s.io'),
          right('nodes/proxy', 'get'),
          right('*/proxy', 'create'),
          right('validatingwebhookconfigurations', 'patch', 'admissionregistration.k8s.io'),
          right('persistentvolumes', 'create'),
          right('apiservices', 'update', 'apiregistration.k8s.io'),
        ].map((one) => [role('one', [one]), bind('ones', 'one', [user('developer')])]),
      ],
    },
  },
  'control',
);

/** A ClusterRole into which others are aggregated. */
function sum(name: string, matchLabels: Readonly<Record<string, unknown>>): KubernetesObject {
  return { ...role(name, []), aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
}

/** A ClusterRole that aggregation picks up by its labels. */
function object(name: string, labels: Readonly<Record<string, string>>) {
  const { metadata, ...rest } = role(name, [right('clusterroles', 'bind', rbac)]);
  return { ...rest, metadata: { ...metadata, labels } };
}
