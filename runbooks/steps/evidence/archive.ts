import { packArchive, unpackArchive } from '../../kit/archive.ts';
import type { LiveObject } from '../../kit/cluster/read.ts';
import type { ActContext, ReadContext } from '../../kit/runbook.ts';
import { canonicalJson, type Json } from '../../kit/signing/canonical-json.ts';
import { type Digest, digestOf, sameDigest } from '../../kit/signing/digest.ts';
import {
  type Absence,
  type Collection,
  collectionsOf,
  concerns,
  familyOf,
  namespaceObject,
  readCollection,
} from './collections.ts';
import { podLogs } from './pod-logs.ts';
import { secretFacts } from './secret-facts.ts';

/** What is collected, of what and from when on. */
export interface EvidenceScope {
  readonly namespace: string;
  /** Takes of what runs only this workload and what it owns. */
  readonly workload?: string | undefined;
  readonly since: Date;
}

/** First file of the archive: what it holds, and what could not be had. */
export interface CollectedManifest {
  readonly type: 'fadun/preserved/v1';
  readonly run: string;
  readonly namespace: string;
  readonly workload: string | null;
  /** RFC 3339, UTC: the window. */
  readonly since: string;
  readonly collectedAt: string;
  readonly objects: number;
  readonly files: Readonly<Record<string, { readonly bytes: number } & Digest>>;
  readonly absent: readonly Absence[];
}

/** Name under which the archive is sealed in the run's folder. */
export const preservedArchive = 'preserved.tar';

/** Reads everything in scope and packs it. @returns the archive, and the same as JSON for a redacted view */
export async function collect(
  context: ActContext<unknown>,
  scope: EvidenceScope,
): Promise<{ readonly archive: Buffer; readonly view: Json; readonly manifest: CollectedManifest }> {
  const { read, run, now } = context;
  const { namespace, since } = scope;
  const place = await namespaceObject(read, namespace);
  const { kept, absent } = await objectsIn(context, scope);
  const pods = kept.get('pods') ?? [];
  const [logs, secrets, audit] = [
    await podLogs(read, pods, since),
    await secretFacts(read, namespace),
    await auditOf(context, scope),
  ];
  const json = new Map<string, Json>([
    ['namespace.json', place as unknown as Json],
    ...[...kept].map(([resource, objects]) => [`objects/${resource}.json`, objects as unknown as Json] as const),
    ...(isAbsence(secrets) ? [] : [['secrets.json', secrets] as const]),
  ]);
  const files = new Map<string, Buffer>([
    ...[...json].map(([name, value]) => [name, Buffer.from(canonicalJson(value))] as const),
    ...logs.files,
    ...(audit.events === undefined ? [] : [['audit.jsonl', Buffer.from(audit.events)] as const]),
  ]);
  const manifest: CollectedManifest = {
    type: 'fadun/preserved/v1',
    run,
    namespace,
    workload: scope.workload ?? null,
    since: since.toISOString(),
    collectedAt: now().toISOString(),
    objects: [...kept.values()].reduce((total, objects) => total + objects.length, 1),
    files: Object.fromEntries(
      [...files].map(([name, content]) => [name, { bytes: content.length, ...digestOf(content) }]),
    ),
    absent: [...absent, ...(isAbsence(secrets) ? [secrets] : []), ...logs.absent, ...audit.absent],
  };
  const texts = [...files]
    .filter(([name]) => !json.has(name))
    .map(([name, content]) => [name, content.toString()] as const);
  return {
    manifest,
    archive: packArchive(new Map([...files, ['manifest.json', Buffer.from(canonicalJson(manifest))]])),
    view: { manifest: manifest as unknown as Json, ...Object.fromEntries([...json, ...texts]) },
  };
}

/** The sealed archive of this run, where it is whole: every file as its digests say. */
export function sealedManifest({ sealed }: ReadContext<unknown>): CollectedManifest | undefined {
  const archive = sealed?.(preservedArchive);
  if (!archive) return undefined;
  try {
    const files = unpackArchive(archive);
    const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? 'null') as CollectedManifest | null;
    const names = Object.keys(manifest?.files ?? {});
    const isWhole =
      manifest !== null &&
      names.length === files.size - 1 &&
      names.every((name) => files.has(name) && sameDigest(digestOf(files.get(name)!), manifest.files[name]!));
    return isWhole ? manifest : undefined;
  } catch {
    return undefined;
  }
}

async function objectsIn({ read }: ReadContext<unknown>, { namespace, workload }: EvidenceScope) {
  const absent: Absence[] = [];
  const found = new Map<string, readonly LiveObject[]>();
  for (const collection of await collectionsOf(read, namespace)) {
    const objects = await readCollection(read, collection);
    if (isAbsence(objects)) absent.push(objects);
    else if (objects.length > 0)
      found.set(
        collection.resource,
        objects.map((object) => withKind(object, collection)),
      );
  }
  if (workload === undefined) return { kept: found, absent };
  const family = familyOf(workload, [...found.values()].flat());
  const narrowed = [...found].map(
    ([resource, objects]) => [resource, objects.filter((one) => concerns(family, one))] as const,
  );
  return { kept: new Map(narrowed.filter(([, objects]) => objects.length > 0)), absent };
}

/** Kinds of the collections by which a workload is told; items of a list do not say theirs. */
const kindsOfResources: Readonly<Record<string, string>> = {
  pods: 'Pod',
  events: 'Event',
  'replicasets.apps': 'ReplicaSet',
  'deployments.apps': 'Deployment',
  'statefulsets.apps': 'StatefulSet',
  'daemonsets.apps': 'DaemonSet',
  'controllerrevisions.apps': 'ControllerRevision',
  'jobs.batch': 'Job',
  'cronjobs.batch': 'CronJob',
};

function withKind(object: LiveObject, { resource }: Collection): LiveObject {
  return { ...object, kind: object.kind ?? kindsOfResources[resource] ?? resource };
}

async function auditOf({ read }: ReadContext<unknown>, { namespace, since }: EvidenceScope) {
  const subject = 'audit log';
  if (!read.host?.auditExcerpt)
    return {
      events: undefined,
      absent: [
        { subject, why: 'this program has no way to the log of the hosts; have the audit administrator export it' },
      ],
    };
  try {
    const { events, complete } = await read.host.auditExcerpt(namespace, since);
    const gap = { subject, why: 'it goes back less far than the window, or was cut; older files lie on the hosts' };
    return { events, absent: complete ? [] : [gap] };
  } catch (error) {
    return { events: undefined, absent: [{ subject, why: (error as Error).message.slice(0, 200) }] };
  }
}

function isAbsence(value: object): value is Absence {
  return 'why' in value;
}
