import { object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';

const subject = { podSelector: { matchLabels: { app: 'a' } } };
const policy = (spec: object) => object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { ...subject, ...spec } }, {});

/** A policy of the pods of `a` that allows this in. */
export function allowingIngress(...ingress: readonly object[]): KubernetesObject {
  return policy({ policyTypes: ['Ingress'], ingress });
}

/** A policy of the pods of `a` that allows this out. */
export function allowingEgress(...egress: readonly object[]): KubernetesObject {
  return policy({ policyTypes: ['Egress'], egress });
}
