import type { EstateFinding } from '../../estate.ts';
import { deployment } from '../../examples.ts';
import type { Step } from '../../rights/paths.ts';
import { stepsFrom, untrusted } from '../../rights/paths.ts';
import { account, accountObject, bind, group, right, role, user } from './rights-examples.ts';
import { rightsRule } from './rights-rule.ts';

const shell = role('shell', [right('pods/exec', 'create')]);
const running = (ofPodSpec: Readonly<Record<string, unknown>>) => {
  const { metadata, ...rest } = deployment({}, { serviceAccountName: 'web', ...ofPodSpec });
  return { ...rest, metadata: { ...metadata, namespace: 'app' } };
};

/** Nobody acts as the account of another. Evidence for mlps3:8.1.4.2 a), mlps3:8.1.4.2 c), mlps3:8.1.5.1 a), cis:5.1.4. */
export const nobodyBecomesAnotherAccount = rightsRule(
  {
    id: 'nobody-becomes-another-account',
    title: { en: 'Nobody can act as the account of another', zh: '任何主体均不能冒用其他账号' },
    reason: {
      en: 'The audit log names the account. Where two can act as one, it names nobody.',
      zh: '审计日志记录的是账号；若多个主体可使用同一账号，则无法追溯到人。',
    },
    severity: 'high',
    controls: [
      'mlps3:8.1.4.2 a)',
      'mlps3:8.1.4.2 c)',
      'mlps3:8.1.5.1 a)',
      'mlps3:8.1.10.6 b)',
      'cis:5.1.4',
      'cis:5.1.13',
    ],
    remedy: {
      en: 'Take workload, token, shell and impersonation rights from the subject; the applier starts workloads.',
      zh: '收回其工作负载、令牌、终端与冒用权限；工作负载由下发身份启动。',
    },
    examples: {
      compliant: [
        [
          role('reader', [right('pods', 'get')]),
          bind('readers', 'reader', [user('developer')]),
          accountObject('app', 'web'),
        ],
        [
          role('starter', [right('pods', 'create')]),
          bind('starters', 'starter', [user('developer')], 'empty'),
          accountObject('app', 'web'),
        ],
        [shell, bind('shells', 'shell', [user('developer')], 'app'), accountObject('app', 'web'), running({})],
        [bind('appliers', 'cluster-admin', [group('fadun:appliers')]), accountObject('app', 'web')],
        [
          role('own', [{ ...right('serviceaccounts/token', 'create'), resourceNames: ['web'] }]),
          bind('own', 'own', [account('app', 'web')], 'app'),
          accountObject('app', 'other'),
        ],
      ],
      violating: [
        [
          role('starter', [right('pods', 'create')]),
          bind('starters', 'starter', [user('developer')], 'app'),
          accountObject('app', 'web'),
        ],
        [
          role('writer', [right('deployments', 'patch', 'apps')]),
          bind('writers', 'writer', [account('app', 'ci')]),
          accountObject('other', 'web'),
        ],
        [
          shell,
          bind('shells', 'shell', [user('developer')], 'app'),
          accountObject('app', 'web'),
          running({ automountServiceAccountToken: true }),
        ],
        [
          role('actor', [right('serviceaccounts', 'impersonate')]),
          bind('actors', 'actor', [user('developer')], 'app'),
          accountObject('app', 'web'),
        ],
        [
          role('actor', [right('serviceaccounts', 'impersonate:serviceaccount', 'authentication.k8s.io')]),
          bind('actors', 'actor', [user('developer')], 'app'),
          accountObject('app', 'web'),
        ],
        // A token that a volume brings in.
        [
          shell,
          bind('shells', 'shell', [user('developer')], 'app'),
          accountObject('app', 'web'),
          running({
            volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }],
          }),
        ],
        // The older name of the field, and the oldest of the controllers.
        [
          shell,
          bind('shells', 'shell', [user('developer')], 'app'),
          accountObject('app', 'web'),
          running({ serviceAccountName: undefined, serviceAccount: 'web', automountServiceAccountToken: true }),
        ],
        [
          shell,
          bind('shells', 'shell', [user('developer')], 'app'),
          accountObject('app', 'web'),
          { ...running({ automountServiceAccountToken: true }), apiVersion: 'v1', kind: 'ReplicationController' },
        ],
        [
          role('issuer', [right('serviceaccounts/token', 'create')]),
          bind('issuers', 'issuer', [group('fadun:system-admins')]),
          accountObject('app', 'web'),
        ],
      ],
    },
  },
  (rights) => {
    const holders = untrusted(rights);
    const findings = holders.flatMap((holder) =>
      [...Map.groupBy(stepsFrom(rights, holder), ({ by, grant }) => `${by} ${grant.by}`).values()].map(
        (steps): EstateFinding => {
          const { grant } = steps[0]!;
          return { object: rights.sourceOf(grant.binding), path: 'subjects', message: stepText(steps) };
        },
      ),
    );
    return { judged: Math.max(holders.length, findings.length), findings };
  },
);

/** One way, with the first of the accounts it leads to. */
function stepText(steps: readonly Step[]): string {
  const [{ from, to, by, grant }] = steps as [Step];
  const more = steps.length > 1 ? ` and ${steps.length - 1} more` : '';
  return `${from.key} ${by} (${grant.by}) → ${to.key}${more}`;
}
