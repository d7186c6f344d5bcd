import type { KubernetesObject } from './kubernetes.ts';
import { podTemplateOf, withPodSpec } from './pod-template.ts';
import { asObject } from './reachability/shape.ts';

/** Label of a ConfigMap that tells a workload of the platform what to enforce: `entrance`, `log-streams`, `audit-policy`. */
export const contractLabel = 'fadun.io/contract';

/** What estate rules see of a container: its place among the others and its ports. */
const ofContainers: readonly string[] = ['name', 'ports', 'restartPolicy'];
/** What they do not see of a Secret, and of a ConfigMap that is no contract. */
const contents: readonly string[] = ['data', 'binaryData', 'stringData'];

/**
 * What estate rules see of an object: all but the inside of containers (image, environment, probes, resources …) and the
 * content of Secrets and of ConfigMaps that are no contract. Rules over one object judge those; and an edit there leaves
 * every verdict over the estate as it is.
 */
export function outlineOf(object: KubernetesObject): KubernetesObject {
  if (object.kind === 'Secret' || (object.kind === 'ConfigMap' && !isContract(object))) {
    if (!contents.some((name) => name in object)) return object;
    return Object.fromEntries(Object.entries(object).filter(([name]) => !contents.includes(name))) as KubernetesObject;
  }
  const template = podTemplateOf(object);
  if (!template) return object;
  const spec = asObject(template.spec);
  const lists = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((name) => {
    const list = spec[name];
    return Array.isArray(list) && !list.every(isOutline) ? [[name, list.map(outlineOfContainer)] as const] : [];
  });
  return lists.length === 0 ? object : withPodSpec(object, template, { ...spec, ...Object.fromEntries(lists) });
}

function isContract({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.[contractLabel] !== undefined;
}

function isOutline(container: unknown): boolean {
  return Object.keys(asObject(container)).every((name) => ofContainers.includes(name));
}

function outlineOfContainer(written: unknown): unknown {
  const container = asObject(written);
  return Object.fromEntries(ofContainers.flatMap((name) => (name in container ? [[name, container[name]]] : [])));
}
