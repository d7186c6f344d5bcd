import { type Estate, estate } from '../../estate.ts';
import { deployment, object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';

export const namespaceOf = (labels: Readonly<Record<string, string>> = { 'fadun.io/mlps-level': '3' }) =>
  object('v1', 'Namespace', {}, { name: 'app', labels });

/** A Deployment `web` in namespace `app`. */
export function web(ofSpec: Readonly<Record<string, unknown>> = {}, kind = 'Deployment'): KubernetesObject {
  return { ...deployment({}, {}, ofSpec), kind, metadata: { name: 'web', namespace: 'app' } };
}

export function budget(spec: Readonly<Record<string, unknown>>, name = 'web'): KubernetesObject {
  const selector = { matchLabels: { app: 'example' } };
  return object('policy/v1', 'PodDisruptionBudget', { spec: { selector, ...spec } }, { name, namespace: 'app' });
}

export function autoscaler(spec: Readonly<Record<string, unknown>>): KubernetesObject {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const whole = { scaleTargetRef, minReplicas: 2, maxReplicas: 6, ...spec };
  return object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: whole }, { name: 'web', namespace: 'app' });
}

export const estates = (...examples: readonly (readonly KubernetesObject[])[]): Estate[] =>
  examples.map((objects) => estate(objects));
