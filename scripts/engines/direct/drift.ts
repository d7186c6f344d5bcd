import type { Hold } from '../../../policies/hold.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type ClusterClient, subjectOfObject } from '../client/client.ts';
import type { LiveObject } from '../client/live.ts';
import { type AuditedWrite, type AuditedWrites, readAuditLog } from './audit-log.ts';
import type { Difference } from './compare/difference.ts';
import { formatPath } from './compare/field-set.ts';
import { ownerOf } from './compare/owners.ts';
import { shown } from './compare/redact.ts';
import { type Decision, decide, isGoing } from './decide.ts';
import { prepareObjects } from './desired.ts';
import { foreignFields, systemManagers } from './foreign-fields.ts';
import { type Held, holdBehind, partition, readHolds } from './holds.ts';
import { applySetOf, applySetParent, fieldManager, inventoryKey } from './inventory.ts';
import { readSnapshot } from './snapshot.ts';
import { undeclaredClusterObjects, watchedClusterKinds } from './undeclared-cluster-objects.ts';
import { undeclaredObjects, watchedKinds } from './undeclared-objects.ts';

/** One way in which the cluster is not as declared. Absent values are null. */
export interface Drift {
  readonly network: string;
  /** `Deployment court/web` */
  readonly object: string;
  /** `.spec.replicas`; empty where the whole object is meant. */
  readonly field: string;
  readonly expected: unknown;
  readonly actual: unknown;
  /** Field manager that made the change; `unknown` where nothing says. */
  readonly manager: string;
  /** Who was behind it, from the audit log; `unknown` where nothing says. */
  readonly user: string;
  /** RFC 3339; null where nothing says. */
  readonly since: string | null;
  readonly kind: 'changed' | 'added' | 'left-over' | 'removed-object' | 'undeclared-object';
}

/** What {@link driftOf} found. */
export interface DriftResult {
  readonly network: string;
  /** Objects declared. */
  readonly objects: number;
  readonly drifted: readonly Drift[];
  /** Not as declared because a measure in force has it so, with the run behind it. Not drift. */
  readonly held: readonly Held[];
  /** Measures in force: a proof of the live policies takes them into account. */
  readonly measures: readonly Hold[];
  /** Kinds that were not looked through for undeclared objects, because this account may not list them. */
  readonly unread: readonly string[];
  readonly seconds: number;
}

/** Options of {@link driftOf}. */
export interface DriftOptions {
  readonly client: ClusterClient;
  /** @default the client's network */
  readonly network?: string;
  /** @default `fadun` */
  readonly manager?: string;
  /** Field managers of an engine that does not apply by KEP-555 and labels no members. @default none */
  readonly writers?: readonly string[];
  /** Audit log of the API server, where this machine has it: names users. */
  readonly auditLog?: string;
  /** Whether objects that nobody declared are looked for in the declared namespaces and the cluster. @default true */
  readonly undeclared?: boolean;
}

/** A drift before the audit log was asked about it. */
interface Finding {
  readonly subject: KubernetesObject;
  readonly drift: Drift;
}

/**
 * Compares what is declared with what is live, by one list per kind: declared fields that differ, fields that others
 * added, fields applied earlier and declared no more, objects that are gone, and objects in declared namespaces or of the
 * whole cluster that nobody declared. Each with who and since when, as far as the cluster or its audit log tells. Reads only.
 */
export async function driftOf(objects: readonly KubernetesObject[], options: DriftOptions): Promise<DriftResult> {
  const begun = performance.now();
  const { client, network = client.network, manager = fieldManager, writers = [] } = options;
  const prepared = prepareObjects(objects, writers.length > 0 ? undefined : applySetOf(network));
  const watched = (options.undeclared ?? true) ? [...watchedKinds, ...watchedClusterKinds] : [];
  const snapshot = await readSnapshot(client, prepared, watched);
  const holds = await readHolds(client);
  const { free, held } = partition(decide(prepared, snapshot, manager), holds);
  const kept = [...held];
  const findings = free.flatMap((decision) => fieldsOf(decision, network, manager, writers));
  if (options.undeclared ?? true) {
    const inventory = applySetParent(applySetOf(network), [], []);
    const declared = new Set([...prepared, inventory].map(inventoryKey));
    const namespaces = new Set(prepared.flatMap((o) => (o.kind === 'Namespace' ? o.metadata.name : [])));
    const all = [...snapshot.all()];
    const undeclared = [...undeclaredObjects(all, declared, namespaces), ...undeclaredClusterObjects(all, declared)];
    for (const live of undeclared) {
      const measure = await holdBehind(live, holds, client);
      if (measure === undefined) findings.push(undeclaredObject(live, network));
      else kept.push(measure);
    }
  }
  const drifted = await withUsers(findings, client, options.auditLog);
  const seconds = Math.round(performance.now() - begun) / 1000;
  return { network, objects: prepared.length, drifted, held: kept, measures: holds, unread: snapshot.unread, seconds };
}

