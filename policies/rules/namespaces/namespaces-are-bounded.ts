import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { object } from '../../examples.ts';
import { type KubernetesObject, systemNamespaces } from '../../kubernetes.ts';
import { asObject, asObjects } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { placeOf } from '../availability/standing.ts';

const wanted = ['pods', 'requests.cpu', 'requests.memory', 'limits.memory'];
const apart: ReadonlySet<string> = new Set(['default', ...systemNamespaces]);

const namespace = object('v1', 'Namespace', {}, { name: 'app' });
const quota = (hard: Readonly<Record<string, string>>, ofSpec = {}) =>
  object('v1', 'ResourceQuota', { spec: { hard, ...ofSpec } }, { name: 'bounds', namespace: 'app' });
const whole = { pods: '10', 'requests.cpu': '4', 'requests.memory': '8Gi', 'limits.memory': '16Gi' };
const limits = (limit: Readonly<Record<string, unknown>>) =>
  object('v1', 'LimitRange', { spec: { limits: [limit] } }, { name: 'defaults', namespace: 'app' });
const bounded = {
  type: 'Container',
  default: { memory: '512Mi' },
  defaultRequest: { memory: '128Mi' },
  max: { memory: '8Gi' },
};
const estates = (...examples: readonly (readonly KubernetesObject[])[]) => examples.map((objects) => estate(objects));

/**
 * Every namespace has a quota over pods, processor and memory, and limits for containers that name none. Evidence for
 * mlps3:8.2.5.1 a), mlps3:8.1.2.1 a).
 */
export const namespacesAreBounded = rule({
  id: 'namespaces-are-bounded',
  title: { en: 'Namespaces have a quota and default limits', zh: '命名空间设有配额与默认限制' },
  reason: {
    en: 'A tenant without bounds takes from all others, at the worst time.',
    zh: '无上限的租户会在最紧要时挤占其他租户。',
  },
  severity: 'medium',
  controls: ['mlps3:8.2.5.1 a)', 'mlps3:8.1.2.1 a)', 'nsa:resource-policies'],
  basis: 'object',
  remedy: {
    en: 'Declare a ResourceQuota over pods, requests and memory limits, and a LimitRange for containers.',
    zh: '声明覆盖 Pod 数、请求量与内存上限的 ResourceQuota，以及容器的 LimitRange。',
  },
  reads: ['Namespace', 'ResourceQuota', 'LimitRange'],
  evaluate(everything: Estate) {
    const quotas = Map.groupBy(everything.ofKind('ResourceQuota'), placeOf);
    const ranges = Map.groupBy(everything.ofKind('LimitRange'), placeOf);
    const namespaces = everything.ofKind('Namespace').filter(({ object: { metadata } }) => !apart.has(metadata.name));
    const findings = namespaces.flatMap((one): EstateFinding[] => {
      const place = `${one.network ?? ''}/${one.object.metadata.name}`;
      // A scoped quota bounds only some pods.
      const unscoped = (quotas.get(place) ?? [])
        .map(({ object: { spec } }) => asObject(spec))
        .filter(({ scopes, scopeSelector }) => !scopes && !scopeSelector);
      const missing = wanted.filter((resource) => !unscoped.some(({ hard }) => asObject(hard)[resource] !== undefined));
      const items = (ranges.get(place) ?? []).flatMap(({ object: { spec } }) => asObjects(asObject(spec).limits));
      const hasDefaults = items.some(
        ({ type, default: fallback, max }) =>
          type === 'Container' && asObject(fallback).memory !== undefined && asObject(max).memory !== undefined,
      );
      const faults = [
        ...missing.map((resource) => `no quota bounds ${resource}`),
        ...(hasDefaults ? [] : ['no LimitRange bounds containers']),
      ];
      return faults.length > 0 ? [{ object: one, path: 'metadata.name', message: faults.join('; ') }] : [];
    });
    return { judged: namespaces.length, findings };
  },
  examples: {
    compliant: estates(
      [namespace, quota(whole), limits(bounded)],
      [object('v1', 'Namespace', {}, { name: 'kube-system' }), namespace, quota(whole), limits(bounded)],
    ),
    violating: estates(
      [namespace, limits(bounded)],
      [namespace, quota({ ...whole, pods: undefined } as never), limits(bounded)],
      [namespace, quota(whole, { scopes: ['BestEffort'] }), limits(bounded)],
      [namespace, quota(whole)],
      [namespace, quota(whole), limits({ ...bounded, default: undefined })],
      [namespace, quota(whole), limits({ ...bounded, type: 'Pod' })],
    ),
  },
});
