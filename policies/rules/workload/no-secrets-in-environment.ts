import { pod, podWithInit } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';
import { credentialInUrl } from '../data/credentials.ts';

const names =
  '(?i)(password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|credential|(^|[_.-])pass([_.-]|$)|[_.-]pwd)';
const values = `${credentialInUrl}|PRIVATE KEY-----`;
const quoted = (pattern: string) => JSON.stringify(pattern);

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
  holds: `!has(item.env) || item.env.all(e, !has(e.value) || e.value == "" || !(e.name.matches(${quoted(names)}) || e.value.matches(${quoted(values)})))`,
  path: 'env',
  value: 'item.name',
  message: 'container "{value}" has a credential in its environment',
  remedy: { en: 'Mount the secret as a file.', zh: '以文件方式挂载密钥。' },
  examples: {
    compliant: [
      pod(),
      pod({ env: [{ name: 'MODE', value: 'a' }] }),
      pod({ env: [{ name: 'TOKEN', value: '' }] }),
      ...['PWD', 'BYPASS', 'COMPASS_MODE'].map((name) => pod({ env: [{ name, value: 'x' }] })),
      ...['https://a.example:8443/b', 'postgres://$(USER_NAME):$(GIVEN)@h/db', 'a:b@c'].map((value) =>
        pod({ env: [{ name: 'SOURCE', value }] }),
      ),
      pod({ env: [{ name: 'POD_TOKEN_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    ],
    violating: [
      ...['DB_PASSWORD', 'apiKey', 'DB_PASS', 'PASS', 'pass.db', 'MYSQL_PWD', 'KEY_PASSPHRASE'].map((name) =>
        pod({ env: [{ name, value: 'x' }] }),
      ),
      ...['postgres://u:pw@h/db', 'redis://:pw@h', '-----BEGIN PRIVATE KEY-----'].map((value) =>
        pod({ env: [{ name: 'SOURCE', value }] }),
      ),
      pod({
        env: [
          { name: 'MODE', value: 'a' },
          { name: 'TOKEN', value: 'x' },
        ],
      }),
      podWithInit({ env: [{ name: 'TOKEN', value: 'x' }] }),
    ],
  },
});
