import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { allowingEgress } from './examples.ts';

/** No policy lets pods out to every address. Evidence for mlps3:8.1.3.1 c), mlps3:8.1.10.6 j), mlps3:8.2.3.1 a), nsa:network-separation. */
export const noEgressToEverywhere = rule({
  id: 'no-egress-to-everywhere',
  title: { en: 'No policy lets pods out to every address', zh: '不放行到任意地址的出向访问' },
  reason: { en: 'Whoever gets into a pod calls home through such a rule.', zh: '入侵者可经此类规则外联。' },
  severity: 'critical',
  controls: [
    'mlps3:8.1.3.1 c)',
    'mlps3:8.1.10.6 j)',
    'mlps3:8.2.3.1 a)',
    'nsa:network-separation',
    'xinchuang:telemetry',
  ],
  basis: 'object',
  targets: kinds('NetworkPolicy'),
  expression:
    '!has(object.spec.egress) || object.spec.egress.all(r, !has(r.to) || r.to.all(p, !has(p.ipBlock) || !(p.ipBlock.cidr in ["0.0.0.0/0", "::/0"])))',
  path: 'spec.egress',
  message: 'egress to every address',
  remedy: { en: 'Name the addresses of the declared peer.', zh: '写明所声明对端的地址。' },
  examples: {
    compliant: [
      allowingEgress({
        to: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
      allowingEgress({ to: [{ ipBlock: { cidr: '10.1.8.4/32' } }], ports: [{ protocol: 'TCP', port: 443 }] }),
    ],
    violating: [
      allowingEgress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ protocol: 'TCP', port: 443 }] }),
      allowingEgress({ to: [{ ipBlock: { cidr: '::/0' } }], ports: [{ protocol: 'TCP', port: 443 }] }),
    ],
  },
});
