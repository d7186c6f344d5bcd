import type { KubernetesObject } from './kubernetes.ts';
import { objectDefaults } from './normalise/object-defaults.ts';
import { podDefaults, podItself } from './normalise/pod-defaults.ts';
import { type Defaults, normaliseAs } from './normalise/shape.ts';

const defaults: ReadonlyMap<string, Defaults> = new Map([...podDefaults, ...objectDefaults]);

/** Kinds whose template is normalised apart, once for each distinct one. */
const templateHolders: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job']);

/**
 * The object as the API server would show it to admission: converted through its Go type, defaulted, and given what
 * admission itself adds to Pods. Values that the server makes up (uid, cluster IPs, token volumes) are not added.
 * Kinds that the table lacks lose their nulls and are otherwise unchanged.
 *
 * @param template the normalised pod template, where the caller has it already
 */
export function normalise(object: KubernetesObject, template?: unknown): KubernetesObject {
  if (template !== undefined && templateHolders.has(object.kind)) return aroundTemplate(object, template);
  const normalised = normaliseAs(object.kind, object, defaults) as KubernetesObject & Record<string, unknown>;
  if (object.kind === 'Pod') podItself(normalised);
  return normalised;
}

function aroundTemplate(object: KubernetesObject, template: unknown): KubernetesObject {
  const { template: _known, ...rest } = object.spec as Record<string, unknown>;
  const shell = normaliseAs(object.kind, { ...object, spec: rest }, defaults) as KubernetesObject;
  return { ...shell, spec: { ...(shell.spec as object), template } };
}

/** A pod template (`metadata`, `spec`) as admission would see it inside a controller. */
export function normaliseTemplate(template: unknown): { metadata: Record<string, unknown>; spec: unknown } {
  return normaliseAs('PodTemplateSpec', template, defaults) as { metadata: Record<string, unknown>; spec: unknown };
}
