import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['networkpolicies', 'roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'];

/** No role but the applier writes network policies or rights. Evidence for mlps3:8.1.4.2 e), mlps3:8.1.5.3 b). */
export const noPolicyWrites = rule({
  id: 'no-policy-writes',
  title: {
    en: 'No role but the applier writes network policies or rights',
    zh: '除下发身份外，角色不得写网络策略与授权',
  },
  reason: {
    en: 'Approval is a courtesy where another hand can write the same objects.',
    zh: '若他人可改同样的对象，审批便形同虚设。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.2 e)', 'mlps3:8.1.5.3 b)'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!(has(item.resources) && item.resources.exists(r, r in ["networkpolicies", "roles", "clusterroles", "rolebindings", "clusterrolebindings"]) && item.verbs.exists(v, v in ["create", "update", "patch", "delete", "deletecollection"]))',
    words,
  ),
  path: 'verbs',
  message: 'the rule writes policies or rights',
  remedy: { en: 'Changes go through plan, approval and the applier.', zh: '变更须经计划、审批并由下发身份执行。' },
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
        { rules: [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get'] }] },
        { name: 'example' },
      ),
    ],
    violating: [
      ...borrowedNames({ apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['create'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['deletecollection'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['create'] }] },
        { name: 'example' },
      ),
    ],
  },
});
