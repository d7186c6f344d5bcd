import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { allowingEgress, allowingIngress } from './examples.ts';

/** Port ranges span at most one hundred ports. Evidence for mlps3:8.1.3.2 c). */
export const portRangesAreNarrow = rule({
  id: 'port-ranges-are-narrow',
  title: { en: 'Port ranges span at most one hundred ports', zh: '端口范围不超过一百个' },
  reason: { en: 'A wide range opens what nobody named.', zh: '过宽的端口范围会放开未声明的端口。' },
  severity: 'medium',
  controls: ['mlps3:8.1.3.2 c)'],
  basis: 'object',
  targets: kinds('NetworkPolicy'),
  expression:
    '(!has(object.spec.ingress) || object.spec.ingress.all(r, !has(r.ports) || r.ports.all(p, !has(p.endPort) || int(p.endPort) - int(p.port) <= 100))) && (!has(object.spec.egress) || object.spec.egress.all(r, !has(r.ports) || r.ports.all(p, !has(p.endPort) || int(p.endPort) - int(p.port) <= 100)))',
  path: 'spec',
  message: 'a port range spans more than 100 ports',
  remedy: { en: 'Name the ports that are used.', zh: '写明实际使用的端口。' },
  examples: {
    compliant: [
      allowingIngress({
        from: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8000, endPort: 8100 }],
      }),
      allowingEgress({
        to: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
    ],
    violating: [
      allowingIngress({
        from: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8000, endPort: 8101 }],
      }),
      allowingEgress({
        to: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8000, endPort: 9000 }],
      }),
    ],
  },
});
