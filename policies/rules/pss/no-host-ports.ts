import { pod, podWithInit } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "Host Ports". */
export const noHostPorts = rule({
  id: 'no-host-ports',
  title: { en: 'Containers open no port of the host', zh: '容器不占用宿主机端口' },
  reason: {
    en: "A host port is reachable at the node's address, outside network policy.",
    zh: '宿主机端口可经节点地址直接访问，不受网络策略约束。',
  },
  severity: 'high',
  controls: ['pss-baseline:host-ports', 'mlps3:8.1.3.1 a)', 'mlps3:8.1.4.4 b)', 'cis:5.2.13'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds: '!has(item.ports) || item.ports.all(p, !has(p.hostPort) || p.hostPort == 0)',
  path: 'ports',
  value: 'item.ports.filter(p, has(p.hostPort) && p.hostPort != 0).map(p, string(p.hostPort)).join(", ")',
  message: 'host ports are opened: {value}',
  remedy: {
    en: 'Remove hostPort; expose the workload by a Service.',
    zh: '删除 hostPort，通过 Service 暴露工作负载。',
  },
  examples: {
    compliant: [pod(), pod({ ports: [{ containerPort: 8080 }, { containerPort: 8443, hostPort: 0 }] })],
    violating: [
      podWithInit({ ports: [{ containerPort: 8443, hostPort: 8443 }] }),
      pod({ ports: [{ containerPort: 8080 }, { containerPort: 8443, hostPort: 8443 }] }),
    ],
  },
});
