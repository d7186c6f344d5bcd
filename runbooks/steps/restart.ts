import type { Action } from '../kit/action.ts';
import type { Kind, ObjectRef } from '../kit/cluster/kinds.ts';
import { getObject, type LiveObject } from '../kit/cluster/read.ts';
import { mergePatch } from '../kit/cluster/requests.ts';
import { waitUntil } from '../kit/cluster/wait.ts';
import type { ActContext, Observation, ReadContext } from '../kit/runbook.ts';

/** Annotation of a Pod template: which run restarted it, and for which phase. */
export const restartAnnotation = 'fadun.io/restarted-by';

/** Longest wait for one rollout. */
const rolloutSeconds = 300;

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name: string;
  readonly namespace: string;
}

/** Rolls a workload's Pods, one after the other as its own strategy says. */
export function restart(phase: string, { kind, name, namespace }: Workload): Action {
  return mergePatch(
    {
      id: `restart-${phase}-${kind.toLowerCase()}-${name}`,
      does: {
        zh: `滚动重启 ${kind} ${namespace}/${name}，等待完成`,
        en: `restart ${kind} ${namespace}/${name} by rolling, and wait`,
      },
      drawnWhenActing: [restartAnnotation],
    },
    { kind, name, namespace },
    { spec: { template: { metadata: { annotations: { [restartAnnotation]: phase } } } } },
  );
}

/** Restarts and waits until every Pod is of the new template and ready. */
export async function actRestart(
  context: ActContext<unknown>,
  action: Action,
  workload: Workload,
  phase: string,
): Promise<string> {
  if (action.kind !== 'request') return context.execute(action);
  const mark = markOf(context.run, phase);
  const annotations = { [restartAnnotation]: mark };
  // Cut short while it rolled out, it is only waited for: the template names this run and phase already.
  const account =
    markedBy(await getObject(context.read, refOf(workload))) === mark
      ? 'it was restarted already'
      : await context.execute({ ...action, body: { spec: { template: { metadata: { annotations } } } } });
  await waitUntil(`${workload.kind} ${workload.namespace}/${workload.name}`, rolloutSeconds, async () =>
    rolledOut(await getObject(context.read, refOf(workload))),
  );
  return account;
}

/** Done when the template names this run and phase, and the rollout has ended. */
export async function observeRestart(
  context: ReadContext<unknown>,
  workload: Workload,
  phase: string,
): Promise<Observation> {
  const live = await getObject(context.read, refOf(workload));
  const isNamed = markedBy(live) === markOf(context.run ?? '', phase);
  return isNamed && rolledOut(live).holds ? 'done' : 'not-done';
}

/** Run and phase that the Pod template names. */
function markedBy(live: LiveObject | undefined): string | undefined {
  const { template } = (live?.spec ?? {}) as {
    readonly template?: { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } };
  };
  return template?.metadata?.annotations?.[restartAnnotation];
}

function refOf({ kind, name, namespace }: Workload): ObjectRef {
  return { kind: kind satisfies Kind, name, namespace };
}

function markOf(run: string, phase: string): string {
  return `${run}/${phase}`;
}

/** As `kubectl rollout status` judges it. */
function rolledOut(live: LiveObject | undefined): { readonly holds: boolean; readonly seen: string } {
  if (!live) return { holds: false, seen: 'it is gone' };
  const { replicas = 1 } = (live.spec ?? {}) as { readonly replicas?: number };
  const status = (live.status ?? {}) as Readonly<Record<string, number | undefined>>;
  const wanted = live.kind === 'DaemonSet' ? (status.desiredNumberScheduled ?? 0) : replicas;
  const updated = (live.kind === 'DaemonSet' ? status.updatedNumberScheduled : status.updatedReplicas) ?? 0;
  const ready = (live.kind === 'DaemonSet' ? status.numberReady : status.readyReplicas) ?? 0;
  const total = live.kind === 'DaemonSet' ? wanted : (status.replicas ?? 0);
  const isSeen = (status.observedGeneration ?? 0) >= (live.metadata.generation ?? 0);
  const holds = isSeen && updated >= wanted && ready >= wanted && total === wanted;
  return { holds, seen: `${updated} of ${wanted} updated, ${ready} ready` };
}
