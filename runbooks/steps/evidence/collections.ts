import { getObject, type LiveObject } from '../../kit/cluster/read.ts';
import { statusOf } from '../../kit/cluster/requests.ts';
import type { ReadAccess } from '../../kit/runbook.ts';

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

interface GroupList {
  readonly groups?: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
}

/** A kind of objects of a namespace, as the API server offers it. */
export interface Collection {
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly path: string;
}

/** What was asked for and could not be had, with the reason. */
export interface Absence {
  readonly subject: string;
  readonly why: string;
}

const pageSize = 500;

/**
 * Every kind of objects that a namespace can hold, by the server's own discovery, custom ones included; sorted. Secrets
 * are left to `secretFacts`, and events of the newer group are those of the core group.
 * @throws Error where the server offers none
 */
export async function collectionsOf(read: ReadAccess, namespace: string): Promise<readonly Collection[]> {
  const groups = ((await read.get('/apis')) ?? {}) as GroupList;
  const versions = ['v1', ...(groups.groups ?? []).map(({ preferredVersion }) => preferredVersion.groupVersion)];
  const offered = await Promise.all(versions.map((version) => offeredIn(read, version, namespace)));
  const all = offered.flat();
  if (all.length === 0)
    throw new Error('discovery: the API server offers no kind of object. Check whether it serves at all.');
  return all.sort((left, right) => (left.resource < right.resource ? -1 : 1));
}

async function offeredIn(read: ReadAccess, groupVersion: string, namespace: string): Promise<readonly Collection[]> {
  const [group] = groupVersion.includes('/') ? groupVersion.split('/') : [''];
  if (group === 'events.k8s.io') return [];
  const root = group === '' ? `/api/${groupVersion}` : `/apis/${groupVersion}`;
  const { resources = [] } = ((await read.get(root)) ?? {}) as ResourceList;
  return resources
    .filter(({ name, namespaced, verbs }) => namespaced && verbs.includes('list') && !name.includes('/'))
    .filter(({ name }) => group !== '' || name !== 'secrets')
    .map(({ name }) => ({
      resource: group === '' ? name : `${name}.${group}`,
      path: `${root}/namespaces/${encodeURIComponent(namespace)}/${name}`,
    }));
}

/** All objects at a path, page by page, sorted by name. What the credential may not read is told apart, not thrown. */
export async function readCollection(
  read: ReadAccess,
  { path, resource }: Collection,
): Promise<readonly LiveObject[] | Absence> {
  const found: LiveObject[] = [];
  let token: string | undefined;
  try {
    do {
      const query = new URLSearchParams({ limit: String(pageSize), ...(token ? { continue: token } : {}) });
      const page = (await read.get(`${path}?${query}`)) as unknown as
        | { readonly items?: readonly LiveObject[]; readonly metadata?: { readonly continue?: string } }
        | undefined;
      found.push(...(page?.items ?? []));
      token = page?.metadata?.continue || undefined;
    } while (token);
  } catch (error) {
    if (![403, 405, 503].includes(statusOf(error) ?? 0)) throw error;
    return { subject: resource, why: `answered with ${statusOf(error)}` };
  }
  return found.sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
}

/** Kinds of which only the workload's own are taken where one is named; all else of the namespace stays in. */
const running = new Set([
  'Pod',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ControllerRevision',
]);

/** What belongs to a workload by its owner references, however far down, by UID. */
export function familyOf(workload: string, objects: readonly LiveObject[]): ReadonlySet<string> {
  const family = new Set(
    objects
      .filter(({ kind, metadata }) => running.has(kind) && metadata.name === workload)
      .map(({ metadata }) => metadata.uid),
  );
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const { metadata } of objects) {
      const owners = (metadata.ownerReferences ?? []) as readonly { readonly uid?: string }[];
      if (owners.some(({ uid }) => uid !== undefined && family.has(uid))) family.add(metadata.uid);
    }
  }
  return family;
}

/** Whether an object is part of the evidence about a workload. */
export function concerns(family: ReadonlySet<string>, object: LiveObject): boolean {
  if (object.kind !== 'Event') return !running.has(object.kind) || family.has(object.metadata.uid);
  const { involvedObject } = object as { readonly involvedObject?: { readonly kind?: string; readonly uid?: string } };
  return !running.has(involvedObject?.kind ?? '') || family.has(involvedObject?.uid ?? '');
}

/** The namespace object, which is in no collection of its own. @throws Error where it is gone */
export async function namespaceObject(read: ReadAccess, name: string): Promise<LiveObject> {
  const live = await getObject(read, { kind: 'Namespace', name });
  if (!live)
    throw new Error(`Namespace ${name}: it is gone. What the audit log holds of it can still be read on the hosts.`);
  return live;
}
