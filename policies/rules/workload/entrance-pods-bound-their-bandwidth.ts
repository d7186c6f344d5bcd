import { deployment } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';
import { asObject } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const pods = (annotations: Readonly<Record<string, string>>): KubernetesObject => {
  const own = deployment();
  const template = asObject(asObject(own.spec).template);
  const metadata = { ...asObject(template.metadata), annotations };
  return { ...own, spec: { ...asObject(own.spec), template: { ...template, metadata } } };
};
const bounded = { 'kubernetes.io/ingress-bandwidth': '200M', 'kubernetes.io/egress-bandwidth': '200M' };
const within = (role: string, object: KubernetesObject) => ({ object, namespaceLabels: { 'fadun.io/role': role } });

/**
 * What carries traffic across a border says how much, so that one channel at its peak cannot starve the rest. Evidence for
 * mlps3:8.1.2.1 b); links themselves are watched.
 */
export const entrancePodsBoundTheirBandwidth = rule({
  id: 'entrance-pods-bound-their-bandwidth',
  title: { en: 'Pods at gateways and channels bound their bandwidth', zh: '网关与交换通道的 Pod 限定带宽' },
  reason: { en: 'A video upload must not delay a custody transfer.', zh: '视频上传不得挤占羁押流转的带宽。' },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 b)'],
  basis: 'object',
  targets: podTemplates,
  where: '"fadun.io/role" in namespaceLabels && namespaceLabels["fadun.io/role"] in ["gateway", "exchange"]',
  expression:
    '["kubernetes.io/ingress-bandwidth", "kubernetes.io/egress-bandwidth"].all(k, k in podAnnotations && podAnnotations[k].matches("^[1-9][0-9]{0,5}[MG]$"))',
  path: 'metadata.annotations',
  message: 'the pod bounds no bandwidth',
  remedy: {
    en: 'Set the annotations kubernetes.io/ingress-bandwidth and kubernetes.io/egress-bandwidth.',
    zh: '设置注解 kubernetes.io/ingress-bandwidth 与 kubernetes.io/egress-bandwidth。',
  },
  examples: {
    compliant: [within('gateway', pods(bounded)), within('exchange', pods(bounded)), within('workload', pods({}))],
    violating: [
      within('gateway', pods({})),
      within('exchange', deployment()),
      within('gateway', pods({ 'kubernetes.io/ingress-bandwidth': '200M' })),
      within('gateway', pods({ 'kubernetes.io/egress-bandwidth': '200M' })),
      within('exchange', pods({ ...bounded, 'kubernetes.io/egress-bandwidth': 'all' })),
    ],
  },
});