function fieldsOf(decision: Decision, network: string, manager: string, writers: readonly string[]): Finding[] {
  const { object, live, differences, leftovers } = decision;
  if (live === undefined || isGoing(live)) return [removedObject(object, network)];
  const findings: Finding[] = [];
  const add = (
    kind: Drift['kind'],
    { path, expected, actual }: Difference,
    by?: { manager: string; since: string | null },
  ) => {
    const owner = by ?? ownerOf(live, path, manager) ?? { manager: 'unknown', since: null };
    const show = (value: unknown) => shown(object.kind, path, value);
    const what = { field: formatPath(path), expected: show(expected), actual: show(actual) };
    findings.push({
      subject: object,
      drift: { network, object: subjectOfObject(object), ...what, ...owner, user: 'unknown', kind },
    });
  };
  for (const difference of differences) add('changed', difference);
  for (const difference of leftovers) add('left-over', difference, { manager, since: null });
  const seen = new Set(findings.map(({ drift }) => drift.field));
  for (const { difference, by } of foreignFields(object, live, manager, writers)) {
    if (!seen.has(formatPath(difference.path))) add('added', difference, by);
  }
  return findings;
}

function removedObject(subject: KubernetesObject, network: string): Finding {
  const what = { field: '', expected: 'present', actual: null, manager: 'unknown', user: 'unknown', since: null };
  return { subject, drift: { network, object: subjectOfObject(subject), ...what, kind: 'removed-object' } };
}

function undeclaredObject(live: LiveObject, network: string): Finding {
  const creator = live.metadata.managedFields?.find(({ subresource }) => !subresource)?.manager ?? 'unknown';
  const what = { field: '', expected: null, actual: 'present', manager: creator, user: 'unknown' };
  const since = live.metadata.creationTimestamp;
  return {
    subject: live,
    drift: { network, object: subjectOfObject(live), ...what, since, kind: 'undeclared-object' },
  };
}

async function withUsers(findings: readonly Finding[], client: ClusterClient, auditLog?: string): Promise<Drift[]> {
  if (auditLog === undefined || findings.length === 0) return findings.map(({ drift }) => drift);
  const resources = new Map<string, string>();
  for (const { subject } of findings) {
    const { apiVersion, kind } = subject;
    resources.set(`${apiVersion}/${kind}`, (await client.resourceFor(apiVersion, kind)).resource);
  }
  const writes = await readAuditLog(auditLog, ({ apiVersion, kind }) => resources.get(`${apiVersion}/${kind}`));
  return findings.map((finding) => withUser(finding, writes));
}

/** The write behind a drift: the last one of the right sort, by the named manager or at the named time. */
function withUser({ subject, drift }: Finding, writes: AuditedWrites): Drift {
  const write = writes(subject).find((candidate) => isBehind(candidate, drift));
  if (write === undefined) return drift;
  return {
    ...drift,
    user: write.user,
    manager: drift.manager === 'unknown' ? (write.manager ?? 'unknown') : drift.manager,
    since: drift.since ?? write.time,
  };
}

function isBehind(write: AuditedWrite, { kind, manager, since }: Drift): boolean {
  const isDelete = write.verb === 'delete' || write.verb === 'deletecollection';
  if (kind === 'removed-object') return isDelete;
  if (isDelete) return false;
  if (kind === 'undeclared-object') return write.verb === 'create' || write.verb === 'patch';
  if (manager === 'unknown') return write.manager !== fieldManager && !systemManagers.has(write.manager ?? '');
  if (write.manager !== null && write.manager !== manager) return false;
  if (since === null) return write.manager === manager || write.manager === null;
  return Math.abs(Date.parse(write.time) - Date.parse(since)) <= 2000;
}
