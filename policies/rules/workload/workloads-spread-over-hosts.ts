import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

const hostname = 'kubernetes.io/hostname';
const zone = 'topology.kubernetes.io/zone';
const labelSelector = { matchLabels: { app: 'example' } };
const term = (topologyKey: string) => ({ topologyKey, labelSelector });
const preferred = (topologyKey: string) => ({ weight: 1, podAffinityTerm: term(topologyKey) });
const apart = (podAntiAffinity: object) => deployment({}, { affinity: { podAntiAffinity } });
const spread = (...keys: readonly string[]) => {
  const constraint = { maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway', labelSelector };
  return deployment({}, { topologySpreadConstraints: keys.map((topologyKey) => ({ ...constraint, topologyKey })) });
};

/** The pod's affinity to stay apart from others, where it has one. */
const antiAffinity = 'object.spec.template.spec.affinity.podAntiAffinity';
const antiAffinityHas = (field: string, of: string) =>
  `(has(${antiAffinity}.${field}) && ${antiAffinity}.${field}.exists(t, ${of}.topologyKey == "${hostname}"))`;

/** Replicas are spread over hosts, by constraints or by keeping apart from each other on one. Evidence for mlps3:8.1.2.1 e), mlps3:8.1.4.9 c). */
export const workloadsSpreadOverHosts = rule({
  id: 'workloads-spread-over-hosts',
  title: { en: 'Replicas are spread over hosts', zh: '副本分散在不同主机' },
  reason: { en: 'Replicas on one host fall together.', zh: '同一主机上的副本会同时失效。' },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 e)', 'mlps3:8.1.4.9 c)'],
  basis: 'object',
  targets: kinds('Deployment', 'StatefulSet'),
  systemNamespaces: 'exempt',
  expression: `(has(object.spec.template.spec.topologySpreadConstraints) && object.spec.template.spec.topologySpreadConstraints.exists(c, c.topologyKey == "${hostname}")) || (has(object.spec.template.spec.affinity) && has(${antiAffinity}) && (${antiAffinityHas('requiredDuringSchedulingIgnoredDuringExecution', 't')} || ${antiAffinityHas('preferredDuringSchedulingIgnoredDuringExecution', 't.podAffinityTerm')}))`,
  path: 'spec.template.spec.topologySpreadConstraints',
  message: 'replicas may share one host',
  remedy: {
    en: 'Add topologySpreadConstraints over kubernetes.io/hostname.',
    zh: '增加以 kubernetes.io/hostname 为键的 topologySpreadConstraints。',
  },
  examples: {
    compliant: [
      spread(hostname),
      spread(zone, hostname),
      apart({ requiredDuringSchedulingIgnoredDuringExecution: [term(zone), term(hostname)] }),
      apart({ preferredDuringSchedulingIgnoredDuringExecution: [preferred(zone), preferred(hostname)] }),
    ],
    violating: [
      deployment(),
      spread(zone),
      apart({}),
      apart({ requiredDuringSchedulingIgnoredDuringExecution: [term(zone)] }),
      apart({ preferredDuringSchedulingIgnoredDuringExecution: [preferred(zone)] }),
      deployment(
        {},
        { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(hostname)] } } },
      ),
    ],
  },
});
