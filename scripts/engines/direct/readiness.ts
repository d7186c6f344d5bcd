import { setTimeout as sleep } from 'node:timers/promises';
import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { inBoth, type Said } from '../../errors.ts';
import { type ClusterClient, subjectOfObject } from '../client/client.ts';
import { ClusterError } from '../client/errors.ts';
import type { LiveObject } from '../client/live.ts';
import { readSnapshot } from './snapshot.ts';

/** What is true of an object that waits: ready, not yet (why), or never (why). */
export type Readiness = { state: 'ready' } | { state: 'waiting'; why: Text } | { state: 'failed'; why: Text };

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

type Numbers = Readonly<Record<string, number | undefined>>;
type Judge = (live: LiveObject) => Readiness;

const ready: Readiness = { state: 'ready' };
const waiting = (why: Said): Readiness => ({ state: 'waiting', why: inBoth(why) });

const unseen = { zh: '控制器尚未处理', en: 'not seen by its controller' };

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
    if (failed.length > 0) throw notReady(client, failed, { zh: '失败', en: 'failed' });
    const late = states.filter(({ readiness }) => readiness.state !== 'ready');
    if (late.length > 0 && performance.now() > giveUp)
      throw notReady(client, late, { zh: `在 ${waitSeconds} 秒后仍未就绪`, en: `not ready after ${waitSeconds} s` });
    pending = late.map(({ object }) => object);
  }
  onProgress?.(waited.length, waited.length);
}

function stateOf(live: LiveObject | undefined): Readiness {
  return live === undefined ? waiting({ zh: '已不存在', en: 'it is gone' }) : readinessOf(live);
}

function phase(status: unknown, wanted: string): Readiness {
  const actual = (status as { phase?: string } | undefined)?.phase;
  return actual === wanted ? ready : waiting({ zh: `阶段 ${actual ?? '未知'}`, en: `phase ${actual ?? 'unknown'}` });
}

function condition(live: LiveObject, type: string, explains: string): Readiness {
  const all = (live.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  if (all.some((one) => one.type === type && one.status === 'True')) return ready;
  const why = all.find((one) => one.type === explains && one.status !== 'True') ?? all.find((one) => one.type === type);
  return waiting(why?.message ?? why?.reason ?? { zh: `条件 ${type} 不为真`, en: `condition ${type} is not true` });
}

function replicas(live: LiveObject, updated: string, available: string, explains?: string): Readiness {
  const status = (live.status ?? {}) as Numbers;
  if ((status.observedGeneration ?? 0) < (live.metadata.generation ?? 0)) return waiting(unseen);
  const wanted = (live.spec as Numbers).replicas ?? 1;
  if ((status[updated] ?? 0) >= wanted && (status[available] ?? 0) >= wanted) return ready;
  const all = (live.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  const failure = all.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  const stuck = all.find(({ type, status: is }) => type === explains && is === 'False');
  const why = failure?.message ?? stuck?.message;
  const now = status[available] ?? 0;
  return waiting({
    zh: `${wanted} 个副本中 ${now} 个可用${why ? `：${why}` : ''}`,
    en: `${now} of ${wanted} replicas available${why ? `: ${why}` : ''}`,
  });
}

function daemons(live: LiveObject): Readiness {
  const status = (live.status ?? {}) as Numbers;
  if ((status.observedGeneration ?? 0) < (live.metadata.generation ?? 0)) return waiting(unseen);
  const wanted = status.desiredNumberScheduled ?? 0;
  const now = Math.min(status.updatedNumberScheduled ?? 0, status.numberAvailable ?? 0);
  return now >= wanted
    ? ready
    : waiting({ zh: `${wanted} 个 Pod 中 ${now} 个可用`, en: `${now} of ${wanted} pods available` });
}

function job(live: LiveObject): Readiness {
  if ((live.spec as { suspend?: boolean }).suspend) return ready;
  const all = (live.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  const is = (type: string) => all.find((one) => one.type === type && one.status === 'True');
  const failure = is('Failed');
  if (failure)
    return {
      state: 'failed',
      why: inBoth(failure.message ?? failure.reason ?? { zh: '任务失败', en: 'the job failed' }),
    };
  return is('Complete') ? ready : waiting({ zh: '任务尚未完成', en: 'the job has not completed' });
}

function notReady(
  client: ClusterClient,
  states: readonly { object: KubernetesObject; readiness: Readiness }[],
  what: Text,
): ClusterError {
  const named = states.slice(0, 10).map(({ object, readiness }) => {
    const why = readiness.state === 'ready' ? inBoth('') : readiness.why;
    const subject = subjectOfObject(object);
    return { zh: `${subject}（${why.zh}）`, en: `${subject} (${why.en})` };
  });
  const left = states.length - named.length;
  const more = { zh: left > 0 ? `等，另有 ${left} 个` : '', en: left > 0 ? ` and ${left} more` : '' };
  const fault = {
    zh: `${states.length} 个对象${what.zh}：${named.map(({ zh }) => zh).join('；')}${more.zh}。`,
    en: `${states.length} objects ${what.en}: ${named.map(({ en }) => en).join('; ')}${more.en}.`,
  };
  const remedy = {
    zh: '查看这些对象的事件；排除原因后重新执行该命令，将从中断处继续。',
    en: 'Look at the events of these objects; when the cause is gone, run the command again: it resumes.',
  };
  const reason = states.map(({ object }) => objectKey(object)).join(',');
  return new ClusterError('not-ready', client.network, fault, remedy, { reason });
}
