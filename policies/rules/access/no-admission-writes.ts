import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['admissionregistration.k8s.io'];

/** No role changes admission policies or webhooks. Evidence for mlps3:8.1.4.2 e), cis:5.1.12. */
export const noAdmissionWrites = rule({
  id: 'no-admission-writes',
  title: { en: 'No role changes admission policies or webhooks', zh: '角色不得改动准入策略与回调' },
  reason: { en: 'Who changes admission sees and changes every object.', zh: '可改准入者可查看并篡改所有对象。' },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 e)', 'cis:5.1.12'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!(has(item.apiGroups) && "admissionregistration.k8s.io" in item.apiGroups && item.verbs.exists(v, v in ["create", "update", "patch", "delete", "deletecollection"]))',
    words,
  ),
  path: 'verbs',
  message: 'the rule changes admission',
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
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        {
          rules: [
            {
              apiGroups: ['admissionregistration.k8s.io'],
              resources: ['validatingadmissionpolicies'],
              verbs: ['get', 'list'],
            },
          ],
        },
        { name: 'example' },
      ),
    ],
    violating: [
      ...borrowedNames({
        apiGroups: ['admissionregistration.k8s.io'],
        resources: ['validatingadmissionpolicies/status'],
        verbs: ['patch'],
      }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        {
          rules: [
            {
              apiGroups: ['admissionregistration.k8s.io'],
              resources: ['validatingwebhookconfigurations'],
              verbs: ['patch'],
            },
          ],
        },
        { name: 'example' },
      ),
    ],
  },
});
