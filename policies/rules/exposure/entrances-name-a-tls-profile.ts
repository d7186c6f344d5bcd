import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { loadBalancer } from './examples.ts';

/** Entrances name their commercial-cryptography profile. Evidence for gm:8.2 a), gm:8.2 b), gm:8.2 c), mlps3:8.1.2.2 a), mlps3:8.1.2.2 b). */
export const entrancesNameATlsProfile = rule({
  id: 'entrances-name-a-tls-profile',
  title: { en: 'Entrances name their commercial-cryptography profile', zh: '入口注明国密通信协议' },
  reason: {
    en: 'Communicating entities are authenticated by approved cryptography; the gateway behind the entrance is told which.',
    zh: '通信实体须以合规密码技术鉴别，入口须注明网关所用协议。',
  },
  severity: 'high',
  controls: ['gm:8.2 a)', 'gm:8.2 b)', 'gm:8.2 c)', 'mlps3:8.1.2.2 a)', 'mlps3:8.1.2.2 b)'],
  basis: 'declared',
  targets: kinds('Service'),
  where: 'has(object.spec.type) && object.spec.type == "LoadBalancer"',
  expression:
    '"fadun.io/tls-profile" in annotations && annotations["fadun.io/tls-profile"] in ["tlcp", "tls13-sm", "ipsec-sm"]',
  path: 'metadata.annotations',
  message: 'the entrance names no approved profile',
  remedy: {
    en: 'Annotate the Service with fadun.io/tls-profile: tlcp, tls13-sm or ipsec-sm.',
    zh: '为服务添加注解 fadun.io/tls-profile，取值 tlcp、tls13-sm 或 ipsec-sm。',
  },
  examples: {
    compliant: [loadBalancer({}, { annotations: { 'fadun.io/tls-profile': 'tlcp' } })],
    violating: [loadBalancer(), loadBalancer({}, { annotations: { 'fadun.io/tls-profile': 'tls12' } })],
  },
});
