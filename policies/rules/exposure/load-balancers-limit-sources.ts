import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Load balancers admit declared source ranges only. Evidence for mlps3:8.1.4.4 c), mlps3:8.2.3.1 a). */
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
  expression:
    'has(object.spec.loadBalancerSourceRanges) && size(object.spec.loadBalancerSourceRanges) > 0 && object.spec.loadBalancerSourceRanges.all(range, range != "0.0.0.0/0" && range != "::/0")',
  path: 'spec.loadBalancerSourceRanges',
  message: 'the load balancer admits every address',
  remedy: {
    en: 'List the ranges of the declared peers in loadBalancerSourceRanges; the internet is its public ranges, not 0.0.0.0/0.',
    zh: '在 loadBalancerSourceRanges 中列出所声明对端的地址段；面向互联网时列公网地址段，不写 0.0.0.0/0。',
  },
  examples: {
    compliant: [
      object(
        'v1',
        'Service',
        {
          spec: {
            selector: { app: 'a' },
            ports: [{ port: 443 }],
            type: 'LoadBalancer',
            allocateLoadBalancerNodePorts: false,
            externalTrafficPolicy: 'Local',
            loadBalancerSourceRanges: ['10.1.16.0/20'],
          },
        },
        {},
      ),
    ],
    violating: [
      object(
        'v1',
        'Service',
        {
          spec: {
            selector: { app: 'a' },
            ports: [{ port: 443 }],
            type: 'LoadBalancer',
            allocateLoadBalancerNodePorts: false,
            externalTrafficPolicy: 'Local',
          },
        },
        {},
      ),
      object(
        'v1',
        'Service',
        {
          spec: {
            selector: { app: 'a' },
            ports: [{ port: 443 }],
            type: 'LoadBalancer',
            allocateLoadBalancerNodePorts: false,
            externalTrafficPolicy: 'Local',
            loadBalancerSourceRanges: ['0.0.0.0/0'],
          },
        },
        {},
      ),
      object(
        'v1',
        'Service',
        {
          spec: {
            selector: { app: 'a' },
            ports: [{ port: 443 }],
            type: 'LoadBalancer',
            allocateLoadBalancerNodePorts: false,
            externalTrafficPolicy: 'Local',
            loadBalancerSourceRanges: ['::/0'],
          },
        },
        {},
      ),
    ],
  },
});
