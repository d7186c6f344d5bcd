import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Ingresses speak TLS. Evidence for mlps3:8.1.2.2 a), mlps3:8.1.2.2 b), mlps3:8.1.4.7 a), mlps3:8.1.4.8 a), nsa:tls. */
export const ingressesUseTls = rule({
  id: 'ingresses-use-tls',
  title: { en: 'Ingresses speak TLS', zh: 'Ingress 使用 TLS' },
  reason: { en: 'Plain HTTP can be read and changed on its way.', zh: '明文 HTTP 可被窃听与篡改。' },
  severity: 'high',
  controls: ['mlps3:8.1.2.2 a)', 'mlps3:8.1.2.2 b)', 'mlps3:8.1.4.7 a)', 'mlps3:8.1.4.8 a)', 'nsa:tls'],
  basis: 'object',
  targets: kinds('Ingress'),
  expression: 'has(object.spec.tls) && size(object.spec.tls) > 0',
  path: 'spec.tls',
  message: 'the ingress has no TLS',
  remedy: { en: 'Add spec.tls with a certificate of the network.', zh: '增加 spec.tls 并使用本网证书。' },
  examples: {
    compliant: [
      object('networking.k8s.io/v1', 'Ingress', {
        spec: {
          rules: [
            {
              host: 'a.example',
              http: {
                paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 443 } } } }],
              },
            },
          ],
          tls: [{ hosts: ['a.example'], secretName: 'a-tls' }],
        },
      }),
    ],
    violating: [
      object('networking.k8s.io/v1', 'Ingress', {
        spec: {
          rules: [
            {
              host: 'a.example',
              http: {
                paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 443 } } } }],
              },
            },
          ],
        },
      }),
    ],
  },
});
