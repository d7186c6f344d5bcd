import { account, bind, group, right, role, user } from './rights-examples.ts';
import { powerRule } from './rights-rule.ts';

const networking = 'networking.k8s.io';

/** Only the applier changes policies, rights and namespaces. Evidence for mlps3:8.1.4.2 e), mlps3:8.1.5.3 b). */
export const nobodyReachesPolicies = powerRule(
  {
    id: 'nobody-reaches-policies',
    title: {
      en: 'Nobody but the applier changes policies, rights or namespaces',
      zh: '除下发身份外，任何主体均不能改动策略、授权与命名空间',
    },
    reason: {
      en: 'What the security administrator decides holds only where nobody else can write it.',
      zh: '安全管理员的决定，只有在他人无法改写时才有效。',
    },
    severity: 'critical',
    controls: ['mlps3:8.1.4.2 e)', 'mlps3:8.1.4.2 g)', 'mlps3:8.1.5.3 b)'],
    remedy: {
      en: 'Take the right out of the role, or unbind the subject; changes go through plan, approval and the applier.',
      zh: '从角色中移除该权限或解除绑定；变更须经计划、审批并由下发身份执行。',
    },
    examples: {
      compliant: [
        [role('reader', [right('networkpolicies', 'get', networking)]), bind('readers', 'reader', [user('developer')])],
        [
          role('writer', [right('networkpolicies', 'patch', networking)]),
          bind('writers', 'writer', [group('fadun:appliers')]),
        ],
      ],
      violating: [
        [
          role('writer', [right('networkpolicies', 'delete', networking)]),
          bind('writers', 'writer', [user('developer')], 'app'),
        ],
        [role('labels', [right('namespaces', 'patch')]), bind('labels', 'labels', [group('fadun:security-admins')])],
        [
          role('grants', [right('rolebindings', 'create', 'rbac.authorization.k8s.io')]),
          bind('grants', 'grants', [account('app', 'web')]),
        ],
        [bind('admins', 'admin', [user('developer')], 'app')],
      ],
    },
  },
  'policies',
);
