import { closedNamespace, policy } from './example-objects.ts';
import { hygieneRule } from './hygiene-rule.ts';

/** GB/T 22239 8.1.3.2 c): source and destination are named. */
export const policiesSelectNarrowly = hygieneRule({
  id: 'policies-select-narrowly',
  kind: 'unselective-policy',
  title: { en: 'Policies name the pods and namespaces they open', zh: '策略明确指明放行的命名空间与 Pod' },
  reason: {
    en: 'A rule for every pod, or towards every pod or namespace, lets in what is deployed later, unseen.',
    zh: '面向全部 Pod 或全部命名空间的规则，会在不知不觉中放行后来部署的负载。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.3.2 c)', 'nsa:network-separation'],
  remedy: {
    en: 'Select the workload by its labels, and its namespace by kubernetes.io/metadata.name.',
    zh: '以标签选中具体工作负载，以 kubernetes.io/metadata.name 选中命名空间。',
  },
  examples: {
    compliant: [closedNamespace],
    violating: [
      [
        ...closedNamespace,
        policy('case', 'wide', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 443 }] }],
        }),
      ],
    ],
  },
});
