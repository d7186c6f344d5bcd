import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['escalate', 'bind', 'impersonate'];

/** No role lets its holder take more rights. Evidence for mlps3:8.1.4.2 d), cis:5.1.8, nsa:rbac-least-privilege. */
export const noEscalationRights = rule({
  id: 'no-escalation-rights',
  title: { en: 'No role lets its holder take more rights', zh: '角色不得自我提权' },
  reason: {
    en: 'escalate, bind and impersonate are every right in the end.',
    zh: 'escalate、bind、impersonate 等同于全部权限。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 d)', 'cis:5.1.8', 'nsa:rbac-least-privilege'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!("escalate" in item.verbs) && !("bind" in item.verbs) && !item.verbs.exists(v, v.startsWith("impersonate"))',
    words,
  ),
  path: 'verbs',
  message: 'the rule lets its holder take more rights',
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
      ...borrowedNames({ apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['escalate'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['bind'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'] }] },
        { name: 'example' },
      ),
    ],
  },
});
