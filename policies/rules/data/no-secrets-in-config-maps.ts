import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** ConfigMaps hold no credentials. Evidence for mlps3:8.1.4.8 b), cis:5.4.1, nsa:secrets. */
export const noSecretsInConfigMaps = rule({
  id: 'no-secrets-in-config-maps',
  title: { en: 'ConfigMaps hold no credentials', zh: 'ConfigMap 不含凭据' },
  reason: { en: 'ConfigMaps are neither encrypted nor kept from readers.', zh: 'ConfigMap 不加密且读者众多。' },
  severity: 'high',
  controls: ['mlps3:8.1.4.8 b)', 'cis:5.4.1', 'nsa:secrets'],
  basis: 'object',
  targets: kinds('ConfigMap'),
  expression:
    '!has(object.data) || object.data.all(k, !object.data[k].matches("(?i)-----begin [a-z ]*private key-----|(password|passwd|secret_?key|access_?key)\\\\s*[=:]\\\\s*[^\\\\s$]"))',
  path: 'data',
  message: 'a credential in the data',
  remedy: { en: 'Move it to a Secret mounted as a file.', zh: '移至以文件方式挂载的 Secret。' },
  examples: {
    compliant: [object('v1', 'ConfigMap', { data: { a: 'mode=strict' } }, {})],
    violating: [
      object('v1', 'ConfigMap', { data: { a: 'password=hunter2' } }, {}),
      object('v1', 'ConfigMap', { data: { a: '-----BEGIN PRIVATE KEY-----' } }, {}),
    ],
  },
});
