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
  /** Watched kinds that this account may not list. */
  readonly unread: readonly string[];
}

/** A kind that is read beside those of the objects. */
export interface WatchedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether more than metadata is needed. */
  readonly whole?: boolean;
}

/**
 * Reads one list for each kind among the objects, at the same time. Kinds that are not served count as empty.
 * @param watched further kinds, of which only metadata is read; what the account may not list is left out and named
 */
export async function readSnapshot(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  watched: readonly WatchedKind[] = [],
): Promise<Snapshot> {
  const declared = kindsOf(objects);
  const further = [...kindsOf(watched)].filter(([name]) => !declared.has(name));
  const unserved: string[] = [];
  const unread: string[] = [];
  const lists = await Promise.all([
    ...[...declared].map(async ([name, { apiVersion, kind }]) => {
      const resource = await servedOrUndefined(client, apiVersion, kind);
      if (resource !== undefined) return client.list(resource);
      unserved.push(name);
      return [];
    }),
    ...further.map(async ([name, { apiVersion, kind, whole }]) => {
      const resource = await servedOrUndefined(client, apiVersion, kind);
      return resource ? listOrName(client, resource, name, unread, whole !== true) : [];
    }),
  ]);
  const byKey = new Map<string, LiveObject>();
  for (const list of lists) for (const live of list) byKey.set(objectKey(live), live);
  return { find: (object) => byKey.get(objectKey(object)), all: () => byKey.values(), unserved, unread };
}

function kindsOf<T extends WatchedKind>(items: readonly T[]): Map<string, WatchedKind> {
  return new Map(items.map((item) => [`${item.apiVersion}/${item.kind}`, item]));
}

async function listOrName(
  client: ClusterClient,
  resource: ApiResource,
  name: string,
  unread: string[],
  metadataOnly: boolean,
): Promise<LiveObject[]> {
  try {
    return await client.list(resource, { metadataOnly });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'forbidden') throw error;
    unread.push(name);
    return [];
  }
}

async function servedOrUndefined(client: ClusterClient, apiVersion: string, kind: string) {
  try {
    return await client.resourceFor(apiVersion, kind);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'unknown-kind') return undefined;
    throw error;
  }
}
