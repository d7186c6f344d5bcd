import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "HostPath Volumes". */
export const noHostPathVolumes = rule({
  id: 'no-host-path-volumes',
  title: { en: 'No volume is a path of the host', zh: '不挂载宿主机路径' },
  reason: {
    en: "A host path gives a workload the node's files: credentials, logs, sockets of the container runtime.",
    zh: '宿主机路径会把节点上的凭据、日志和容器运行时套接字暴露给工作负载。',
  },
  severity: 'critical',
  controls: ['pss-baseline:host-path-volumes', 'mlps3:8.1.4.10 a)', 'mlps3:8.2.4.3 a)', 'cis:5.2.12'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allVolumes',
  holds: '!has(item.hostPath)',
  path: 'hostPath',
  value: 'item.name',
  message: 'volume "{value}" is a path of the host',
  remedy: {
    en: 'Use a PersistentVolumeClaim, emptyDir, configMap or secret.',
    zh: '改用 PersistentVolumeClaim、emptyDir、configMap 或 secret。',
  },
  examples: {
    compliant: [pod(), pod({}, { volumes: [{ name: 'scratch', emptyDir: {} }] })],
    violating: [pod({}, { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] })],
  },
});
