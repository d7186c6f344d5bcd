import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

const backend = { service: { name: 'a', port: { number: 443 } } };
const paths = [{ path: '/', pathType: 'Prefix', backend }];
const ingress = (hosts: readonly (string | undefined)[], tls?: readonly object[]) =>
  object('networking.k8s.io/v1', 'Ingress', {
    spec: { rules: hosts.map((host) => ({ ...(host && { host }), http: { paths } })), ...(tls && { tls }) },
  });

/** Every host of an Ingress has a certificate, by name or by a wildcard for its first label. Evidence for mlps3:8.1.2.2 a), mlps3:8.1.2.2 b), mlps3:8.1.4.7 a), mlps3:8.1.4.8 a), nsa:tls. */
export const ingressesUseTls = rule({
  id: 'ingresses-use-tls',
  title: { en: 'Ingresses speak TLS for every host', zh: 'Ingress 的每个主机名均使用 TLS' },
  reason: { en: 'Plain HTTP can be read and changed on its way.', zh: '明文 HTTP 可被窃听与篡改。' },
  severity: 'high',
  controls: ['mlps3:8.1.2.2 a)', 'mlps3:8.1.2.2 b)', 'mlps3:8.1.4.7 a)', 'mlps3:8.1.4.8 a)', 'nsa:tls'],
  basis: 'object',
  targets: kinds('Ingress'),
  expression:
    'has(object.spec.tls) && object.spec.tls.exists(t, has(t.secretName)) && (!has(object.spec.rules) || object.spec.rules.all(r, !has(r.host) || object.spec.tls.exists(t, has(t.secretName) && has(t.hosts) && (r.host in t.hosts || (r.host.contains(".") && ("*" + r.host.substring(r.host.indexOf("."))) in t.hosts)))))',
  path: 'spec.tls',
  message: 'a host of the ingress has no certificate',
  remedy: {
    en: 'Name every host in spec.tls, with a Secret that holds a certificate of the network.',
    zh: '在 spec.tls 中写明每个主机名及存放本网证书的 Secret。',
  },
  examples: {
    compliant: [
      ingress(['a.example'], [{ hosts: ['a.example'], secretName: 'a-tls' }]),
      ingress(
        ['a.example', 'b.c.example'],
        [
          { hosts: ['a.example'], secretName: 'a' },
          { hosts: ['*.c.example'], secretName: 'c' },
        ],
      ),
      ingress(['*.c.example'], [{ hosts: ['*.c.example'], secretName: 'c' }]),
      ingress(['a.example'], [{ hosts: ['b.example'] }, { hosts: ['a.example'], secretName: 'a' }]),
      ingress([undefined], [{ secretName: 'a-tls' }]),
      object('networking.k8s.io/v1', 'Ingress', { spec: { defaultBackend: backend, tls: [{ secretName: 'a-tls' }] } }),
    ],
    violating: [
      ingress(['a.example']),
      ingress(['a.example'], [{}]),
      ingress(['a.example'], [{ hosts: ['a.example'] }]),
      ingress(['a.example'], [{ hosts: ['a.example'] }, { hosts: ['b.example'], secretName: 'b' }]),
      ingress(['a.example'], [{ secretName: 'a-tls' }]),
      ingress(['a.example', 'b.example'], [{ hosts: ['a.example'], secretName: 'a-tls' }]),
      ingress(['b.a.c.example'], [{ hosts: ['*.c.example'], secretName: 'c' }]),
      ingress(['local'], [{ hosts: ['*.example'], secretName: 'c' }]),
      ingress([undefined]),
      ingress([undefined], [{ hosts: ['a.example'] }]),
    ],
  },
});
