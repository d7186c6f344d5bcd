import { heldKey } from '../../policies/hold.ts';
import { type KubernetesObject, objectKey } from '../../policies/kubernetes.ts';
import { type ClusterClient, openClient } from '../engines/client/client.ts';
import { networkGuard } from '../engines/client/guard.ts';
import type { LiveObject } from '../engines/client/live.ts';
import { applyObjects } from '../engines/direct/apply.ts';
import { driftOf } from '../engines/direct/drift.ts';
import type { Stage } from './drill.ts';

/** How long the Pods of declared workloads may take until they are ready. */
const readySeconds = 90;

/** What a network was declared to hold, made to stand by the engine that applies, so that owners and marks are real. */
export async function stand(stage: Stage, objects: readonly KubernetesObject[]): Promise<void> {
  await withApplier(stage, (client) =>
    // Drills share the network: what another one declared stays.
    applyObjects(objects, { client, network: stage.network, prune: false, waitSeconds: readySeconds }),
  );
}

/** How declared objects differ from what stands, one line each; what a measure in force holds is no difference. */
export async function driftedFrom(stage: Stage, objects: readonly KubernetesObject[]): Promise<readonly string[]> {
  const declared = new Set(objects.map(heldKey));
  const { drifted } = await withApplier(stage, (client) => driftOf(objects, { client, network: stage.network }));
  return drifted
    .filter(({ object }) => declared.has(object))
    .map(({ object, field, manager }) => `drifted: ${object} ${field} by ${manager}`);
}

/** What stands of objects; those that do not are left out. */
export async function standing(
  stage: Stage,
  objects: readonly KubernetesObject[],
): Promise<ReadonlyMap<string, LiveObject>> {
  return withApplier(stage, async (client) => {
    const live = await Promise.all(
      objects.map(async (object) => {
        const resource = await client.resourceFor(object.apiVersion, object.kind);
        return [
          objectKey(object),
          await client.get(resource, object.metadata.name, object.metadata.namespace),
        ] as const;
      }),
    );
    return new Map(live.flatMap(([key, object]) => (object ? [[key, object] as const] : [])));
  });
}

/** Takes objects away, whoever wrote to them; those that are not there are left out. */
export async function clear(stage: Stage, objects: readonly KubernetesObject[]): Promise<void> {
  await withApplier(stage, async (client) => {
    for (const object of objects) {
      const resource = await client.resourceFor(object.apiVersion, object.kind);
      const live = await client.get(resource, object.metadata.name, object.metadata.namespace);
      if (live) await client.delete(resource, live);
    }
  });
}

/** Works with the credential that applies. */
export async function withApplier<Result>(
  stage: Stage,
  work: (client: ClusterClient) => Promise<Result>,
): Promise<Result> {
  const { network, kubeconfigs } = stage;
  const client = openClient({ network, kubeconfig: kubeconfigs.applier, guard: networkGuard({ sandbox: true }) });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
