import { account, accountObject, bind, right, role, user } from './rights-examples.ts';
import { powerRule } from './rights-rule.ts';

const reading = role('vault', [right('secrets', 'list')]);

/** Nobody reads secrets, directly or through an account. Evidence for mlps3:8.1.4.2 d), mlps3:8.2.4.5 b), cis:5.1.2. */
export const nobodyReachesSecrets = powerRule(
  {
    id: 'nobody-reaches-secrets',
    title: { en: 'Nobody reaches the secrets of others', zh: '任何主体均不能读取他人的密钥' },
    reason: {
      en: 'A role bound in one namespace may lead to the secrets of all, through the accounts that live there.',
      zh: '某命名空间内的绑定，可能经由其中的账号通向全部密钥。',
    },
    severity: 'critical',
    controls: ['mlps3:8.1.4.2 d)', 'mlps3:8.1.4.2 f)', 'mlps3:8.2.4.5 b)', 'cis:5.1.2', 'nsa:secrets'],
    remedy: {
      en: 'Name the secrets with resourceNames, or cut the path that the finding shows.',
      zh: '以 resourceNames 限定密钥，或切断告警所示路径。',
    },
    examples: {
      compliant: [
        [role('pods', [right('pods', 'get')]), bind('readers', 'pods', [user('developer')])],
        [
          role('named', [{ ...right('secrets', 'get'), resourceNames: ['tls'] }], 'app'),
          bind('named', 'named', [account('app', 'web')], 'app', 'Role'),
        ],
      ],
      violating: [
        [reading, bind('vaults', 'vault', [account('app', 'web')], 'app')],
        [role('named', [{ ...right('secrets', 'list'), resourceNames: ['tls'] }]), bind('named', 'named', [user('a')])],
        [bind('editors', 'edit', [user('developer')], 'app')],
        [
          reading,
          bind('vaults', 'vault', [account('ops', 'operator')]),
          role('tokens', [right('serviceaccounts/token', 'create')]),
          bind('issuers', 'tokens', [user('developer')], 'ops'),
          accountObject('ops', 'operator'),
        ],
      ],
    },
  },
  'secrets',
);
