import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Replicas are spread over hosts. Evidence for mlps3:8.1.2.1 e), mlps3:8.1.4.9 c). */
export const workloadsSpreadOverHosts = rule({
  id: 'workloads-spread-over-hosts',
  title: { en: 'Replicas are spread over hosts', zh: '副本分散在不同主机' },
  reason: { en: 'Replicas on one host fall together.', zh: '同一主机上的副本会同时失效。' },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 e)', 'mlps3:8.1.4.9 c)'],
  basis: 'object',
  targets: kinds('Deployment', 'StatefulSet'),
  systemNamespaces: 'exempt',
  expression:
    '(has(object.spec.template.spec.topologySpreadConstraints) && object.spec.template.spec.topologySpreadConstraints.exists(c, c.topologyKey == "kubernetes.io/hostname")) || (has(object.spec.template.spec.affinity) && has(object.spec.template.spec.affinity.podAntiAffinity))',
  path: 'spec.template.spec.topologySpreadConstraints',
  message: 'replicas may share one host',
  remedy: {
    en: 'Add topologySpreadConstraints over kubernetes.io/hostname.',
    zh: '增加以 kubernetes.io/hostname 为键的 topologySpreadConstraints。',
  },
  examples: {
    compliant: [
      deployment(
        {},
        {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: { app: 'example' } },
            },
          ],
        },
      ),
      deployment(
        {},
        {
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'example' } } },
              ],
            },
          },
        },
      ),
    ],
    violating: [
      deployment(),
      deployment(
        {},
        {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: { app: 'example' } },
            },
          ],
        },
      ),
    ],
  },
});
