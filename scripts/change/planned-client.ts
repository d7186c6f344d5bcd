import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { sameDigest } from '../../runbooks/kit/signing/digest.ts';
import type { ClusterClient } from '../engines/client/client.ts';
import type { LiveObject } from '../engines/client/live.ts';
import { applySetOf, inventoryKey, inventoryNamespace } from '../engines/direct/inventory.ts';
import { FadunError } from '../errors.ts';
import type { ChangePlan } from './plan.ts';
import { declaredDigest, wholeDigest } from './touched.ts';

/**
 * A client that can write nothing but what a plan names, to nothing but the objects that were seen when it was made.
 * The engine reads its snapshot under the lock; each object is held against the plan as it was read there, so that no
 * change slips in between the check and the writing.
 * @throws FadunError from `apply` and `delete`, before anything is sent
 */
export function plannedClient(client: ClusterClient, plan: ChangePlan): ClusterClient {
  const actions = new Map(plan.changes.map(({ object, action }) => [object, action]));
  const touched = new Map(plan.touched.map((one) => [one.object, one]));
  const seen = new Map<string, LiveObject>();
  const own = new Set([`Namespace ${inventoryNamespace}`, `ConfigMap ${inventoryNamespace}/${applySetOf(plan.network).name}`]);
  const admit = (object: KubernetesObject) => {
    const key = inventoryKey(object);
    if (own.has(key)) return;
    const action = actions.get(key);
    if (action !== 'add' && action !== 'change') throw unplanned(key);
    const live = seen.get(key);
    const expected = touched.get(key);
    if (live === undefined || live.metadata.deletionTimestamp) return;
    if (!expected || expected.uid !== live.metadata.uid || !sameDigest(expected.digest, declaredDigest(object, live)))
      throw changedSince(key);
  };
  return {
    ...client,
    async list(resource, options) {
      const list = await client.list(resource, options);
      if (!options?.metadataOnly) for (const live of list) seen.set(inventoryKey(live), live);
      return list;
    },
    async apply(resource, object, options) {
      admit(object);
      return client.apply(resource, object, options);
    },
    async delete(resource, object) {
      const key = inventoryKey(object);
      const expected = touched.get(key);
      if (actions.get(key) !== 'remove' || !expected) throw unplanned(key);
      if (expected.uid !== object.metadata.uid || !sameDigest(expected.digest, wholeDigest(object)))
        throw changedSince(key);
      return client.delete(resource, object);
    },
  };
}

function unplanned(key: string): FadunError {
  return new FadunError(key, 'the approved plan does not name it', 'Plan again, and have it approved.', 1);
}

function changedSince(key: string): FadunError {
  return new FadunError(key, 'it has changed since the plan was made', 'Plan again, and have it approved.', 1);
}
