import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { credentialHint, credentialLine, credentialName, privateKeyInBase64, reference } from './credentials.ts';

const map = (data: Readonly<Record<string, string>>) => object('v1', 'ConfigMap', { data });
const binary = (binaryData: Readonly<Record<string, string>>) => object('v1', 'ConfigMap', { binaryData });
const elsewhere = `${'$'}{DB_PASSWORD}`;
const quoted = (pattern: string) => JSON.stringify(pattern);
const base64 = (text: string) => Buffer.from(text).toString('base64');

const named = (name: string) => `${name}.matches(${quoted(credentialName)})`;
const line = `!line.matches(${quoted(credentialHint)}) || !line.matches(${quoted(credentialLine)})`;

/**
 * ConfigMaps hold no credentials: neither by the name of an entry nor in a line of one. Large maps, such as alerting rules,
 * are read line by line with a short pattern first, to stay within what the API server spends on an expression.
 * Evidence for mlps3:8.1.4.8 b), cis:5.4.1, nsa:secrets.
 */
export const noSecretsInConfigMaps = rule({
  id: 'no-secrets-in-config-maps',
  title: { en: 'ConfigMaps hold no credentials', zh: 'ConfigMap 不含凭据' },
  reason: { en: 'ConfigMaps are neither encrypted nor kept from readers.', zh: 'ConfigMap 不加密且读者众多。' },
  severity: 'high',
  controls: ['mlps3:8.1.4.8 b)', 'cis:5.4.1', 'nsa:secrets'],
  basis: 'object',
  targets: kinds('ConfigMap'),
  expression: [
    `(!has(object.data) || object.data.all(k, (!${named('k')} || object.data[k] == "" || object.data[k].matches(${quoted(reference)})) && object.data[k].split("\\n").all(line, ${line})))`,
    `(!has(object.binaryData) || object.binaryData.all(k, !${named('k')} && !object.binaryData[k].matches(${quoted(privateKeyInBase64)})))`,
  ].join(' && '),
  path: 'data',
  message: 'a credential in the data',
  remedy: { en: 'Move it to a Secret mounted as a file.', zh: '移至以文件方式挂载的 Secret。' },
  examples: {
    compliant: [
      map({ a: 'mode=strict', token: '', apiKey: '$(API_KEY)', pwd: elsewhere }),
      map({
        'app.yaml': `password: ${elsewhere}\npassword_file: /run/db\ntoken: ""\n"secret": {"name": "a"}\nkey: app`,
      }),
      map({ 'app.yaml': 'url: https://a.example:8443/b\nowner: a@b.example', tokenizer: 'words' }),
      binary({ 'logo.png': base64('no key of any sort'), empty: '' }),
      object('v1', 'ConfigMap'),
    ],
    violating: [
      map({ a: 'password=hunter2' }),
      map({ a: '-----BEGIN PRIVATE KEY-----' }),
      ...['password', 'DB_PASSWD', 'db.pwd', 'passphrase', 'apiKey', 'secret_key', 'auth-token', 'credentials.txt'].map(
        (name) => map({ [name]: 'hunter2' }),
      ),
      ...[
        '{"password": "hunter2"}',
        "'secret': 'a'",
        'api_key: abc',
        'token=abc',
        'client-key-data: LS0t',
        'pwd = a',
      ].map((text) => map({ 'app.conf': `mode=strict\n${text}` })),
      map({ a: 'id AKIAIOSFODNN7EXAMPLE' }),
      map({ a: 'postgres://app:hunter2@db.example/court' }),
      map({ a: 'b', token: 'abc' }),
      ...['', 'a', 'ab'].map((before) => binary({ 'tls.pem': base64(`${before}-----BEGIN RSA PRIVATE KEY-----`) })),
      binary({ logo: 'AAAA', password: base64('hunter2') }),
    ],
  },
});
