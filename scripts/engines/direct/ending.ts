import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { workloadKinds } from '../../../policies/reachability/workloads.ts';
import { type ClusterClient, subjectOfObject } from '../client/client.ts';
import { ClusterError } from '../client/errors.ts';
import type { LiveObject } from '../client/live.ts';
import { isGoing } from './decide.ts';

/** Whether an object runs pods, or is one. */
export function isRunning({ kind }: Pick<KubernetesObject, 'kind'>): boolean {
  return workloadKinds.includes(kind);
}

/** Which pods, and what makes them, end with what is removed. */
export interface Ending {
  /** Namespaces that go with all that is in them. */
  readonly namespaces: ReadonlySet<string>;
  /** Uids of what is removed, and of what it had made: a pod that one of these controls ends with it. */
  readonly makers: ReadonlySet<string>;
  /** Namespaces where to look. */
  readonly places: readonly string[];
}

/**
 * What ends with these objects. Reads only; it is asked before they are deleted, since what a workload had made is found by
 * its owner. An earlier apply may have been cut off in between: namespaces that are going count, and pods that are ending
 * wherever a NetworkPolicy goes.
 */
export async function endingWith(client: ClusterClient, remove: readonly LiveObject[]): Promise<Ending> {
  const running = remove.filter(isRunning);
  const leaving = remove.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  const isolating = remove.filter(({ kind }) => kind === 'NetworkPolicy');
  const places = [...new Set([...placesOf(running), ...placesOf(isolating), ...leaving])];
  if (places.length === 0) return { namespaces: new Set(), makers: new Set(), places };
  const [namespaces, made] = await Promise.all([
    client.list(await client.resourceFor('v1', 'Namespace'), { metadataOnly: true }),
    madeIn(client, new Set(placesOf(running))),
  ]);
  const makers = new Set(running.map(({ metadata }) => metadata.uid));
  for (const object of made) if (makers.has(controllerOf(object) ?? '')) makers.add(object.metadata.uid);
  const going = namespaces.filter(isGoing).map(({ metadata }) => metadata.name);
  return { namespaces: new Set([...leaving, ...going]), makers, places };
}

function placesOf(objects: readonly LiveObject[]): readonly string[] {
  return objects.flatMap(({ metadata }) => metadata.namespace ?? []);
}

async function madeIn(client: ClusterClient, namespaces: ReadonlySet<string>): Promise<readonly LiveObject[]> {
  return (await Promise.all([...namespaces].map((namespace) => listOf(client, madeKinds, namespace)))).flat();
}

type Kinds = readonly (readonly [apiVersion: string, kind: string])[];

async function listOf(client: ClusterClient, kinds: Kinds, namespace: string): Promise<readonly LiveObject[]> {
  const lists = kinds.map(async ([apiVersion, kind]) =>
    client.list(await client.resourceFor(apiVersion, kind), { namespace, metadataOnly: true }),
  );
  return (await Promise.all(lists)).flat();
}

/** What stands between a workload and its pods. */
const madeKinds: Kinds = [
  ['apps/v1', 'ReplicaSet'],
  ['batch/v1', 'Job'],
];

const podKinds: Kinds = [['v1', 'Pod'], ...madeKinds];

const allKinds: Kinds = [
  ...podKinds,
  ['v1', 'ReplicationController'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'CronJob'],
];

/** Options of {@link waitUntilEnded}. */
export interface EndingOptions {
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (left: number) => void;
}

/**
 * Waits until nothing that ends runs any more, nor what could make more of it.
 * @throws ClusterError `not-ready` naming what still stands after `waitSeconds`
 */
export async function waitUntilEnded(
  client: ClusterClient,
  ending: Ending,
  { waitSeconds, signal, onProgress }: EndingOptions,
): Promise<void> {
  if (ending.places.length === 0 || waitSeconds === 0) return;
  const giveUp = performance.now() + waitSeconds * 1000;
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 1500)) {
    const lists = await Promise.all(
      ending.places.map((place) => listOf(client, ending.namespaces.has(place) ? allKinds : podKinds, place)),
    );
    const left = lists.flat().filter((object) => endsWith(object, ending));
    if (left.length === 0) return;
    onProgress?.(left.length);
    if (performance.now() > giveUp) throw stillRunning(client, left, waitSeconds);
    await sleep(pause, undefined, { signal });
  }
}

function endsWith(object: LiveObject, { namespaces, makers }: Ending): boolean {
  const { uid, namespace = '' } = object.metadata;
  return isGoing(object) || namespaces.has(namespace) || makers.has(uid) || makers.has(controllerOf(object) ?? '');
}

function controllerOf({ metadata }: LiveObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
}

function stillRunning(client: ClusterClient, left: readonly LiveObject[], seconds: number): ClusterError {
  const named = left.slice(0, 5).map(subjectOfObject).join(', ');
  const isCut = left.length > 5;
  const more = { zh: isCut ? ` 等，另有 ${left.length - 5} 个` : '', en: isCut ? ` and ${left.length - 5} more` : '' };
  return new ClusterError(
    'not-ready',
    client.network,
    {
      zh: `被移除的内容在 ${seconds} 秒后仍未结束：${named}${more.zh} 仍在。隔离它的策略予以保留。`,
      en: `what is removed has not ended after ${seconds} s: ${named}${more.en} still there. The policies that isolate it stay.`,
    },
    {
      zh: '查看 finalizers 与这些 Pod 所在节点；Pod 消失后重新执行该命令，将从中断处继续。',
      en: 'Look at finalizers and at the nodes of these pods; when they are gone, run the command again: it resumes.',
    },
  );
}
