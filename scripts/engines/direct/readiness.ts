import { setTimeout as sleep } from 'node:timers/promises';
import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import { type ClusterClient, subjectOfObject } from '../client/client.ts';
import { ClusterError } from '../client/errors.ts';
import type { LiveObject } from '../client/live.ts';
import { readSnapshot } from './snapshot.ts';

/** What is true of an object that waits: ready, not yet (why), or never (why). */
export type Readiness = { state: 'ready' } | { state: 'waiting'; why: string } | { state: 'failed'; why: string };

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

type Numbers = Readonly<Record<string, number | undefined>>;
type Judge = (live: LiveObject) => Readiness;

const ready: Readiness = { state: 'ready' };
const waiting = (why: string): Readiness => ({ state: 'waiting', why });

/**
 * Kinds that are waited for. LoadBalancer addresses, HPA metrics and claims are not: the first two need what a
 * cluster may not have, and a claim that binds at its first consumer is waited for through its workload.
 */
const judges: Readonly<Record<string, Judge>> = {
  Namespace: ({ status }) => phase(status, 'Active'),
  CustomResourceDefinition: (live) => condition(live, 'Established', 'NamesAccepted'),
  Deployment: (live) => replicas(live, 'updatedReplicas', 'availableReplicas', 'Progressing'),
  StatefulSet: (live) => replicas(live, 'updatedReplicas', 'availableReplicas'),
  DaemonSet: daemons,
  Job: job,
};

/** Whether a live object is ready; kinds that are not waited for are always. */
export function readinessOf(live: LiveObject): Readiness {
  return judges[live.kind]?.(live) ?? ready;
}

/** Options of {@link waitUntilReady}. */
export interface ReadinessOptions {
  /** @default 300 */
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (ready: number, total: number) => void;
}

/**
 * Waits until all objects are ready.
 * @param known live objects that were read already: those that are ready are not asked for again
 * @throws ClusterError `not-ready` naming what is not and why, after `waitSeconds` or when a job failed
 */
export async function waitUntilReady(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  known: (object: KubernetesObject) => LiveObject | undefined,
  { waitSeconds = 300, signal, onProgress }: ReadinessOptions = {},
): Promise<void> {
  const isReady = (live: LiveObject | undefined) => live !== undefined && readinessOf(live).state === 'ready';
  const waited = objects.filter(({ kind }) => kind in judges);
  let pending = waited.filter((object) => !isReady(known(object)));
  const giveUp = performance.now() + waitSeconds * 1000;
  for (let pause = 100; pending.length > 0; pause = Math.min(pause * 1.5, 1500)) {
    onProgress?.(waited.length - pending.length, waited.length);
    await sleep(pause, undefined, { signal });
    const snapshot = await readSnapshot(client, pending);
    const states = pending.map((object) => ({ object, readiness: stateOf(snapshot.find(object)) }));
    const failed = states.filter(({ readiness }) => readiness.state === 'failed');
    if (failed.length > 0) throw notReady(client, failed, 'failed');
    const late = states.filter(({ readiness }) => readiness.state !== 'ready');
    if (late.length > 0 && performance.now() > giveUp) throw notReady(client, late, `not ready after ${waitSeconds} s`);
    pending = late.map(({ object }) => object);
  }
  onProgress?.(waited.length, waited.length);
}

function stateOf(live: LiveObject | undefined): Readiness {
  return live === undefined ? waiting('it is gone') : readinessOf(live);
}

function phase(status: unknown, wanted: string): Readiness {
  const actual = (status as { phase?: string } | undefined)?.phase;
  return actual === wanted ? ready : waiting(`phase ${actual ?? 'unknown'}`);
}

function condition(live: LiveObject, type: string, explains: string): Readiness {
  const all = (live.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  if (all.some((one) => one.type === type && one.status === 'True')) return ready;
  const why = all.find((one) => one.type === explains && one.status !== 'True') ?? all.find((one) => one.type === type);
  return waiting(why?.message ?? why?.reason ?? `condition ${type} is not true`);
}

function replicas(live: LiveObject, updated: string, available: string, explains?: string): Readiness {
  const status = (live.status ?? {}) as Numbers;
  if ((status.observedGeneration ?? 0) < (live.metadata.generation ?? 0)) return waiting('not seen by its controller');
  const wanted = (live.spec as Numbers).replicas ?? 1;
  if ((status[updated] ?? 0) >= wanted && (status[available] ?? 0) >= wanted) return ready;
  const all = (live.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  const failure = all.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  const stuck = all.find(({ type, status: is }) => type === explains && is === 'False');
  const why = failure?.message ?? stuck?.message;
  return waiting(`${status[available] ?? 0} of ${wanted} replicas available${why ? `: ${why}` : ''}`);
}

function daemons(live: LiveObject): Readiness {
  const status = (live.status ?? {}) as Numbers;
  if ((status.observedGeneration ?? 0) < (live.metadata.generation ?? 0)) return waiting('not seen by its controller');
  const wanted = status.desiredNumberScheduled ?? 0;
  const now = Math.min(status.updatedNumberScheduled ?? 0, status.numberAvailable ?? 0);
  return now >= wanted ? ready : waiting(`${now} of ${wanted} pods available`);
}

function job(live: LiveObject): Readiness {
  if ((live.spec as { suspend?: boolean }).suspend) return ready;
  const all = (live.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  const is = (type: string) => all.find((one) => one.type === type && one.status === 'True');
  const failure = is('Failed');
  if (failure) return { state: 'failed', why: failure.message ?? failure.reason ?? 'the job failed' };
  return is('Complete') ? ready : waiting('the job has not completed');
}

function notReady(
  client: ClusterClient,
  states: readonly { object: KubernetesObject; readiness: Readiness }[],
  what: string,
): ClusterError {
  const lines = states.slice(0, 10).map(({ object, readiness }) => {
    return `${subjectOfObject(object)} (${readiness.state === 'ready' ? '' : readiness.why})`;
  });
  const more = states.length > lines.length ? ` and ${states.length - lines.length} more` : '';
  const fault = `${states.length} objects ${what}: ${lines.join('; ')}${more}.`;
  const remedy = 'Look at the events of these objects; when the cause is gone, run the command again: it resumes.';
  const reason = states.map(({ object }) => objectKey(object)).join(',');
  return new ClusterError('not-ready', client.network, fault, remedy, { reason });
}
