import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import type { ClusterClient } from '../client/client.ts';
import type { ApiResource } from '../client/discovery.ts';
import { ClusterError } from '../client/errors.ts';
import type { LiveObject } from '../client/live.ts';

/** Live objects of some kinds, from one list per kind. */
export interface Snapshot {
  /** The live object of the same kind, version, namespace and name. */
  find(object: KubernetesObject): LiveObject | undefined;
  /** All live objects of the kinds that were read. */
  readonly all: () => Iterable<LiveObject>;
  /** Kinds that this API server does not serve. */
  readonly unserved: readonly string[];
}

/** Reads one list for each kind among the objects, at the same time. Kinds that are not served count as empty. */
export async function readSnapshot(client: ClusterClient, objects: readonly KubernetesObject[]): Promise<Snapshot> {
  const kinds = new Map(objects.map(({ apiVersion, kind }) => [`${apiVersion}/${kind}`, { apiVersion, kind }]));
  const unserved: string[] = [];
  const lists = await Promise.all(
    [...kinds.values()].map(async ({ apiVersion, kind }) => {
      const resource = await servedOrUndefined(client, apiVersion, kind);
      if (resource !== undefined) return client.list(resource);
      unserved.push(`${apiVersion}/${kind}`);
      return [];
    }),
  );
  const byKey = new Map<string, LiveObject>();
  for (const list of lists) for (const live of list) byKey.set(objectKey(live), live);
  return { find: (object) => byKey.get(objectKey(object)), all: () => byKey.values(), unserved };
}

async function servedOrUndefined(client: ClusterClient, apiVersion: string, kind: string) {
  try {
    return await client.resourceFor(apiVersion, kind);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'unknown-kind') return undefined;
    throw error;
  }
}

/** The resource that serves an object. */
export function resourceOf(client: ClusterClient, object: KubernetesObject): Promise<ApiResource> {
  return client.resourceFor(object.apiVersion, object.kind);
}
