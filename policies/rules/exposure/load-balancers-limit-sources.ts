import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { loadBalancer } from './examples.ts';

/** A load balancer that lets these in; all whom its network lets through where there are none. */
const admitting = (...ranges: readonly string[]) =>
  loadBalancer({ loadBalancerSourceRanges: ranges.length > 0 ? ranges : undefined });

/** Ranges of private use (RFC 1918, RFC 6598, RFC 4193), in CEL. */
const privateRanges = '["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]';

/**
 * Load balancers admit declared source ranges only: none that goes over the edge of a private range, as everything and its
 * halves do, nor more of IPv6 than the addresses in use (2000::/3). The API server trims ranges. Evidence for
 * mlps3:8.1.4.4 c), mlps3:8.2.3.1 a).
 */
export const loadBalancersLimitSources = rule({
  id: 'load-balancers-limit-sources',
  title: { en: 'Load balancers admit declared source ranges only', zh: '入口限定来源地址范围' },
  reason: {
    en: 'Without ranges a load balancer is open to every address that reaches it.',
    zh: '未限定来源的入口对所有可达地址开放。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.4 c)', 'mlps3:8.2.3.1 a)'],
  basis: 'object',
  targets: kinds('Service'),
  where: 'has(object.spec.type) && object.spec.type == "LoadBalancer"',
  expression: `has(object.spec.loadBalancerSourceRanges) && object.spec.loadBalancerSourceRanges.all(range, (cidr(range.trim()).ip().family() == 4 || cidr(range.trim()).prefixLength() >= 3) && ${privateRanges}.all(own, cidr(range.trim()).prefixLength() >= cidr(own).prefixLength() || !cidr(range.trim()).containsIP(cidr(own).ip())))`,
  path: 'spec.loadBalancerSourceRanges',
  message: 'the load balancer admits every address, or a range that mixes private and public ones',
  remedy: {
    en: 'List the ranges of the declared peers in loadBalancerSourceRanges; the internet is its public ranges, not 0.0.0.0/0.',
    zh: '在 loadBalancerSourceRanges 中列出所声明对端的地址段；面向互联网时列公网地址段，不写 0.0.0.0/0。',
  },
  examples: {
    compliant: [
      object('v1', 'Service', { spec: { selector: { app: 'a' }, ports: [{ port: 443 }], type: 'ClusterIP' } }),
      admitting('10.1.16.0/20'),
      admitting(' 10.1.16.0/20 '),
      admitting(...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']),
      admitting('32.0.0.0/3', '11.0.0.0/8', '2000::/3'),
    ],
    violating: [
      admitting(),
      ...[
        '0.0.0.0/0',
        ' 0.0.0.0/0',
        '10.0.0.0/0',
        '10.0.0.0/7',
        '100.0.0.0/9',
        '::/0',
        '0::/0',
        '::/2',
        'f000::/4',
      ].map((range) => admitting(range)),
      admitting('0.0.0.0/1', '128.0.0.0/1'),
      admitting('10.1.16.0/20', '128.0.0.0/1'),
    ],
  },
});
