import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** No Service claims external addresses. Evidence for mlps3:8.1.3.1 a), mlps3:8.1.2.1 d). */
export const noExternalIps = rule({
  id: 'no-external-ips',
  title: { en: 'No Service claims external addresses', zh: '服务不占用外部地址' },
  reason: {
    en: 'externalIPs let whoever writes a Service take over traffic of other addresses (CVE-2020-8554).',
    zh: 'externalIPs 可使服务劫持其他地址的流量（CVE-2020-8554）。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.3.1 a)', 'mlps3:8.1.2.1 d)'],
  basis: 'object',
  targets: kinds('Service'),
  expression: '!has(object.spec.externalIPs) || size(object.spec.externalIPs) == 0',
  path: 'spec.externalIPs',
  message: 'the Service claims external addresses',
  remedy: { en: 'Remove spec.externalIPs.', zh: '删除 spec.externalIPs。' },
  examples: {
    compliant: [
      object('v1', 'Service', { spec: { selector: { app: 'a' }, ports: [{ port: 443 }], type: 'ClusterIP' } }, {}),
    ],
    violating: [
      object(
        'v1',
        'Service',
        { spec: { selector: { app: 'a' }, ports: [{ port: 443 }], type: 'ClusterIP', externalIPs: ['198.51.100.7'] } },
        {},
      ),
    ],
  },
});
