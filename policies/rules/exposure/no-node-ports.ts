import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { loadBalancer } from './examples.ts';

/** No Service opens a port on every node; one that is asked for by number is opened even where none are allocated. Evidence for mlps3:8.1.3.1 a), mlps3:8.1.4.4 b), nsa:network-separation. */
export const noNodePorts = rule({
  id: 'no-node-ports',
  title: { en: 'No Service opens a port on every node', zh: '服务不在节点上开放端口' },
  reason: {
    en: 'A node port is open on every node, past gateways and firewalls.',
    zh: '节点端口在每个节点开放，绕过网关与防火墙。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.3.1 a)', 'mlps3:8.1.4.4 b)', 'nsa:network-separation'],
  basis: 'object',
  targets: kinds('Service'),
  expression:
    '!has(object.spec.type) || object.spec.type in ["ClusterIP", "ExternalName"] || (object.spec.type == "LoadBalancer" && has(object.spec.allocateLoadBalancerNodePorts) && !object.spec.allocateLoadBalancerNodePorts && object.spec.ports.all(p, !has(p.nodePort) || p.nodePort == 0))',
  path: 'spec.type',
  message: 'the Service opens node ports',
  remedy: {
    en: 'Use ClusterIP behind a gateway; on a LoadBalancer set allocateLoadBalancerNodePorts: false and name no nodePort.',
    zh: '使用 ClusterIP 并经网关暴露；LoadBalancer 须设 allocateLoadBalancerNodePorts: false，且不写 nodePort。',
  },
  examples: {
    compliant: [
      object('v1', 'Service', { spec: { type: 'ExternalName', externalName: 'a.example' } }),
      object('v1', 'Service', { spec: { selector: { app: 'a' }, ports: [{ port: 443 }], type: 'ClusterIP' } }, {}),
      loadBalancer(),
    ],
    violating: [
      object('v1', 'Service', { spec: { selector: { app: 'a' }, ports: [{ port: 443 }], type: 'NodePort' } }, {}),
      loadBalancer({ allocateLoadBalancerNodePorts: undefined }),
      loadBalancer({ allocateLoadBalancerNodePorts: true }),
      loadBalancer({
        ports: [
          { name: 'a', port: 443 },
          { name: 'b', port: 8443, nodePort: 30443 },
        ],
      }),
    ],
  },
});
