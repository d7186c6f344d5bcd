import { closedNamespace, policy } from './example-objects.ts';
import { hygieneRule } from './hygiene-rule.ts';

/** GB/T 22239 8.1.3.2 b): rules that change nothing hide those that do. */
export const noRedundantPolicies = hygieneRule({
  id: 'no-redundant-policies',
  kind: 'redundant-policy',
  title: { en: 'Every network policy permits something of its own', zh: '无冗余或失效的网络策略' },
  reason: {
    en: 'A policy that changes nothing today may open something tomorrow, and makes review harder.',
    zh: '今天不起作用的策略明天可能放开访问，也增加审查难度。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.3.2 b)'],
  remedy: { en: 'Remove the policy.', zh: '删除该策略。' },
  examples: {
    compliant: [closedNamespace],
    violating: [
      [
        ...closedNamespace,
        policy('case', 'nobody', {
          podSelector: { matchLabels: { app: 'gone' } },
          policyTypes: ['Ingress'],
          ingress: [
            { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ protocol: 'TCP', port: 8443 }] },
          ],
        }),
      ],
    ],
  },
});
