import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { allowingEgress, allowingIngress } from './examples.ts';

/** Policies that permit name the organ that answers for them. Evidence for mlps3:8.1.3.2 b), mlps3:8.1.10.2 a). */
export const policiesNameTheirOwner = rule({
  id: 'policies-name-their-owner',
  title: { en: 'Policies that permit name the organ that answers for them', zh: '放行策略注明责任机关' },
  reason: { en: 'Rules without an owner outlive their reason.', zh: '无责任主体的规则会长期滞留。' },
  severity: 'low',
  controls: ['mlps3:8.1.3.2 b)', 'mlps3:8.1.10.2 a)'],
  basis: 'declared',
  targets: kinds('NetworkPolicy'),
  where:
    '(has(object.spec.ingress) && size(object.spec.ingress) > 0) || (has(object.spec.egress) && size(object.spec.egress) > 0)',
  expression: '"fadun.io/owner" in labels',
  path: 'metadata.labels',
  message: 'the policy names no owner',
  remedy: { en: 'Label the policy with fadun.io/owner.', zh: '为策略添加 fadun.io/owner 标签。' },
  examples: {
    compliant: [
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        {
          spec: {
            podSelector: { matchLabels: { app: 'a' } },
            policyTypes: ['Egress'],
            egress: [
              { to: [{ podSelector: { matchLabels: { app: 'b' } } }], ports: [{ protocol: 'TCP', port: 8443 }] },
            ],
          },
        },
        { labels: { 'fadun.io/owner': 'CRT' } },
      ),
    ],
    violating: [
      allowingEgress({
        to: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
      allowingIngress({
        from: [{ podSelector: { matchLabels: { app: 'b' } } }],
        ports: [{ protocol: 'TCP', port: 8443 }],
      }),
    ],
  },
});
