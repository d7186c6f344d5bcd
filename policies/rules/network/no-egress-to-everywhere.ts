import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { allowingEgress, allowingIngress } from './examples.ts';

const toBlocks = (...blocks: readonly string[]) =>
  allowingEgress({ to: blocks.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ protocol: 'TCP', port: 443 }] });

/**
 * No policy lets pods out to every address. A block that is nearly everything is, halves together are, and a rule without
 * peers is: blocks are /8 or longer (/16 of IPv6, but for ranges of unique local addresses, RFC 4193). Evidence for mlps3:8.1.3.1 c), mlps3:8.1.10.6 j), mlps3:8.2.3.1 a), nsa:network-separation.
 */
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
    '!has(object.spec.egress) || object.spec.egress.all(r, has(r.to) && r.to.all(p, !has(p.ipBlock) || cidr(p.ipBlock.cidr).prefixLength() >= (cidr(p.ipBlock.cidr).ip().family() == 4 ? 8 : cidr("fc00::/7").containsIP(cidr(p.ipBlock.cidr).ip()) ? 7 : 16)))',
  path: 'spec.egress',
  message: 'egress to every address, or to a block that is a great part of them',
  remedy: { en: 'Name the addresses of the declared peer.', zh: '写明所声明对端的地址。' },
  examples: {
    compliant: [
      allowingEgress({
        to: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
      ...['10.1.8.4/32', '10.0.0.0/8', 'fd00::/8', 'fc00::/7', '2001:db8::/32', '2001::/16'].map((cidr) =>
        toBlocks(cidr),
      ),
      allowingIngress({ from: [{ podSelector: {} }] }),
    ],
    violating: [
      ...['0.0.0.0/0', '10.0.0.0/0', '10.0.0.0/7', '::/0', '0::/0', 'fc00::/6', '2000::/15', '2000::/3'].map((cidr) =>
        toBlocks(cidr),
      ),
      toBlocks('0.0.0.0/1', '128.0.0.0/1'),
      toBlocks('10.1.8.4/32', '128.0.0.0/1'),
      allowingEgress({ ports: [{ protocol: 'TCP', port: 443 }] }),
      allowingEgress({ to: [{ podSelector: {} }] }, { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
    ],
  },
});
