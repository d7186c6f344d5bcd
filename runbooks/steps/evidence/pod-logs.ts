import type { LiveObject } from '../../kit/cluster/read.ts';
import type { ReadAccess } from '../../kit/runbook.ts';
import type { Absence } from './collections.ts';

/** Longest log taken of one container. */
const mostBytes = 4 << 20;
/** Pods asked at the same time; a node that is down costs each a deadline. */
const atOnce = 8;

interface PodSpec {
  readonly initContainers?: readonly { readonly name: string }[];
  readonly containers?: readonly { readonly name: string }[];
}

interface PodStatus {
  readonly containerStatuses?: readonly { readonly name: string; readonly restartCount?: number }[];
}

export interface PodLogs {
  /** By file name below the archive: `logs/<pod uid>/<container>.log`. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** One for each container whose log the API does not have. */
  readonly absent: readonly Absence[];
}

/** Logs of all containers since a moment, and of their former life where they were restarted. A log that cannot be had is said. */
export async function podLogs(read: ReadAccess, pods: readonly LiveObject[], since: Date): Promise<PodLogs> {
  const files = new Map<string, Buffer>();
  const absent: Absence[] = [];
  const wanted = pods.flatMap(logsOf);
  for (let at = 0; at < wanted.length; at += atOnce) {
    await Promise.all(
      wanted.slice(at, at + atOnce).map(async ({ pod, container, previous }) => {
        const subject = `${pod.metadata.name}/${container}${previous ? ' (before its restart)' : ''}`;
        const answer = await logOf(read, pod, container, previous, since);
        if (typeof answer === 'string') absent.push({ subject: `log of ${subject}`, why: answer });
        else files.set(`logs/${pod.metadata.uid}/${container}${previous ? '.previous' : ''}.log`, answer);
      }),
    );
  }
  return { files, absent: absent.sort((left, right) => (left.subject < right.subject ? -1 : 1)) };
}

function logsOf(pod: LiveObject) {
  const { initContainers = [], containers = [] } = (pod.spec ?? {}) as PodSpec;
  const { containerStatuses = [] } = (pod.status ?? {}) as PodStatus;
  const restarted = new Set(
    containerStatuses.filter(({ restartCount = 0 }) => restartCount > 0).map(({ name }) => name),
  );
  return [...initContainers, ...containers].flatMap(({ name }) => [
    { pod, container: name, previous: false },
    ...(restarted.has(name) ? [{ pod, container: name, previous: true }] : []),
  ]);
}

/** The log, or why there is none. */
async function logOf(
  read: ReadAccess,
  { metadata }: LiveObject,
  container: string,
  previous: boolean,
  since: Date,
): Promise<Buffer | string> {
  if (!read.text) return 'no credential is at hand that may read logs';
  const query = new URLSearchParams({
    container,
    timestamps: 'true',
    limitBytes: String(mostBytes),
    sinceTime: `${since.toISOString().slice(0, 19)}Z`,
    ...(previous ? { previous: 'true' } : {}),
  });
  const [namespace, name] = [metadata.namespace ?? '', metadata.name].map(encodeURIComponent);
  try {
    const text = await read.text(`/api/v1/namespaces/${namespace}/pods/${name}/log?${query}`);
    return text === undefined ? 'the node does not have it' : Buffer.from(text);
  } catch (error) {
    return (error as Error).message.replaceAll('\n', ' ').slice(0, 200);
  }
}
