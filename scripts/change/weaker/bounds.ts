import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { amount, eachValued, type Fields, fields, json, list, spec, valued } from './fields.ts';

/** ResourceQuota: every bound is a guard, every scope takes objects out of its sight. */
export function quotaAspects(object: KubernetesObject): Aspects {
  const { hard, scopes, scopeSelector } = spec(object);
  return {
    bearings: [
      ...eachValued('quota', 'counts only', scopes),
      ...eachValued('quota', 'counts only', list(fields(scopeSelector).matchExpressions)),
    ],
    guards: Object.entries(fields(hard)).map(([resource, bound]) => sized(`at most ${resource}`, bound)),
  };
}

/** LimitRange: what bounds may only become narrower; defaults are guards as they stand. */
export function limitRangeAspects(object: KubernetesObject): Aspects {
  return { guards: list(spec(object).limits).flatMap((item) => limitAspects(fields(item))) };
}

function limitAspects(item: Fields): Aspect[] {
  const entries = (name: string) => Object.entries(fields(item[name]));
  return [
    ...['max', 'maxLimitRequestRatio'].flatMap((name) =>
      entries(name).map(([resource, bound]) => sized(`${item.type} ${name} ${resource}`, bound)),
    ),
    ...entries('min').map(([resource, bound]) => sized(`${item.type} min ${resource}`, bound, -1)),
    ...['default', 'defaultRequest'].flatMap((name) =>
      entries(name).map(([resource, value]) =>
        valued('quota', `${item.type} ${name} ${resource}`, amount(value) ?? value),
      ),
    ),
  ];
}

/** A bound with its size; what is no quantity is compared as it is written. */
function sized(name: string, bound: unknown, direction = 1): Aspect {
  const size = amount(bound);
  if (size === undefined) return valued('quota', name, bound);
  return { key: name, kind: 'quota', detail: `${name} ${bound}`, size: size * direction };
}

/** PodDisruptionBudget and HorizontalPodAutoscaler: what keeps enough of a workload running. */
export function budgetAspects(object: KubernetesObject): Aspects {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec(object);
  return {
    guards: [
      ...(minAvailable === undefined ? [] : [keeps('min available', minAvailable, -1)]),
      ...(maxUnavailable === undefined ? [] : [keeps('max unavailable', maxUnavailable, 1)]),
      valued('availability', 'guards pods', selector ?? null),
      ...(unhealthyPodEvictionPolicy === 'AlwaysAllow'
        ? []
        : [{ key: 'unhealthy', kind: 'availability', detail: 'unhealthy pods count' } as const]),
    ],
  };
}

function keeps(name: string, value: unknown, direction: number): Aspect {
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  const number = percent ?? (typeof value === 'number' ? value : undefined);
  if (number === undefined) return valued('availability', name, value);
  const key = percent ? `${name} in percent` : name;
  return { key, kind: 'availability', detail: `${name} ${value}`, size: Number(number) * direction };
}

export function autoscalerAspects(object: KubernetesObject): Aspects {
  const { minReplicas = 1, maxReplicas, scaleTargetRef } = spec(object);
  return {
    bearings: [
      { key: 'most', kind: 'quota', detail: `at most ${maxReplicas} replicas`, size: Number(maxReplicas ?? 1) },
    ],
    guards: [
      { key: 'least', kind: 'availability', detail: `at least ${minReplicas} replicas`, size: -Number(minReplicas) },
      valued('availability', 'scales', json(scaleTargetRef)),
    ],
  };
}
