import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const tolerating = (value: string | undefined, key = 'fadun.io/tier') => ({
  nodeSelector: { 'fadun.io/tier': 'management' },
  tolerations: [
    { key, operator: value === undefined ? 'Exists' : 'Equal', ...(value && { value }), effect: 'NoSchedule' },
  ],
});
const inSegment = (segment: string, ofPodSpec: Readonly<Record<string, unknown>>) => ({
  object: deployment({}, ofPodSpec),
  namespaceLabels: { 'fadun.io/segment': segment },
});

/**
 * Operations and security management run on nodes of their own, and nothing else gets onto them. Evidence for
 * mlps3:8.1.5.4 a), mlps3:8.2.5.1 b).
 */
export const managementKeepsItsNodes = rule({
  id: 'management-keeps-its-nodes',
  title: {
    en: 'Management runs on nodes of its own, and nothing else does',
    zh: '运维与安全管理运行于专用节点，其他负载不得进入',
  },
  reason: {
    en: 'Who escapes from a web tier onto the node of the bastion has the whole network.',
    zh: '前端负载若逃逸到堡垒机所在节点，即可控制全网。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.5.4 a)', 'mlps3:8.2.5.1 b)'],
  basis: 'object',
  targets: podTemplates,
  where: '"fadun.io/segment" in namespaceLabels',
  expression:
    'namespaceLabels["fadun.io/segment"] in ["ops", "security"] ? (has(podSpec.nodeSelector) && "fadun.io/tier" in podSpec.nodeSelector && podSpec.nodeSelector["fadun.io/tier"] == "management") : !(has(podSpec.tolerations) && podSpec.tolerations.exists(t, (!has(t.key) || t.key == "" || t.key == "fadun.io/tier") && (!has(t.value) || t.value == "" || t.value == "management")))',
  path: 'nodeSelector',
  message: 'management off its nodes, or another workload on them',
  remedy: {
    en: 'Select fadun.io/tier=management in the zones ops and security; tolerate that taint nowhere else.',
    zh: '运维区与安全区负载选择 fadun.io/tier=management；其他负载不得容忍该污点。',
  },
  examples: {
    compliant: [
      inSegment('ops', tolerating('management')),
      inSegment('security', tolerating('management')),
      inSegment('data', { nodeSelector: { 'fadun.io/tier': 'data' }, tolerations: tolerating('data').tolerations }),
      inSegment('web', {}),
      inSegment('app', { tolerations: tolerating(undefined, 'example.org/gpu').tolerations }),
    ],
    violating: [
      inSegment('ops', {}),
      inSegment('security', { nodeSelector: { 'fadun.io/tier': 'data' } }),
      inSegment('ops', { nodeSelector: { zone: 'a' } }),
      inSegment('web', tolerating('management')),
      inSegment('app', tolerating(undefined)),
      inSegment('app', { tolerations: [{ operator: 'Exists' }] }),
    ],
  },
});
