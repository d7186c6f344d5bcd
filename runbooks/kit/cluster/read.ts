import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { ReadAccess } from '../runbook.ts';
import { collectionPath, type Kind, kinds, type ObjectRef, objectPath } from './kinds.ts';

/** An object as the API server gives it. */
export type LiveObject = KubernetesObject & {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly uid: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly generation?: number;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly controller?: boolean;
    }[];
    readonly managedFields?: readonly {
      readonly manager?: string;
      readonly operation?: string;
      readonly subresource?: string;
      readonly fieldsV1?: unknown;
    }[];
  };
};

interface ListPage {
  readonly items?: readonly LiveObject[] | null;
  readonly metadata?: { readonly continue?: string };
}

/** How many objects one answer of a list holds. */
const pageSize = 500;

/** One object; undefined where there is none. */
export async function getObject(read: ReadAccess, ref: ObjectRef): Promise<LiveObject | undefined> {
  return (await read.get(objectPath(ref))) as unknown as LiveObject | undefined;
}

/**
 * All objects of a kind, page by page.
 * @param query further conditions, e.g. `{ labelSelector: 'a=b' }`
 */
export async function listObjects(
  read: ReadAccess,
  kind: Kind,
  namespace?: string,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly LiveObject[]> {
  const found: LiveObject[] = [];
  let token: string | undefined;
  do {
    const parameters = new URLSearchParams({
      ...query,
      limit: String(pageSize),
      ...(token ? { continue: token } : {}),
    });
    const page = (await read.get(`${collectionPath(kind, namespace)}?${parameters}`)) as unknown as
      | ListPage
      | undefined;
    for (const item of page?.items ?? []) found.push({ ...item, apiVersion: kinds[kind].apiVersion, kind });
    token = page?.metadata?.continue || undefined;
  } while (token);
  return found;
}

/** What only the server writes. */
const serverFields = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** The object as somebody declared it: without status and what only the server writes. */
export function asDeclared(object: KubernetesObject): KubernetesObject {
  const { status: _, metadata, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([field]) => !serverFields.has(field)));
  return { ...rest, metadata: kept as unknown as KubernetesObject['metadata'] };
}
