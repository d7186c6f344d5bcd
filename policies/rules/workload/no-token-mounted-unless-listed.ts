import { deployment, pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const labelsFile = { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } };
const projected = (source: object) => ({ name: 'volume', projected: { sources: [source] } });

/** Only listed accounts mount a token. Evidence for mlps3:8.1.4.2 a), mlps3:8.1.4.1 a), cis:5.1.6, nsa:service-account-tokens. */
export const noTokenMountedUnlessListed = rule({
  id: 'no-token-mounted-unless-listed',
  title: { en: 'Only listed accounts mount a token', zh: '仅清单内账号挂载令牌' },
  reason: { en: 'A mounted token is the first thing an intruder looks for.', zh: '挂载的令牌是入侵者首先寻找的目标。' },
  severity: 'high',
  controls: ['mlps3:8.1.4.2 a)', 'mlps3:8.1.4.1 a)', 'cis:5.1.6', 'nsa:service-account-tokens'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  settings: { tokenAccounts: ['prometheus', 'kube-state-metrics'] },
  expression:
    '(has(podSpec.automountServiceAccountToken) && !podSpec.automountServiceAccountToken && !podSpec.allVolumes.exists(v, has(v.projected) && has(v.projected.sources) && v.projected.sources.exists(s, has(s.serviceAccountToken)))) || (has(podSpec.serviceAccountName) && podSpec.serviceAccountName in settings.tokenAccounts && "fadun.io/role" in namespaceLabels && namespaceLabels["fadun.io/role"] == "operations")',
  path: 'automountServiceAccountToken',
  message: 'the pod mounts a token',
  remedy: {
    en: 'Set automountServiceAccountToken: false and project no token, or list the account in the setting tokenAccounts.',
    zh: '设置 automountServiceAccountToken: false 且不投射令牌，或将账号列入 tokenAccounts。',
  },
  examples: {
    compliant: [
      pod(),
      pod({}, { volumes: [projected({ downwardAPI: { items: [labelsFile] } })] }),
      {
        object: deployment({}, { automountServiceAccountToken: true, serviceAccountName: 'prometheus' }),
        namespaceLabels: { 'fadun.io/role': 'operations' },
      },
    ],
    violating: [
      deployment({}, { automountServiceAccountToken: true, serviceAccountName: 'prometheus' }),
      {
        object: deployment({}, { automountServiceAccountToken: true, serviceAccountName: 'prometheus' }),
        namespaceLabels: { 'fadun.io/role': 'workload' },
      },
      {
        object: deployment({}, { automountServiceAccountToken: true, serviceAccountName: 'api' }),
        namespaceLabels: { 'fadun.io/role': 'operations' },
      },
      pod({}, { automountServiceAccountToken: true }),
      pod({}, { volumes: [projected({ serviceAccountToken: { path: 'token' } })] }),
      pod({}, { automountServiceAccountToken: undefined }),
      deployment({}, { automountServiceAccountToken: true, serviceAccountName: 'api' }),
    ],
  },
});
