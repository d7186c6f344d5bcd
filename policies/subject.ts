import type { Frame } from './cel/compile.ts';
import { ruleVariables, slotOf } from './cel/rule-program.ts';
import { isUnknown } from './inputs/unknown.ts';
import type { KubernetesObject } from './kubernetes.ts';

type Fields = Readonly<Record<string, unknown>>;
const none: Fields = Object.freeze({});
const noItems: readonly unknown[] = Object.freeze([]);

/** A frame with nothing known. */
export function emptyFrame(): Frame {
  return new Array(ruleVariables.length).fill(undefined);
}

/** Puts a normalised pod template into the frame. */
export function setTemplate(frame: Frame, metadata: unknown, spec: unknown): void {
  if (isUnknown(spec)) {
    for (const name of derived) frame[slotOf[name]] = spec;
    return;
  }
  const { containers, initContainers, ephemeralContainers, volumes } = (spec ?? none) as Fields;
  const { labels, annotations } = (metadata ?? none) as Fields;
  frame[slotOf.podSpec] = spec;
  frame[slotOf.podMetadata] = metadata ?? none;
  frame[slotOf.podLabels] = labels ?? none;
  frame[slotOf.podAnnotations] = annotations ?? none;
  const starting = joined(containers, initContainers);
  frame[slotOf.startingContainers] = starting;
  frame[slotOf.allContainers] = joined(starting, ephemeralContainers);
  frame[slotOf.allVolumes] = volumes ?? noItems;
  frame[slotOf.allSecurityContexts] = securityContexts(spec, frame[slotOf.allContainers]);
}

const derived = [
  'podSpec',
  'podMetadata',
  'podLabels',
  'podAnnotations',
  'startingContainers',
  'allContainers',
  'allVolumes',
  'allSecurityContexts',
] as const;

function joined(one: unknown, other: unknown): unknown {
  if (isUnknown(one)) return one;
  if (isUnknown(other)) return other;
  if (!Array.isArray(other) || other.length === 0) return one ?? noItems;
  return Array.isArray(one) ? [...one, ...other] : other;
}

/** The pod's own security context and those of its containers. */
function securityContexts(spec: unknown, containers: unknown): unknown {
  if (!Array.isArray(containers)) return containers;
  const all = [spec, ...containers].map((holder) => (holder as Fields | null)?.securityContext);
  return all.filter((context) => context !== undefined && context !== null);
}

/** Puts a normalised object into the frame. */
export function setObject(frame: Frame, object: KubernetesObject): void {
  frame[slotOf.object] = object;
  frame[slotOf.labels] = object.metadata?.labels ?? none;
  frame[slotOf.annotations] = object.metadata?.annotations ?? none;
}

/** Puts the namespace into the frame; undefined leaves it unknown. */
export function setNamespace(frame: Frame, namespace: KubernetesObject | undefined): void {
  frame[slotOf.namespaceObject] = namespace;
  frame[slotOf.namespaceLabels] = namespace && (namespace.metadata.labels ?? none);
}

/**
 * Path of a value inside a tree, by identity: `spec.containers[0]`. Undefined when it is not part of the tree,
 * as scalars and computed values are not.
 */
export function pathWithin(root: unknown, wanted: unknown): string | undefined {
  if (root === wanted) return '';
  if (typeof root !== 'object' || root === null) return undefined;
  const entries = Array.isArray(root) ? root.entries() : Object.entries(root);
  for (const [key, value] of entries) {
    const inner = pathWithin(value, wanted);
    if (inner !== undefined) return joinPath(typeof key === 'number' ? `[${key}]` : key, inner);
  }
  return undefined;
}

/** `a` and `b` as `a.b`; `a` and `[0].b` as `a[0].b`. */
export function joinPath(one: string, other: string): string {
  if (one === '' || other === '') return one + other;
  return other.startsWith('[') ? one + other : `${one}.${other}`;
}
