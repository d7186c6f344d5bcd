import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { allowingEgress, allowingIngress } from './examples.ts';

/** Every network-policy rule names its peers and its ports. Evidence for mlps3:8.1.3.2 c). */
export const policyRulesNamePeersAndPorts = rule({
  id: 'policy-rules-name-peers-and-ports',
  title: { en: 'Every network-policy rule names its peers and its ports', zh: '网络策略的每条规则均指明对端与端口' },
  reason: {
    en: 'A rule without peers or ports permits everything in that direction.',
    zh: '未写对端或端口的规则等于全部放行。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.3.2 c)'],
  basis: 'object',
  targets: kinds('NetworkPolicy'),
  expression:
    '(!has(object.spec.ingress) || object.spec.ingress.all(r, has(r.from) && size(r.from) > 0 && has(r.ports) && size(r.ports) > 0)) && (!has(object.spec.egress) || object.spec.egress.all(r, has(r.to) && size(r.to) > 0 && has(r.ports) && size(r.ports) > 0))',
  path: 'spec',
  message: 'a rule lacks peers or ports',
  remedy: { en: 'Give each rule from or to, and ports.', zh: '为每条规则写明 from 或 to 以及 ports。' },
  examples: {
    compliant: [
      allowingEgress({
        to: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
      allowingIngress({
        from: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
    ],
    violating: [
      allowingIngress({}),
      allowingIngress({ from: [{ podSelector: { matchLabels: { app: 'b' } } }] }),
      allowingEgress({ ports: [{ protocol: 'TCP', port: 8443 }] }),
      allowingEgress({ to: [{ podSelector: { matchLabels: { app: 'b' } } }] }),
    ],
  },
});
