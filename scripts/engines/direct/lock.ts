import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { ClusterClient } from '../client/client.ts';
import { ClusterError } from '../client/errors.ts';
import { type LiveObject, lastWritten } from '../client/live.ts';
import { type Holder, holderIdentity, isProvablyDead, thisHolder } from './holder.ts';
import { fieldManager, inventoryNamespace, keys } from './inventory.ts';

/** The right to change one network, held as a Lease. */
export interface Lock {
  /** Aborts with a ClusterError `lock-lost` when the lock could not be renewed in time. */
  readonly signal: AbortSignal;
  /** When it was taken: milliseconds since the epoch, by the server's clock. */
  readonly takenAt: number;
  /** @throws ClusterError `lock-lost` when the time of the lock is over, as after the process was suspended */
  check(): void;
  release(): Promise<void>;
}

/** Options of {@link acquireLock}; times in seconds. */
export interface LockOptions {
  /** A lock that is not renewed for this long may be taken over. @default 15 */
  readonly leaseSeconds?: number;
  /** How long to wait for a lock that another holds. @default 20 */
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
  /** Called once when the lock is held by another. */
  readonly onWait?: (holder: string) => void;
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly renewTime?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly leaseTransitions?: number;
}

const holderAnnotation = 'fadun.io/holder';

/**
 * Takes the lock of a set, waiting for another holder to release it or to fall silent. As in client-go's leader
 * election, silence is measured by this machine's clock from when a renewal was last seen, never by comparing clocks.
 * A holder that was killed on this same host is recognised at once.
 * @throws ClusterError `locked` when another still holds it after the wait
 */
export async function acquireLock(client: ClusterClient, name: string, options: LockOptions = {}): Promise<Lock> {
  const { leaseSeconds = 15, waitSeconds = 20, signal, onWait } = options;
  const self = thisHolder();
  const resource = await client.resourceFor('coordination.k8s.io/v1', 'Lease');
  const giveUp = performance.now() + waitSeconds * 1000;
  let seen: { version: string; at: number } | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const asked = performance.now();
    const lease = await client.get(resource, name, inventoryNamespace);
    const spec = (lease?.spec ?? {}) as LeaseSpec;
    if (lease !== undefined && seen?.version !== lease.metadata.resourceVersion) {
      seen = { version: lease.metadata.resourceVersion, at: asked };
    }
    if (lease === undefined || isFree(spec, lease, self, asked - (seen?.at ?? asked))) {
      const next = leaseObject(name, self, leaseSeconds, lease);
      const taken = await absentOnConflict(lease ? client.replace(resource, next) : client.create(resource, next));
      if (taken !== undefined) return keepLock(client, taken, leaseSeconds, asked);
    } else {
      const holder = spec.holderIdentity ?? 'unknown';
      if (seen?.at === asked) onWait?.(holder);
      if (performance.now() >= giveUp) throw lockedBy(client, name, holder, spec);
    }
    await sleep(500, undefined, { signal });
  }
}

function isFree(spec: LeaseSpec, lease: LiveObject, self: Holder, silentMs: number): boolean {
  if (!spec.holderIdentity) return true;
  if (silentMs > (spec.leaseDurationSeconds ?? 15) * 1000) return true;
  const holder = holderOf(lease);
  return holder !== undefined && isProvablyDead(holder, self);
}

function holderOf(lease: LiveObject): Holder | undefined {
  try {
    const holder = JSON.parse(lease.metadata.annotations?.[holderAnnotation] ?? '') as Holder;
    // The annotation only counts for the holder that wrote it.
    return holderIdentity(holder) === (lease.spec as LeaseSpec).holderIdentity ? holder : undefined;
  } catch {
    return undefined;
  }
}

function leaseObject(name: string, self: Holder, leaseSeconds: number, old?: LiveObject): KubernetesObject {
  const now = microTime();
  const transitions = ((old?.spec as LeaseSpec | undefined)?.leaseTransitions ?? -1) + 1;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: inventoryNamespace,
      ...(old && { resourceVersion: old.metadata.resourceVersion }),
      labels: { [keys.managedBy]: fieldManager },
      annotations: { [holderAnnotation]: JSON.stringify(self) },
    },
    spec: {
      holderIdentity: holderIdentity(self),
      leaseDurationSeconds: leaseSeconds,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: transitions,
    },
  };
}

/** Renews every third of the lease's time until released; gives up when two thirds passed without success. */
function keepLock(client: ClusterClient, taken: LiveObject, leaseSeconds: number, takenAt: number): Lock {
  const lost = new AbortController();
  const stopped = new AbortController();
  let lease = taken;
  let renewedAt = takenAt;
  const isOver = () => performance.now() - renewedAt > (leaseSeconds * 2000) / 3;
  const lose = () => lost.abort(lockLost(client, taken.metadata.name));
  const put = async (spec: LeaseSpec) => {
    const resource = await client.resourceFor('coordination.k8s.io/v1', 'Lease');
    const { name, namespace, resourceVersion, labels, annotations } = lease.metadata;
    const metadata = { name, namespace, resourceVersion, labels, annotations };
    const { apiVersion, kind } = lease;
    lease = await client.replace(resource, {
      apiVersion,
      kind,
      metadata,
      spec: { ...(lease.spec as object), ...spec },
    });
  };
  const renew = async () => {
    while (!stopped.signal.aborted) {
      await sleep((leaseSeconds * 1000) / 3, undefined, { signal: stopped.signal, ref: false });
      const asked = performance.now();
      try {
        await put({ renewTime: microTime() });
        renewedAt = asked;
      } catch (error) {
        const isTaken = error instanceof ClusterError && (error.code === 'conflict' || error.code === 'not-found');
        if (isTaken || isOver()) return lose();
      }
    }
  };
  const renewing = renew().catch(() => {});
  return {
    signal: lost.signal,
    takenAt: lastWritten(taken),
    check() {
      if (!lost.signal.aborted && isOver()) lose();
      lost.signal.throwIfAborted();
    },
    async release() {
      stopped.abort();
      await renewing;
      if (!lost.signal.aborted) await absentOnConflict(put({ holderIdentity: '', leaseDurationSeconds: 1 }));
    },
  };
}

function lockLost(client: ClusterClient, name: string): ClusterError {
  const fault = {
    zh: '锁未能及时续期，现在可能由他人持有。',
    en: 'the lock could not be renewed in time, and another may hold it now.',
  };
  return new ClusterError('lock-lost', `${client.network}, Lease ${name}`, fault, {
    zh: '请重新执行该命令；将从中断处继续。',
    en: 'Run the command again; it resumes.',
  });
}

function lockedBy(client: ClusterClient, name: string, holder: string, { acquireTime, renewTime }: LeaseSpec) {
  const fault = {
    zh: `“${holder}”自 ${acquireTime ?? '?'} 起持有锁，${renewTime ?? '?'} 续期。`,
    en: `"${holder}" holds the lock since ${acquireTime ?? '?'}, renewed ${renewTime ?? '?'}.`,
  };
  const remedy = {
    zh: '等待该次执行结束；其主机已不在的，锁会在数秒内自行释放。',
    en: 'Wait until that run ends; if its host is gone, the lock falls free by itself within seconds.',
  };
  return new ClusterError('locked', `${client.network}, Lease ${name}`, fault, remedy);
}

async function absentOnConflict<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ClusterError && (error.status === 409 || error.status === 404)) return undefined;
    throw error;
  }
}

/** Kubernetes MicroTime: RFC 3339 with six decimals. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
