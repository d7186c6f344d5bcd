import type { KubernetesObject } from './kubernetes.ts';
import { podTemplateOf, withPodSpec } from './pod-template.ts';
import { asObject } from './reachability/shape.ts';

/** Label of a ConfigMap that tells a workload of the platform what to enforce: `entrance`, `log-streams`, `audit-policy`. */
export const contractLabel = 'fadun.io/contract';

/** What estate rules see of a container: its place among the others and its ports. */
const ofContainers = ['name', 'ports', 'restartPolicy'] as const;

/**
 * What estate rules see of an object: all but the inside of containers (image, environment, probes, resources …) and the
 * content of Secrets and of ConfigMaps that are no contract. Rules over one object judge those; and an edit there leaves
 * every verdict over the estate as it is.
 */
export function outlineOf(object: KubernetesObject): KubernetesObject {
  if (object.kind === 'Secret' || (object.kind === 'ConfigMap' && !isContract(object))) {
    const { data: _, binaryData: __, stringData: ___, ...rest } = object;
    return rest;
  }
  const template = podTemplateOf(object);
  if (!template) return object;
  const spec = { ...asObject(template.spec) };
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    if (Array.isArray(spec[list])) spec[list] = spec[list].map(outlineOfContainer);
  }
  return withPodSpec(object, template, spec);
}

function isContract({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.[contractLabel] !== undefined;
}

function outlineOfContainer(written: unknown): unknown {
  const container = asObject(written);
  return Object.fromEntries(ofContainers.flatMap((name) => (name in container ? [[name, container[name]]] : [])));
}
