import { setTimeout as sleep } from 'node:timers/promises';
import { holdOf } from '../../../policies/hold.ts';
import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import { type ClusterClient, subjectOfObject } from '../client/client.ts';
import { ClusterError } from '../client/errors.ts';
import type { LiveObject } from '../client/live.ts';
import type { OnStage } from '../engine.ts';
import { concurrently } from './concurrently.ts';
import { OwnershipConflict, refuseConflicts } from './conflicts.ts';
import { type Decision, decide, isGoing } from './decide.ts';
import { prepareObjects } from './desired.ts';
import { formerPolicies, type IsFormer, pastFormerPolicies, standingPolicyKinds } from './former-policies.ts';
import { type Held, partition, readHolds, setAside } from './holds.ts';
import { isRemade } from './immutable.ts';
import * as inventory from './inventory.ts';
import { acquireLock, type Lock, type LockOptions } from './lock.ts';
import { type PrunePlan, planPrune, prune } from './prune.ts';
import { waitUntilReady } from './readiness.ts';
import { readSnapshot } from './snapshot.ts';
import { applyTakingBack, takingBack } from './take-back.ts';
import { inWaves, isAfterPolicies, isPolicy } from './waves.ts';

/** Where an apply stands. */
export interface ApplyProgress {
  readonly network: string;
  readonly phase: 'lock' | 'compare' | 'apply' | 'wait' | 'prune';
  readonly done: number;
  readonly total: number;
  /** What is being done or waited for, where it has a name. */
  readonly subject?: string;
}

/** Options of {@link applyObjects}. */
export interface ApplyOptions {
  readonly client: ClusterClient;
  /** @default the client's network */
  readonly network?: string;
  /** @default `fadun` */
  readonly fieldManager?: string;
  /** Requests at once. @default 12 */
  readonly concurrency?: number;
  readonly onProgress?: (progress: ApplyProgress) => void;
  /** Whether members that are no longer declared are deleted. @default true */
  readonly prune?: boolean;
  /** Namespaces, volumes, claims and CRDs that may be pruned, as `Namespace court-old`. @default none */
  readonly allowPruneOf?: readonly string[];
  /** How long to wait for workloads; 0 does not wait. @default 300 */
  readonly waitSeconds?: number;
  /** Managers whose changes and additions of declared objects are taken back, as an approved plan names them. @default none */
  readonly takeFrom?: readonly string[];
  /** Names of marks of measures that an approved plan ends; their ConfigMaps go when all is applied. @default none */
  readonly clearHolds?: readonly string[];
  readonly lock?: Omit<LockOptions, 'signal' | 'onWait'>;
  readonly signal?: AbortSignal;
  /** Waivers to record with the inventory, as `id=last-day` separated by spaces. @default leaves what is recorded */
  readonly waivers?: string;
  /** Id of the planned change, to be remembered with the inventory. @default none */
  readonly change?: string;
  /**
   * Judges what would be done, under the lock and before anything is written; by throwing it stops the apply. What it
   * let pass for removal is exactly what is removed.
   */
  readonly admit?: (decisions: readonly Decision[], removals: PrunePlan) => void;
  readonly onStage?: OnStage;
}

/** What an apply did. */
export interface ApplyResult {
  readonly network: string;
  /** Objects declared. */
  readonly objects: number;
  /** Objects sent to the server. */
  readonly applied: number;
  /** Objects that were made or have a new resourceVersion. */
  readonly changed: number;
  readonly created: number;
  readonly unchanged: number;
  /** Inventory keys of what was deleted. */
  readonly pruned: readonly string[];
  /** Members that are not declared and yet stand, with the reason. */
  readonly kept: PrunePlan['keep'];
  /** Left as a measure in force has them, with the run behind it. */
  readonly held: readonly Held[];
  readonly seconds: number;
}

/** State of one apply. */
interface Run {
  readonly client: ClusterClient;
  readonly network: string;
  readonly manager: string;
  readonly concurrency: number;
  readonly lock: Lock;
  readonly signal: AbortSignal;
  readonly report: (phase: ApplyProgress['phase'], done: number, total: number, subject?: string) => void;
}

