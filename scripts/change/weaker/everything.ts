import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { ClassReason } from '../plan.ts';
import type { Aspects, Reader } from './aspects.ts';
import { type Fields, json, valued } from './fields.ts';

/** What only the server writes, or what says nothing about what an object does. */
const serverMetadata = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];

/** For kinds in which every word matters: new, and changed in any way, is weaker. */
export function asWritten(kind: ClassReason['kind'], what: string): Reader {
  return (object: KubernetesObject): Aspects => {
    const aspect = { ...valued(kind, what, contentOf(object)), detail: what };
    return { powers: [aspect], guards: [aspect] };
  };
}

/** For kinds whose new objects are harmless, and whose standing ones others rely on. */
export function onceStanding(kind: ClassReason['kind'], what: string): Reader {
  return (object) => {
    const aspect = { ...valued(kind, what, contentOf(object)), detail: what };
    return { bearings: [aspect], guards: [aspect] };
  };
}

/** Everything but status and server metadata; Secrets by digest, so that no value leaves this function. */
function contentOf(object: KubernetesObject): string {
  const { status: _, metadata, ...rest } = object as KubernetesObject & { status?: unknown };
  const kept: Record<string, unknown> = { ...metadata };
  for (const field of serverMetadata) delete kept[field];
  const { labels: __, ...meta } = kept as Fields;
  return json({ ...rest, metadata: meta });
}
