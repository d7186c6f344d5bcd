import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { allowingEgress } from './examples.ts';

/** No policy opens the cloud metadata address. Evidence for mlps3:8.2.3.2 c), nsa:cloud-metadata. */
export const metadataAddressIsClosed = rule({
  id: 'metadata-address-is-closed',
  title: { en: 'No policy opens the cloud metadata address', zh: '不放行云元数据地址' },
  reason: { en: '169.254.169.254 hands out credentials of the host.', zh: '169.254.169.254 会泄露宿主凭据。' },
  severity: 'high',
  controls: ['mlps3:8.2.3.2 c)', 'nsa:cloud-metadata'],
  basis: 'object',
  targets: kinds('NetworkPolicy'),
  expression:
    '!has(object.spec.egress) || object.spec.egress.all(r, !has(r.to) || r.to.all(p, !has(p.ipBlock) || p.ipBlock.cidr.contains(":") || !cidr(p.ipBlock.cidr).containsIP("169.254.169.254") || (has(p.ipBlock.except) && p.ipBlock.except.exists(e, cidr(e).containsIP("169.254.169.254")))))',
  path: 'spec.egress',
  message: 'egress reaches 169.254.169.254',
  remedy: { en: 'Take 169.254.0.0/16 out of the block by except.', zh: '以 except 排除 169.254.0.0/16。' },
  examples: {
    compliant: [
      allowingEgress({
        to: [{ ipBlock: { cidr: '169.0.0.0/8', except: ['169.254.0.0/16'] } }],
        ports: [{ protocol: 'TCP', port: 443 }],
      }),
      allowingEgress({
        to: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
      allowingEgress({ to: [{ ipBlock: { cidr: 'fd00::/8' } }], ports: [{ protocol: 'TCP', port: 443 }] }),
    ],
    violating: [
      allowingEgress({ to: [{ ipBlock: { cidr: '169.254.0.0/16' } }], ports: [{ protocol: 'TCP', port: 80 }] }),
      allowingEgress({
        to: [{ ipBlock: { cidr: '169.0.0.0/8', except: ['169.1.0.0/16'] } }],
        ports: [{ protocol: 'TCP', port: 80 }],
      }),
    ],
  },
});