/**
 * Makes the cluster hold exactly these objects: takes the lock, compares, applies what differs in ordered waves,
 * waits until workloads are ready, deletes members that are no longer declared. Stopped anywhere and run again, it
 * goes on from what it finds.
 * @throws OwnershipConflict before anything is applied, when other managers hold declared fields with other values
 * @throws ClusterError `locked`, `lock-lost`, `not-ready`, `aborted`, or the server's refusal of an object
 */
export async function applyObjects(objects: readonly KubernetesObject[], options: ApplyOptions): Promise<ApplyResult> {
  const begun = performance.now();
  const {
    client,
    network = client.network,
    concurrency = 12,
    fieldManager: manager = inventory.fieldManager,
  } = options;
  const report: Run['report'] = (phase, done, total, subject) =>
    options.onProgress?.({ network, phase, done, total, ...(subject !== undefined && { subject }) });
  const set = inventory.applySetOf(network);
  const prepared = prepareObjects(objects, set);
  await ensureInventoryNamespace(client);
  report('lock', 0, 1);
  const lock = await acquireLock(client, set.name, {
    ...options.lock,
    signal: options.signal,
    onWait: (holder) => report('lock', 0, 1, holder),
  });
  try {
    const signal = options.signal ? AbortSignal.any([options.signal, lock.signal]) : lock.signal;
    const run: Run = { client, network, manager, concurrency, lock, signal, report };
    return { ...(await applySet(run, set, prepared, options)), seconds: secondsSince(begun) };
  } catch (error) {
    throw options.signal?.aborted && !(error instanceof ClusterError) ? stopped(network, error) : error;
  } finally {
    await lock.release().catch(() => {});
  }
}

async function applySet(run: Run, set: inventory.ApplySet, prepared: KubernetesObject[], options: ApplyOptions) {
  const { client, manager } = run;
  run.report('compare', 0, prepared.length);
  const parents = await client.resourceFor('v1', 'ConfigMap');
  const [found, snapshot] = await Promise.all([
    client.get(parents, set.name, inventory.inventoryNamespace),
    readSnapshot(client, prepared, [{ apiVersion: 'v1', kind: 'Namespace' }, ...standingPolicyKinds]),
  ]);
  const all = decide(prepared, snapshot, manager);
  const holds = await readHolds(client, options.clearHolds);
  const takeFrom = new Set(options.takeFrom);
  const decisions = setAside(all, holds).free.map((decision) => takingBack(decision, manager, takeFrom));
  const due = decisions.filter(({ action }) => action !== 'none');
  const declaredKinds = prepared.map(inventory.groupKindOf);
  const allKinds = [...new Set([...declaredKinds, ...inventory.groupKindsOfParent(found)])];
  const { admit, allowPruneOf, prune: isPruning = true } = options;
  const members =
    isPruning || admit
      ? await planPrune(client, { set, groupKinds: allKinds, declared: prepared, manager, allowPruneOf })
      : nothingToRemove;
  admit?.(decisions, members);
  await refuseConflicts(client, due, { fieldManager: manager, concurrency: run.concurrency, signal: run.signal });
  run.lock.check();
  await options.onStage?.('writing');

  const namespaces = prepared.flatMap(({ metadata }) => metadata.namespace ?? []);
  let parent: KubernetesObject | undefined = found;
  const writeParent = async (groupKinds: readonly string[]) => {
    const waivers = options.waivers ?? (parent && inventory.recordedWaivers(parent));
    const changes = options.change
      ? inventory.withChange(parent, options.change)
      : parent?.metadata.annotations?.[inventory.keys.changes];
    const wanted = inventory.applySetParent(set, groupKinds, namespaces, { waivers, changes });
    if (isSameParent(parent, wanted)) return;
    run.lock.check();
    parent = await client.apply(parents, wanted, { fieldManager: manager, signal: run.signal });
  };
  if (due.length > 0 || parent === undefined || options.change) await writeParent(allKinds);

  const live = new Map(decisions.flatMap((one) => (one.live ? [[objectKey(one.object), one.live]] : [])));
  const plan = isPruning ? members : nothingToRemove;
  const removals = plan.remove.filter(isPolicy);
  const isFormer = formerPolicies({ due, removals, standing: snapshot.all(), now: run.lock.takenAt });
  const { created, changed, removed } = await applyWaves(run, due, live, { removals, isFormer });
  await options.onStage?.('written');
  const waitSeconds = options.waitSeconds ?? 300;
  await waitForAll(run, holds.length === 0 ? prepared : decisions.map(({ object }) => object), live, waitSeconds);

  const left = plan.remove.filter((member) => !removed.includes(inventory.inventoryKey(member)));
  const pruned = [...removed, ...(await pruneNow(run, left, waitSeconds))].sort();
  if (isPruning)
    await writeParent([...declaredKinds, ...plan.keep.map(({ object }) => object.split(' ')[0] as string)]);
  await clearHolds(run, options.clearHolds ?? []);
  return {
    network: run.network,
    objects: prepared.length,
    held: partition(all, holds).held,
    applied: due.length,
    changed,
    created,
    unchanged: prepared.length - changed,
    pruned,
    kept: plan.keep,
  };
}

