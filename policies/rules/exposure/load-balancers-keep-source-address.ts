import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { loadBalancer } from './examples.ts';

/** Load balancers keep the source address. Evidence for mlps3:8.1.3.3 a), mlps3:8.1.3.3 d). */
export const loadBalancersKeepSourceAddress = rule({
  id: 'load-balancers-keep-source-address',
  title: { en: 'Load balancers keep the source address', zh: '入口保留来源地址' },
  reason: {
    en: 'Address rules and records of attacks rest on the source address; source translation hides it.',
    zh: '访问控制与攻击记录均依赖来源地址，源地址转换会将其掩盖。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.3.3 a)', 'mlps3:8.1.3.3 d)'],
  basis: 'object',
  targets: kinds('Service'),
  where: 'has(object.spec.type) && object.spec.type == "LoadBalancer"',
  expression: 'has(object.spec.externalTrafficPolicy) && object.spec.externalTrafficPolicy == "Local"',
  path: 'spec.externalTrafficPolicy',
  message: 'the source address is lost',
  remedy: { en: 'Set externalTrafficPolicy: Local.', zh: '设置 externalTrafficPolicy: Local。' },
  examples: {
    compliant: [loadBalancer()],
    violating: [loadBalancer({ externalTrafficPolicy: 'Cluster' })],
  },
});
