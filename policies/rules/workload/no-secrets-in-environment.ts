import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** No credential stands in an environment variable. Evidence for mlps3:8.1.4.8 b), mlps3:8.1.4.10 a), cis:5.4.1, nsa:secrets. */
export const noSecretsInEnvironment = rule({
  id: 'no-secrets-in-environment',
  title: { en: 'No credential stands in an environment variable', zh: '环境变量不含凭据' },
  reason: {
    en: 'Environments are printed, logged and shown by everyone who may read the object.',
    zh: '环境变量会出现在日志中，凡可读对象者皆可见。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.8 b)', 'mlps3:8.1.4.10 a)', 'cis:5.4.1', 'nsa:secrets'],
  basis: 'object',
  targets: podTemplates,
  items: 'podSpec.allContainers',
  holds:
    '!has(item.env) || item.env.all(e, !has(e.value) || e.value == "" || !e.name.matches("(?i)(password|passwd|secret|token|api_?key|access_?key|private_?key|credential)"))',
  path: 'env',
  value: 'item.name',
  message: 'container "{value}" has a credential in its environment',
  remedy: { en: 'Mount the secret as a file.', zh: '以文件方式挂载密钥。' },
  examples: {
    compliant: [
      pod(),
      pod({ env: [{ name: 'MODE', value: 'a' }] }),
      pod({ env: [{ name: 'TOKEN', value: '' }] }),
      pod({ env: [{ name: 'POD_TOKEN_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    ],
    violating: [pod({ env: [{ name: 'DB_PASSWORD', value: 'x' }] }), pod({ env: [{ name: 'apiKey', value: 'x' }] })],
  },
});
