import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** Field manager of everything the direct engine applies. */
export const fieldManager = 'fadun';

/** Namespace that holds inventories and locks. */
export const inventoryNamespace = 'fadun-system';

/** Labels and annotations that the engine sets; the `applyset` ones are those of KEP-3659. */
export const keys = {
  managedBy: 'app.kubernetes.io/managed-by',
  partOf: 'applyset.kubernetes.io/part-of',
  id: 'applyset.kubernetes.io/id',
  tooling: 'applyset.kubernetes.io/tooling',
  groupKinds: 'applyset.kubernetes.io/contains-group-kinds',
  namespaces: 'applyset.kubernetes.io/additional-namespaces',
  waivers: 'fadun.io/waivers-in-force',
  changes: 'fadun.io/changes',
} as const;

/** One set of objects that is applied and pruned together; one network has one. */
export interface ApplySet {
  /** Name of the parent ConfigMap. */
  readonly name: string;
  /** Value of the `part-of` label of every member. */
  readonly id: string;
}

/** KEP-3659: `applyset-<base64url(sha256(name.namespace.kind.group))>-v1`; the parent is a core ConfigMap. */
export function applySetOf(network: string): ApplySet {
  const name = `fadun-${network}`;
  const digest = createHash('sha256').update(`${name}.${inventoryNamespace}.ConfigMap.`).digest('base64url');
  return { name, id: `applyset-${digest}-v1` };
}

/** Labels that every member bears. */
export function membershipLabels(set: ApplySet): Readonly<Record<string, string>> {
  return { [keys.managedBy]: fieldManager, [keys.partOf]: set.id };
}

/** `Deployment.apps`, or `ConfigMap` for the core group, as KEP-3659 writes group-kinds. */
export function groupKindOf({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? kind : `${kind}.${apiVersion.slice(0, slash)}`;
}

/** The inverse of {@link groupKindOf}. */
export function parseGroupKind(groupKind: string): { group: string; kind: string } {
  const dot = groupKind.indexOf('.');
  return dot === -1
    ? { group: '', kind: groupKind }
    : { group: groupKind.slice(dot + 1), kind: groupKind.slice(0, dot) };
}

/** `Deployment.apps court/web`: one object in whichever version it is written. */
export function inventoryKey(object: KubernetesObject): string {
  const { namespace, name } = object.metadata;
  return `${groupKindOf(object)} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** What is kept with an inventory. */
export interface InventoryNotes {
  /** `id=last-day` of the waivers that the last apply rested on, separated by spaces. */
  readonly waivers?: string | undefined;
  /** Ids of the planned changes that were begun, the oldest first, separated by spaces. */
  readonly changes?: string | undefined;
}

/**
 * The parent object: which kinds and namespaces may hold members.
 * @param notes what is kept with the inventory from one apply to the next
 */
export function applySetParent(
  set: ApplySet,
  groupKinds: Iterable<string>,
  namespaces: Iterable<string>,
  { waivers, changes }: InventoryNotes = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: set.name,
      namespace: inventoryNamespace,
      labels: { [keys.managedBy]: fieldManager, [keys.id]: set.id },
      annotations: {
        [keys.tooling]: 'fadun/v1',
        [keys.groupKinds]: [...new Set(groupKinds)].sort().join(','),
        [keys.namespaces]: [...new Set(namespaces)].sort().join(','),
        ...(waivers !== undefined && { [keys.waivers]: waivers }),
        ...(changes !== undefined && { [keys.changes]: changes }),
      },
    },
  };
}

/** Group-kinds that a parent says may hold members; none where there is no parent yet. */
export function groupKindsOfParent(parent: KubernetesObject | undefined): string[] {
  const written = parent?.metadata.annotations?.[keys.groupKinds] ?? '';
  return written === '' ? [] : written.split(',');
}

/** The waivers that an inventory names; undefined for any other object, and where none were recorded. */
export function recordedWaivers({ kind, metadata }: KubernetesObject): string | undefined {
  const isParent =
    kind === 'ConfigMap' && metadata.namespace === inventoryNamespace && keys.id in (metadata.labels ?? {});
  return isParent ? metadata.annotations?.[keys.waivers] : undefined;
}

/** Far more than are begun while an approval lasts. */
const rememberedChanges = 100;

/** Ids of the changes that an inventory remembers; none for any other object. */
export function begunChanges(parent: KubernetesObject | undefined): readonly string[] {
  return (parent?.metadata.annotations?.[keys.changes] ?? '').split(' ').filter(Boolean);
}

/** The remembered changes with one more, and the oldest forgotten where there are too many. */
export function withChange(parent: KubernetesObject | undefined, change: string): string {
  return [...begunChanges(parent).filter((id) => id !== change), change].slice(-rememberedChanges).join(' ');
}

/** The namespace of inventories and locks; nothing runs in it. */
export const inventoryNamespaceObject: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: inventoryNamespace,
    labels: { [keys.managedBy]: fieldManager, 'pod-security.kubernetes.io/enforce': 'restricted' },
  },
};
