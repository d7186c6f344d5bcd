import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Standing containers say when they are ready and alive. Evidence for mlps3:8.1.5.4 c), mlps3:8.1.4.9 c). */
export const standingContainersHaveProbes = rule({
  id: 'standing-containers-have-probes',
  title: { en: 'Standing containers say when they are ready and alive', zh: '常驻容器具备就绪与存活探针' },
  reason: { en: 'Without probes traffic goes to what cannot answer.', zh: '缺少探针时流量会被送往不可用的实例。' },
  severity: 'medium',
  controls: ['mlps3:8.1.5.4 c)', 'mlps3:8.1.4.9 c)'],
  basis: 'object',
  targets: kinds('Deployment', 'StatefulSet', 'DaemonSet'),
  systemNamespaces: 'exempt',
  items: 'object.spec.template.spec.containers',
  holds: 'has(item.readinessProbe) && has(item.livenessProbe)',
  path: 'readinessProbe',
  value: 'item.name',
  message: 'container "{value}" lacks a probe',
  remedy: { en: 'Set readinessProbe and livenessProbe.', zh: '设置 readinessProbe 与 livenessProbe。' },
  examples: {
    compliant: [
      deployment({ readinessProbe: { tcpSocket: { port: 8443 } }, livenessProbe: { tcpSocket: { port: 8443 } } }),
    ],
    violating: [
      deployment(),
      deployment({ readinessProbe: { tcpSocket: { port: 8443 } } }),
      deployment({ livenessProbe: { tcpSocket: { port: 8443 } } }),
    ],
  },
});
