import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { list, spec, valued } from './fields.ts';

/**
 * What a NetworkPolicy permits is compared as reachability, over all policies and workloads at once. Here it counts that
 * it isolates: pods that do not exist yet would find nothing closed.
 */
export function networkPolicyAspects(object: KubernetesObject): Aspects {
  const { podSelector, policyTypes, egress } = spec(object);
  const types = list(policyTypes);
  const directions = types.length > 0 ? types : ['Ingress', ...(egress === undefined ? [] : ['Egress'])];
  return {
    guards: directions.map(
      (direction): Aspect => valued('reachability', `isolates ${direction} of`, podSelector ?? {}),
    ),
  };
}
