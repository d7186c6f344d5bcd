import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Default accounts carry no token. Evidence for mlps3:8.1.4.2 b), cis:5.1.5, cis:5.1.6. */
export const defaultAccountsCarryNoToken = rule({
  id: 'default-accounts-carry-no-token',
  title: { en: 'Default accounts carry no token', zh: '默认账号不挂载令牌' },
  reason: { en: 'A pod that names no account would get its token.', zh: '未指定账号的 Pod 会获得其令牌。' },
  severity: 'medium',
  controls: ['mlps3:8.1.4.2 b)', 'cis:5.1.5', 'cis:5.1.6'],
  basis: 'object',
  targets: kinds('ServiceAccount'),
  admission: false,
  where:
    'object.metadata.name == "default" && has(object.metadata.namespace) && !(object.metadata.namespace in ["kube-system", "kube-public", "kube-node-lease"])',
  expression: 'has(object.automountServiceAccountToken) && !object.automountServiceAccountToken',
  path: 'automountServiceAccountToken',
  message: 'the default account mounts its token',
  remedy: {
    en: 'Set automountServiceAccountToken: false on the account.',
    zh: '在账号上设置 automountServiceAccountToken: false。',
  },
  examples: {
    compliant: [
      object('v1', 'ServiceAccount', { automountServiceAccountToken: false }, { name: 'default', namespace: 'a' }),
    ],
    violating: [
      object('v1', 'ServiceAccount', {}, { name: 'default', namespace: 'kube-mine' }),
      object('v1', 'ServiceAccount', {}, { name: 'default', namespace: 'a' }),
      object('v1', 'ServiceAccount', { automountServiceAccountToken: true }, { name: 'default', namespace: 'a' }),
    ],
  },
});