/** Removes the marks of measures that have been undone by what was just applied. */
async function clearHolds({ client, lock }: Run, names: readonly string[]): Promise<void> {
  const resource = await client.resourceFor('v1', 'ConfigMap');
  for (const name of names) {
    lock.check();
    const mark = await client.get(resource, name, inventory.inventoryNamespace);
    if (mark !== undefined && holdOf(mark) !== undefined) await client.delete(resource, mark);
  }
}

const nothingToRemove: PrunePlan = { remove: [], keep: [] };

async function pruneNow(run: Run, remove: PrunePlan['remove'], waitSeconds = 0): Promise<string[]> {
  if (remove.length === 0) return [];
  run.report('prune', 0, remove.length);
  const { client, concurrency, signal } = run;
  const onProgress = (done: number, subject?: string) => run.report('prune', done, remove.length, subject);
  const check = () => run.lock.check();
  return prune(client, { remove, keep: [] }, { concurrency, check, waitSeconds, signal, onProgress });
}

/**
 * Applies the decisions wave by wave, and keeps `live` up to date. Policies that are no longer declared go as soon as their
 * followers stand: what comes after is judged by the policies that are declared with it.
 */
async function applyWaves(
  run: Run,
  due: readonly Decision[],
  live: Map<string, LiveObject>,
  policies: { readonly removals: PrunePlan['remove']; readonly isFormer: IsFormer },
) {
  let done = 0;
  let created = 0;
  let changed = 0;
  let removed: readonly string[] = [];
  const waves = inWaves(due);
  const judged = waves.findIndex(isAfterPolicies);
  for (const [place, wave] of waves.entries()) {
    if (place === judged) removed = await pruneNow(run, policies.removals);
    const errors = await concurrently(wave, run.concurrency, async (decision) => {
      const after = await pastFormerPolicies(policies.isFormer, () => applyOne(run, decision), run.signal);
      if (decision.live?.metadata.uid !== after.metadata.uid) created++;
      if (decision.live?.metadata.resourceVersion !== after.metadata.resourceVersion) changed++;
      live.set(objectKey(decision.object), after);
      run.report('apply', ++done, due.length, subjectOfObject(decision.object));
    });
    if (errors.length > 0) throw summaryOf(run.network, errors, done, due.length);
    await waitForDefinitions(run, wave, live);
  }
  return { created, changed, removed };
}

async function applyOne(run: Run, decision: Decision): Promise<LiveObject> {
  const { object, live } = decision;
  run.lock.check();
  run.signal.throwIfAborted();
  const { client, manager: fieldManager, signal } = run;
  const resource = await client.resourceFor(object.apiVersion, object.kind);
  if (live && isRemade(decision)) await client.delete(resource, live);
  if (live && (isGoing(live) || isRemade(decision))) await waitUntilGone(run, live);
  const { taken } = decision;
  if (taken) return applyTakingBack(client, resource, { ...decision, taken }, { fieldManager, signal });
  return client.apply(resource, object, { fieldManager, signal });
}

