import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = [
  ...['pods', 'replicationcontrollers', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs', 'cronjobs'],
  ...['*/scale', 'replicationcontrollers/scale', 'deployments/scale', 'statefulsets/scale', 'replicasets/scale'],
];

/** No role but the applier writes workloads. Evidence for mlps3:8.1.5.1 a), mlps3:8.1.10.6 g), cis:5.1.4. */
export const noWorkloadWrites = rule({
  id: 'no-workload-writes',
  title: { en: 'No role but the applier writes workloads', zh: '除下发身份外，角色不得写工作负载' },
  reason: {
    en: 'Who creates a pod may use every account and secret of the namespace; who scales one to nothing stops the service.',
    zh: '可创建 Pod 者可使用命名空间内的账号与密钥；可将副本缩减为零者可使服务中断。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.5.1 a)', 'mlps3:8.1.10.6 g)', 'cis:5.1.4'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    `!(has(item.resources) && item.resources.exists(r, r in ${JSON.stringify(words)}) && item.verbs.exists(v, v in ["create", "update", "patch"]))`,
    words,
  ),
  path: 'verbs',
  message: 'the rule writes workloads',
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
    ],
    violating: [
      ...borrowedNames({ apiGroups: [''], resources: ['pods'], verbs: ['create'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'ClusterRole',
        { rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] }] },
        { name: 'example' },
      ),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['update'] }] },
        { name: 'example' },
      ),
    ],
  },
});
