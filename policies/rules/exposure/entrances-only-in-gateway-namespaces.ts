import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { loadBalancer } from './examples.ts';

/** Load balancers stand only in gateway and exchange namespaces. Evidence for mlps3:8.1.3.1 a), mlps3:8.1.2.1 d). */
export const entrancesOnlyInGatewayNamespaces = rule({
  id: 'entrances-only-in-gateway-namespaces',
  title: {
    en: 'Load balancers stand only in gateway and exchange namespaces',
    zh: '负载均衡入口仅在网关与交换命名空间',
  },
  reason: { en: 'An entrance anywhere else is a border nobody watches.', zh: '其他位置的入口是无人看守的边界。' },
  severity: 'critical',
  controls: ['mlps3:8.1.3.1 a)', 'mlps3:8.1.2.1 d)'],
  basis: 'object',
  targets: kinds('Service'),
  where: 'has(object.spec.type) && object.spec.type == "LoadBalancer"',
  expression: '"fadun.io/role" in namespaceLabels && namespaceLabels["fadun.io/role"] in ["gateway", "exchange"]',
  path: 'spec.type',
  message: 'a load balancer outside gateway and exchange namespaces',
  remedy: {
    en: 'Move the Service to the namespace of a gateway or exchange front-end.',
    zh: '将该服务移至网关或交换前置的命名空间。',
  },
  examples: {
    compliant: ['gateway', 'exchange'].map((role) => ({
      object: loadBalancer(),
      namespaceLabels: { 'fadun.io/role': role },
    })),
    violating: [
      { object: loadBalancer(), namespaceLabels: { 'fadun.io/role': 'workload' } },
      { object: loadBalancer(), namespaceLabels: {} },
    ],
  },
});
