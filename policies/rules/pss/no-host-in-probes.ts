import { pod, podWithInit } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const handlers = [
  ...['item.livenessProbe', 'item.readinessProbe', 'item.startupProbe'],
  ...['item.lifecycle.postStart', 'item.lifecycle.preStop'],
];

/** CEL: the handler is absent, or neither its HTTP nor its TCP action names a host. */
function withoutHost(handler: string): string {
  const action = (name: string) => `(!has(${handler}.${name}) || !has(${handler}.${name}.host))`;
  const absent = handler.includes('lifecycle') ? `!has(item.lifecycle) || !has(${handler})` : `!has(${handler})`;
  return `(${absent} || (${action('httpGet')} && ${action('tcpSocket')}))`;
}

/** Pod Security Standards, baseline, "Host Probes / Lifecycle Hooks", since v1.34. */
export const noHostInProbes = rule({
  id: 'no-host-in-probes',
  title: { en: 'Probes and hooks address the pod itself', zh: '探针与生命周期钩子只访问 Pod 自身' },
  reason: {
    en: 'The kubelet sends probes: a host in one makes the node call any address, past network policy.',
    zh: '探针由 kubelet 发出，指定 host 可使节点绕过网络策略访问任意地址。',
  },
  severity: 'high',
  controls: ['pss-baseline:host-probes-lifecycle'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds: handlers.map(withoutHost).join(' && '),
  value: 'item.name',
  message: 'a probe or hook of container "{value}" names a host',
  remedy: { en: 'Remove host from the probe or hook.', zh: '删除探针或钩子中的 host。' },
  examples: {
    compliant: [
      pod({ startupProbe: { httpGet: { port: 8080 } } }),
      pod({ startupProbe: { tcpSocket: { port: 8080 } } }),
      pod(),
      pod({ livenessProbe: { httpGet: { port: 8080, host: '' } }, readinessProbe: { tcpSocket: { port: 8080 } } }),
      pod({ lifecycle: { preStop: { httpGet: { port: 8080 } }, postStart: { exec: { command: ['true'] } } } }),
    ],
    violating: [
      podWithInit({ restartPolicy: 'Always', livenessProbe: { tcpSocket: { port: 8080, host: '10.0.0.1' } } }),
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => [
        pod({ [probe]: { httpGet: { port: 8080, host: '10.0.0.1' } } }),
        pod({ [probe]: { tcpSocket: { port: 8080, host: '10.0.0.1' } } }),
      ]),
      ...['postStart', 'preStop'].flatMap((hook) => [
        pod({ lifecycle: { [hook]: { httpGet: { port: 8080, host: '10.0.0.1' } } } }),
        pod({ lifecycle: { [hook]: { tcpSocket: { port: 8080, host: '10.0.0.1' } } } }),
      ]),
    ],
  },
});
