import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['certificatesigningrequests/approval', 'certificatesigningrequests/status'];

/** No role approves certificates. Evidence for mlps3:8.1.3.1 b), cis:5.1.11. */
export const noCertificateApproval = rule({
  id: 'no-certificate-approval',
  title: { en: 'No role approves certificates', zh: '角色不得批准证书签发' },
  reason: { en: 'An approved certificate can name any group.', zh: '获批证书可声明任意用户组。' },
  severity: 'critical',
  controls: ['mlps3:8.1.3.1 b)', 'cis:5.1.11'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!(has(item.resources) && item.resources.exists(r, r in ["certificatesigningrequests/approval", "certificatesigningrequests/status"]))',
    words,
  ),
  path: 'verbs',
  message: 'the rule approves certificates',
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
      ...borrowedNames({
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests/approval'],
        verbs: ['update'],
      }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        {
          rules: [
            {
              apiGroups: ['certificates.k8s.io'],
              resources: ['certificatesigningrequests/approval'],
              verbs: ['update'],
            },
          ],
        },
        { name: 'example' },
      ),
    ],
  },
});
