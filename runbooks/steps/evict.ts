import { setTimeout as delay } from 'node:timers/promises';
import type { Action } from '../kit/action.ts';
import { objectPath } from '../kit/cluster/kinds.ts';
import { getObject, type LiveObject } from '../kit/cluster/read.ts';
import { statusOf } from '../kit/cluster/requests.ts';
import { waitUntil } from '../kit/cluster/wait.ts';
import type { ActContext, Observation, ReadContext } from '../kit/runbook.ts';

/** How long one eviction waits for the Pod to end, and for another member of a data tier to stand. */
const endSeconds = 120;

/** Evicts one very Pod through the eviction API, which asks its PodDisruptionBudgets (policy/v1). */
export function eviction({ metadata: { name, namespace = '', uid } }: LiveObject): Action {
  return {
    id: `evict-${uid}`,
    kind: 'request',
    does: {
      zh: `驱逐 Pod ${namespace}/${name}（遵守中断预算）`,
      en: `evict the Pod ${namespace}/${name}, as its budget allows`,
    },
    method: 'POST',
    path: `${objectPath({ kind: 'Pod', name, namespace })}/eviction`,
    body: {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      deleteOptions: { preconditions: { uid } },
    },
  };
}

export interface EvictionOptions {
  /** How long a budget may say no. @default 120 */
  readonly budgetSeconds?: number;
  /** Whether another member of a StatefulSet must stand before this counts. @default true */
  readonly waitsForMember?: boolean;
}

/**
 * Evicts, waiting while a budget says no (429), and until the Pod is gone. A member of a StatefulSet is waited for until
 * another stands in its place: data tiers lose one member at a time.
 * @throws Error naming the budget that never gave way
 */
export async function evict(
  context: ActContext<unknown>,
  action: Action,
  options: EvictionOptions = {},
): Promise<string> {
  const { budgetSeconds = 120, waitsForMember = true } = options;
  const pod = podOf(action);
  const before = await getObject(context.read, { kind: 'Pod', ...pod });
  const account = await whenBudgetAllows(context, action, `Pod ${pod.namespace}/${pod.name}`, budgetSeconds);
  const uid = uidOf(action);
  await waitUntil(`Pod ${pod.namespace}/${pod.name}`, endSeconds, async () => {
    const live = await getObject(context.read, { kind: 'Pod', ...pod });
    return { holds: live?.metadata.uid !== uid, seen: 'it is still there' };
  });
  if (waitsForMember && before?.metadata.ownerReferences?.some(({ kind }) => kind === 'StatefulSet'))
    await waitForMember(context, pod);
  return account;
}

/** Done when the very Pod is gone; one that is ending counts as evicted only once it has ended. */
export async function observeEviction({ read }: ReadContext<unknown>, action: Action): Promise<Observation> {
  const live = await getObject(read, { kind: 'Pod', ...podOf(action) });
  return live?.metadata.uid === uidOf(action) ? 'not-done' : 'done';
}

async function whenBudgetAllows(
  context: ActContext<unknown>,
  action: Action,
  subject: string,
  budgetSeconds: number,
): Promise<string> {
  const giveUp = performance.now() + budgetSeconds * 1000;
  for (;;) {
    try {
      return await context.execute(action);
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 || status === 409) return 'it was gone already';
      if (status !== 429) throw error;
      if (performance.now() > giveUp) {
        throw new Error(
          `${subject}: its PodDisruptionBudget has not allowed an eviction within ${budgetSeconds} s. Bring the other members up, then resume the run.`,
          { cause: error },
        );
      }
      await delay(2_000);
    }
  }
}

async function waitForMember(context: ActContext<unknown>, pod: { readonly name: string; readonly namespace: string }) {
  await waitUntil(`member ${pod.namespace}/${pod.name}`, endSeconds, async () => {
    const live = await getObject(context.read, { kind: 'Pod', ...pod });
    const { nodeName } = (live?.spec ?? {}) as { readonly nodeName?: string };
    const { conditions = [] } = (live?.status ?? {}) as {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
    const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
    return { holds: isReady, seen: nodeName ? `on ${nodeName}, not ready` : 'no node takes it' };
  });
}

function podOf(action: Action): { readonly name: string; readonly namespace: string } {
  const { metadata } = (action as { readonly body: unknown }).body as {
    readonly metadata: { readonly name: string; readonly namespace: string };
  };
  return metadata;
}

function uidOf(action: Action): string {
  return action.id.slice('evict-'.length);
}
