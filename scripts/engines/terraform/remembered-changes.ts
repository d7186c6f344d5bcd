import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { applySetOf, begunChanges, fieldManager, inventoryNamespace, keys, withChange } from '../direct/inventory.ts';
import type { StandingTarget } from '../engine.ts';

type Cluster = Pick<StandingTarget, 'network' | 'client'>;

/** Ids of the planned changes that the cluster remembers as begun. Terraform's own state knows of none. */
export async function rememberedChanges({ network, client }: Cluster): Promise<readonly string[]> {
  const resource = await client.resourceFor('v1', 'ConfigMap');
  return begunChanges(await client.get(resource, applySetOf(network).name, inventoryNamespace));
}

/**
 * Lets the cluster remember a planned change as begun.
 * @returns false where the namespace for it is not there yet: the first stack of the first change makes it
 */
export async function rememberChange({ network, client }: Cluster, change: string): Promise<boolean> {
  const namespaces = await client.resourceFor('v1', 'Namespace');
  if ((await client.get(namespaces, inventoryNamespace)) === undefined) return false;
  const resource = await client.resourceFor('v1', 'ConfigMap');
  const { name } = applySetOf(network);
  const standing = await client.get(resource, name, inventoryNamespace);
  const memory: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: inventoryNamespace,
      labels: { [keys.managedBy]: fieldManager },
      annotations: { [keys.changes]: withChange(standing, change) },
    },
  };
  await client.apply(resource, memory, { fieldManager });
  return true;
}
