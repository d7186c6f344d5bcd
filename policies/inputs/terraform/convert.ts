import type { KubernetesObject, ObjectSource } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import { isUnknown, type UnknownMarker, type UnknownValue, unknownMarker } from '../unknown.ts';
import type { ResourceKind } from './resources.ts';
import { convertStruct, passThrough } from './values.ts';
import { absent, isRecord, type Json, type ResolveText, startWalk, type Walk } from './walk.ts';

/**
 * The Kubernetes object that the provider creates of a resource's attributes, or why there is none: `faults` are then
 * not empty, or an entry of `unknowns` is `withheld`.
 */
export interface ConvertedResource {
  readonly object?: KubernetesObject;
  readonly faults: readonly InputError[];
  readonly unknowns: readonly UnknownValue[];
}

/** Converts a typed resource by the schema of its Kubernetes kind. */
export function convertResource(
  kind: ResourceKind,
  attributes: Json,
  source: ObjectSource,
  resolveText: ResolveText,
): ConvertedResource {
  const walk = startWalk(source, resolveText);
  const body = convertStruct(walk, kind.type, attributes, true);
  const metadata = (body?.metadata ?? {}) as Json;
  if (isUnknown(metadata)) return finish(walk, { ...body, apiVersion: kind.apiVersion, kind: kind.kind });
  if (kind.namespaced) metadata.namespace ??= 'default';
  if (kind.defaultName) metadata.name ??= kind.defaultName;
  return finish(walk, { ...body, apiVersion: kind.apiVersion, kind: kind.kind, metadata });
}

/** Passes the `manifest` of a `kubernetes_manifest` through, with its interpolations resolved. */
export function convertManifest(attributes: Json, source: ObjectSource, resolveText: ResolveText): ConvertedResource {
  const walk = startWalk(source, resolveText);
  walk.attributePath.push('manifest');
  const manifest = passThrough(walk, attributes.manifest ?? {});
  walk.attributePath.pop();
  return finish(walk, isRecord(manifest) ? manifest : { $manifest: manifest });
}

function finish(walk: Walk, body: Json): ConvertedResource {
  const { source, faults, unknowns } = walk;
  const { apiVersion, kind, metadata, ...rest } = body;
  for (const [path, value] of identity(apiVersion, kind, metadata)) {
    if (isUnknown(value)) return { faults, unknowns: [...unknowns, withheld(source, path, value)] };
    if (typeof value === 'string' && value !== '') continue;
    if (path === 'metadata.name' && isRecord(metadata) && metadata.generateName) {
      return { faults, unknowns: [...unknowns, withheld(source, path, unknownMarker('metadata.generate_name'))] };
    }
    faults.push({ source, path, fault: 'an object needs it, and it is not set', remedy: 'Set it to text.' });
  }
  if (faults.length > 0) return { faults, unknowns };
  return { object: { apiVersion, kind, metadata, ...rest } as KubernetesObject, faults, unknowns };
}

function identity(apiVersion: unknown, kind: unknown, metadata: unknown): [string, unknown][] {
  const { name, namespace } =
    isRecord(metadata) && !isUnknown(metadata) ? metadata : { name: metadata, namespace: absent };
  const parts: [string, unknown][] = [
    ['apiVersion', apiVersion],
    ['kind', kind],
    ['metadata.name', isRecord(name) && !isUnknown(name) ? absent : name],
  ];
  return namespace === absent ? parts : [...parts, ['metadata.namespace', namespace]];
}

function withheld(source: ObjectSource, path: string, { $unknown }: UnknownMarker): UnknownValue {
  return { source, path, reference: $unknown, withheld: true };
}
