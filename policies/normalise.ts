import type { KubernetesObject } from './kubernetes.ts';
import { objectDefaults } from './normalise/object-defaults.ts';
import { podDefaults, podItself } from './normalise/pod-defaults.ts';
import { type Defaults, normaliseAs } from './normalise/shape.ts';

const defaults: ReadonlyMap<string, Defaults> = new Map([...podDefaults, ...objectDefaults]);

/** Kinds whose template is normalised apart, once for each distinct one. */
const templateHolders: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job']);

interface Template {
  readonly metadata: Record<string, unknown>;
  readonly spec: unknown;
}

/**
 * The object as the API server would show it to admission: converted through its Go type, defaulted, and given what
 * admission itself adds to Pods. Values that the server makes up (uid, cluster IPs, token volumes) are not added.
 * Kinds that the table lacks lose their nulls and are otherwise unchanged.
 *
 * @param template the normalised pod template, where the caller has it already
 */
export function normalise(object: KubernetesObject, template?: Template): KubernetesObject {
  if (template !== undefined && templateHolders.has(object.kind)) return aroundTemplate(object, template);
  if (object.kind !== 'Pod') return normaliseAs(object.kind, object, defaults) as KubernetesObject;
  const known = template ?? normaliseTemplate({ metadata: object.metadata, spec: object.spec }, true);
  return { ...(normaliseAs('Pod', { ...object, spec: {} }, defaults) as KubernetesObject), spec: known.spec };
}

function aroundTemplate(object: KubernetesObject, template: Template): KubernetesObject {
  const { template: _known, ...rest } = object.spec as Record<string, unknown>;
  const shell = normaliseAs(object.kind, { ...object, spec: rest }, defaults) as KubernetesObject;
  return { ...shell, spec: { ...(shell.spec as object), template } };
}

/**
 * A pod template (`metadata`, `spec`) as admission would see it inside a controller.
 * @param itself true for a Pod's own metadata and spec, which get more defaults than a template does
 */
export function normaliseTemplate(template: { metadata: unknown; spec: unknown }, itself = false): Template {
  const annotations = (template.metadata as Record<string, unknown> | null)?.annotations;
  const spec = itself ? podItself(template.spec, annotations) : template.spec;
  return normaliseAs('PodTemplateSpec', { ...template, spec }, defaults) as unknown as Template;
}
