import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pods run under an account of their own. Evidence for mlps3:8.1.4.2 a), mlps3:8.1.4.2 b), cis:5.1.5. */
export const ownServiceAccount = rule({
  id: 'own-service-account',
  title: { en: 'Pods run under an account of their own', zh: 'Pod 使用专属服务账号' },
  reason: {
    en: 'Rights given to the default account reach every pod of the namespace.',
    zh: '授予默认账号的权限会作用于整个命名空间。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.4.2 a)', 'mlps3:8.1.4.2 b)', 'cis:5.1.5'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  expression: 'has(podSpec.serviceAccountName) && podSpec.serviceAccountName != "default"',
  path: 'serviceAccountName',
  message: 'the pod runs under the default account',
  remedy: { en: 'Name a service account of the workload.', zh: '指定该负载专属的服务账号。' },
  examples: {
    compliant: [deployment({}, { serviceAccountName: 'api' })],
    violating: [deployment({}, { serviceAccountName: 'default' }), deployment()],
  },
});
