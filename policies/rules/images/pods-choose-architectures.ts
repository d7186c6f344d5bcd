import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const requiring = (...terms: readonly (readonly object[])[]) => {
  const nodeSelectorTerms = terms.map((matchExpressions) => ({ matchExpressions }));
  return pod(
    {},
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } },
  );
};

/** Pods say on which architectures they run. Evidence for xinchuang:architectures. */
export const podsChooseArchitectures = rule({
  id: 'pods-choose-architectures',
  title: { en: 'Pods say on which architectures they run', zh: 'Pod 注明可运行的处理器架构' },
  reason: {
    en: 'In mixed estates an image without that architecture fails where it lands.',
    zh: '混合架构环境中，镜像可能落到不支持的节点。',
  },
  severity: 'medium',
  controls: ['xinchuang:architectures', 'xinchuang:loong64-reality'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  expression:
    '(has(podSpec.nodeSelector) && "kubernetes.io/arch" in podSpec.nodeSelector) || (has(podSpec.affinity) && has(podSpec.affinity.nodeAffinity) && has(podSpec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution) && podSpec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.all(t, has(t.matchExpressions) && t.matchExpressions.exists(e, e.key == "kubernetes.io/arch" && e.operator == "In")))',
  path: 'affinity',
  message: 'the pod may land on any architecture',
  remedy: {
    en: 'Require kubernetes.io/arch in the node affinity, or select it.',
    zh: '在节点亲和或 nodeSelector 中限定 kubernetes.io/arch。',
  },
  examples: {
    compliant: [
      pod({}, { nodeSelector: { 'kubernetes.io/arch': 'amd64' } }),
      requiring([{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] }]),
      requiring([
        { key: 'zone', operator: 'Exists' },
        { key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] },
      ]),
    ],
    violating: [
      pod(),
      requiring([{ key: 'zone', operator: 'Exists' }]),
      pod({}, { nodeSelector: { zone: 'a' } }),
      requiring([{ key: 'kubernetes.io/arch', operator: 'Exists' }]),
      requiring([{ key: 'kubernetes.io/arch', operator: 'NotIn', values: ['loong64'] }]),
      requiring(
        [{ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }],
        [{ key: 'zone', operator: 'In', values: ['a'] }],
      ),
    ],
  },
});
