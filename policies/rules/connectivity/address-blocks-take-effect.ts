import { closedNamespace, policy } from './example-objects.ts';
import { hygieneRule } from './hygiene-rule.ts';

/** GB/T 22239 8.2.4.2 a): policies follow workloads; addresses of Services never match. */
export const addressBlocksTakeEffect = hygieneRule({
  id: 'address-blocks-take-effect',
  kind: 'ineffective-block',
  title: { en: 'Address blocks name addresses that packets carry', zh: '地址段规则指向报文实际携带的地址' },
  reason: {
    en: 'A Service’s address is translated before policies see the packet; a rule for it permits nothing and misleads.',
    zh: '策略看到报文时服务地址已被转换，以服务地址写的规则不起作用且误导审查。',
  },
  severity: 'medium',
  controls: ['mlps3:8.2.4.2 a)', 'mlps3:8.1.3.2 b)'],
  remedy: { en: 'Select the pods behind the Service by their labels.', zh: '以标签选中服务后端的 Pod。' },
  examples: {
    compliant: [closedNamespace],
    violating: [
      [
        ...closedNamespace,
        policy('case', 'to-service', {
          podSelector: { matchLabels: { app: 'web' } },
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr: '10.200.0.10/32' } }], ports: [{ protocol: 'TCP', port: 443 }] }],
        }),
      ],
    ],
  },
});
