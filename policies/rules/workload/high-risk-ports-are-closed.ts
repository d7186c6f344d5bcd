import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** No container listens on a high-risk port. Evidence for mlps3:8.1.4.4 b), mlps3:8.1.4.1 c). */
export const highRiskPortsAreClosed = rule({
  id: 'high-risk-ports-are-closed',
  title: { en: 'No container listens on a high-risk port', zh: '容器不监听高危端口' },
  reason: {
    en: 'Remote shells, file sharing and databases without TLS are how intruders move.',
    zh: '远程终端、文件共享与无加密数据库端口是横向移动的通道。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.4 b)', 'mlps3:8.1.4.1 c)'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds:
    '!has(item.ports) || item.ports.all(p, !(p.containerPort in [20, 21, 22, 23, 69, 135, 137, 138, 139, 445, 512, 513, 514, 1433, 3389, 5900, 6379, 11211]))',
  path: 'ports',
  value: 'item.name',
  message: 'container "{value}" listens on a high-risk port',
  remedy: { en: 'Listen on a declared port with TLS.', zh: '改用已声明的 TLS 端口。' },
  examples: {
    compliant: [pod(), pod({ ports: [{ containerPort: 8443 }] })],
    violating: [pod({ ports: [{ containerPort: 22 }] }), pod({ ports: [{ containerPort: 6379 }] })],
  },
});
