import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['serviceaccounts/token'];

/** No role issues tokens of accounts. Evidence for mlps3:8.1.4.2 d), cis:5.1.13. */
export const noTokenIssuing = rule({
  id: 'no-token-issuing',
  title: { en: 'No role issues tokens of accounts', zh: '角色不得签发账号令牌' },
  reason: { en: 'Who issues a token acts as the account.', zh: '签发令牌即可冒用该账号。' },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 d)', 'cis:5.1.13'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn('!(has(item.resources) && "serviceaccounts/token" in item.resources)', words),
  path: 'verbs',
  message: 'the rule issues tokens',
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
      ...borrowedNames({ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }] },
        { name: 'example' },
      ),
    ],
  },
});