/** An object that is being deleted cannot be applied to: it would go with what it is given. */
async function waitUntilGone({ client, signal }: Run, live: LiveObject, waitSeconds = 60): Promise<void> {
  const resource = await client.resourceFor(live.apiVersion, live.kind);
  const giveUp = performance.now() + waitSeconds * 1000;
  for (;;) {
    const now = await client.get(resource, live.metadata.name, live.metadata.namespace);
    if (now?.metadata.uid !== live.metadata.uid) return;
    if (performance.now() > giveUp) {
      const fault = {
        zh: `自 ${live.metadata.deletionTimestamp} 起处于删除中，${waitSeconds} 秒后仍未删除。`,
        en: `it has been going since ${live.metadata.deletionTimestamp}, and is not gone after ${waitSeconds} s.`,
      };
      throw new ClusterError('not-ready', subjectOfObject(live), fault, {
        zh: '查看其 finalizers，然后重新执行。',
        en: 'Look at its finalizers, then run it again.',
      });
    }
    await sleep(300, undefined, { signal });
  }
}

/** Custom resources can be applied only when their definition is established, and then discovery has changed. */
async function waitForDefinitions(run: Run, wave: readonly Decision[], live: ReadonlyMap<string, LiveObject>) {
  const definitions = wave.flatMap(({ object }) => (object.kind === 'CustomResourceDefinition' ? [object] : []));
  if (definitions.length === 0) return;
  await waitUntilReady(run.client, definitions, (object) => live.get(objectKey(object)), { signal: run.signal });
  run.client.refresh();
}

async function waitForAll(
  run: Run,
  objects: KubernetesObject[],
  live: ReadonlyMap<string, LiveObject>,
  seconds: number,
) {
  if (seconds === 0) return;
  await waitUntilReady(run.client, objects, (object) => live.get(objectKey(object)), {
    waitSeconds: seconds,
    signal: run.signal,
    onProgress: (done, total) => run.report('wait', done, total),
  });
}

async function ensureInventoryNamespace(client: ClusterClient): Promise<void> {
  const resource = await client.resourceFor('v1', 'Namespace');
  const live = await client.get(resource, inventory.inventoryNamespace);
  if (live === undefined) {
    await client.apply(resource, inventory.inventoryNamespaceObject, { fieldManager: inventory.fieldManager });
  }
}

function isSameParent(live: KubernetesObject | undefined, wanted: KubernetesObject): boolean {
  const { annotations = {} } = wanted.metadata;
  return (
    live !== undefined && Object.entries(annotations).every(([key, text]) => live.metadata.annotations?.[key] === text)
  );
}

/** One error for a wave: its conflicts together where there are any, else the first refusal and how many there were. */
function summaryOf(network: string, errors: readonly unknown[], done: number, total: number): unknown {
  const conflicts = errors.flatMap((error) =>
    error instanceof ClusterError && error.conflicts.length > 0
      ? [{ object: error.subject, conflicts: error.conflicts }]
      : [],
  );
  if (conflicts.length > 0) return new OwnershipConflict(network, conflicts);
  const [first] = errors;
  if (!(first instanceof ClusterError)) return first;
  const { status, reason, words } = first;
  const fault = {
    zh: `${words.fault.zh}（此前已下发 ${total} 个对象中的 ${done} 个）`,
    en: `${words.fault.en} (${done} of ${total} objects were applied before)`,
  };
  return new ClusterError(first.code, first.subject, fault, words.remedy, { status, reason, cause: first });
}

function stopped(network: string, cause: unknown): ClusterError {
  return new ClusterError(
    'aborted',
    network,
    { zh: '下发已被中止。', en: 'the apply was stopped.' },
    { zh: '请重新执行：将从中断处继续。', en: 'Run it again: it resumes.' },
    { cause },
  );
}

function secondsSince(begun: number): number {
  return Math.round(performance.now() - begun) / 1000;
}
