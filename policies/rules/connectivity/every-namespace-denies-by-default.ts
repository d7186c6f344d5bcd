import { closedNamespace, namespace, workload } from './example-objects.ts';
import { hygieneRule } from './hygiene-rule.ts';

/** GB/T 22239 8.1.3.2 a): whatever is not permitted is denied, from the first pod on. */
export const everyNamespaceDeniesByDefault = hygieneRule({
  id: 'every-namespace-denies-by-default',
  kind: 'missing-default-deny',
  title: { en: 'Every namespace denies by default, both ways', zh: '每个命名空间双向默认拒绝' },
  reason: {
    en: 'A pod that no policy selects may reach and be reached by anything; one policy that selects all pods closes the namespace before anything runs in it.',
    zh: '未被任何策略选中的 Pod 可任意访问与被访问；选中全部 Pod 的默认拒绝策略须先于工作负载存在。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.3.2 a)', 'mlps3:8.2.2.1 b)', 'cis:5.3.2', 'nsa:network-separation'],
  remedy: {
    en: 'Add a NetworkPolicy with an empty podSelector, both policyTypes and no rules.',
    zh: '增加 podSelector 为空、policyTypes 含入出两向且无规则的 NetworkPolicy。',
  },
  examples: { compliant: [closedNamespace], violating: [[namespace('case'), workload('case', 'web')]] },
});
