import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import type { Action } from '../action.ts';
import type { Observation, ReadAccess } from '../runbook.ts';
import type { Json } from '../signing/canonical-json.ts';
import { collectionPath, type Kind, type ObjectRef, objectPath } from './kinds.ts';
import type { LiveObject } from './read.ts';

/** Field manager of what runbooks write. */
export const runbookManager = 'fadun-runbook';

/** Field manager of `fadun apply`. For declared objects that are made anew, so that the next apply finds its own work. */
export const applierManager = 'fadun';

export type RequestAction = Extract<Action, { readonly kind: 'request' }>;

interface Words {
  readonly id: string;
  readonly does: Text;
  readonly drawnWhenActing?: readonly string[];
}

/** Makes an object. */
export function creation(words: Words, object: KubernetesObject, manager: string = runbookManager): RequestAction {
  const path = collectionPath(object.kind as Kind, object.metadata.namespace);
  return {
    ...words,
    kind: 'request',
    method: 'POST',
    path: `${path}?fieldManager=${encodeURIComponent(manager)}`,
    body: object as unknown as Json,
  };
}

/** Deletes the very object that was seen: another of its name is left alone. */
export function deletion(words: Words, { kind, metadata }: LiveObject): RequestAction {
  const { name, namespace, uid } = metadata;
  return {
    ...words,
    kind: 'request',
    method: 'DELETE',
    path: objectPath({ kind: kind as Kind, name, ...(namespace ? { namespace } : {}) }),
    body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } },
  };
}

/** Deletes whatever bears the name. For what only this runbook makes. */
export function deletionByName(words: Words, ref: ObjectRef): RequestAction {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' };
  return { ...words, kind: 'request', method: 'DELETE', path: objectPath(ref), body };
}

/** JSON merge patch (RFC 7386): null removes a field. */
export function mergePatch(words: Words, ref: ObjectRef, patch: { readonly [field: string]: Json }): RequestAction {
  return {
    ...words,
    kind: 'request',
    method: 'PATCH',
    path: `${objectPath(ref)}?fieldManager=${runbookManager}`,
    body: patch,
    contentType: 'application/merge-patch+json',
  };
}

/** Server-side apply (KEP-555) in the name of a field manager, never by force. */
export function application(words: Words, object: KubernetesObject, manager: string): RequestAction {
  const { name, namespace } = object.metadata;
  const path = objectPath({ kind: object.kind as Kind, name, ...(namespace ? { namespace } : {}) });
  return {
    ...words,
    kind: 'request',
    method: 'PATCH',
    path: `${path}?fieldManager=${encodeURIComponent(manager)}`,
    body: object as unknown as Json,
    contentType: 'application/apply-patch+yaml',
  };
}

/**
 * Whether a request had its effect, as the target shows it: nothing is taken from memory. What is being deleted is still
 * there: a finalizer may hold it for ever.
 */
export async function observeRequest(read: ReadAccess, action: Action): Promise<Observation> {
  if (action.kind !== 'request') return 'unclear';
  const { method, path, body } = action;
  const [bare = ''] = path.split('?');
  const content = body as { readonly [field: string]: Json } | undefined;
  if (method === 'DELETE') {
    const live = (await read.get(bare)) as unknown as LiveObject | undefined;
    const uid = (content?.preconditions as { readonly uid?: string } | undefined)?.uid;
    return live === undefined || (uid !== undefined && live.metadata.uid !== uid) ? 'done' : 'not-done';
  }
  const name = (content as unknown as KubernetesObject | undefined)?.metadata?.name;
  const live = await read.get(method === 'POST' ? `${bare}/${encodeURIComponent(name ?? '')}` : bare);
  return live !== undefined && holdsAll(live, content ?? null) ? 'done' : 'not-done';
}

/** Whether a live value has every wanted one: members by name, list items in any place; null wants absence. */
export function holdsAll(live: Json | undefined, wanted: Json): boolean {
  if (wanted === null) return live === undefined || live === null;
  if (Array.isArray(wanted)) {
    if (wanted.length === 0) return live === undefined || (Array.isArray(live) && live.length === 0);
    const items = Array.isArray(live) ? (live as readonly Json[]) : undefined;
    return items !== undefined && wanted.every((item: Json) => items.some((one) => holdsAll(one, item)));
  }
  if (typeof wanted !== 'object') return live === wanted;
  if (typeof live !== 'object' || live === null || Array.isArray(live)) {
    return Object.values(wanted).every((member) => member === null);
  }
  const members = live as { readonly [name: string]: Json };
  return Object.entries(wanted).every(([name, value]) => holdsAll(members[name], value as Json));
}

/** The status code that a request was answered with, where its error tells; undefined for other errors. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { readonly status?: unknown } | undefined)?.status;
  return typeof status === 'number' ? status : undefined;
}
