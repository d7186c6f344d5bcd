import { cronJob, pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "Host Namespaces". */
export const noHostNamespaces = rule({
  id: 'no-host-namespaces',
  title: { en: 'Pods share no namespace with the host', zh: 'Pod 不共享宿主机命名空间' },
  reason: {
    en: "Sharing the host's network, process or IPC namespace exposes other workloads and bypasses network policy.",
    zh: '共享宿主机的网络、进程或 IPC 命名空间会暴露其他工作负载，并绕过网络策略。',
  },
  severity: 'critical',
  controls: [
    'pss-baseline:host-namespaces',
    'mlps3:8.2.4.3 a)',
    'mlps3:8.1.3.1 a)',
    'cis:5.2.3',
    'cis:5.2.4',
    'cis:5.2.5',
  ],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  expression:
    '!(has(podSpec.hostNetwork) && podSpec.hostNetwork) && !(has(podSpec.hostPID) && podSpec.hostPID) && !(has(podSpec.hostIPC) && podSpec.hostIPC)',
  value: '["hostNetwork", "hostPID", "hostIPC"].filter(name, name in podSpec && podSpec[name] == true).join(", ")',
  message: 'the pod shares host namespaces: {value}',
  remedy: {
    en: 'Remove hostNetwork, hostPID and hostIPC.',
    zh: '删除 hostNetwork、hostPID 与 hostIPC。',
  },
  examples: {
    compliant: [pod(), pod({}, { hostNetwork: false })],
    violating: [pod({}, { hostNetwork: true }), pod({}, { hostPID: true }), cronJob({}, { hostIPC: true })],
  },
});
