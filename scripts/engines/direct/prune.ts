import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { ClusterClient } from '../client/client.ts';
import type { LiveObject } from '../client/live.ts';
import { isAppliedBy } from './compare/owners.ts';
import { concurrently } from './concurrently.ts';
import { isGoing } from './decide.ts';
import { type ApplySet, groupKindOf, inventoryKey, keys, parseGroupKind } from './inventory.ts';

/** Kinds whose loss is a loss of data or of everything inside: pruned only when named. */
const keptUnlessNamed = new Set([
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition.apiextensions.k8s.io',
]);

/** Whether an object of this kind is removed only when it is named. */
export function isKeptUnlessNamed(object: KubernetesObject): boolean {
  return keptUnlessNamed.has(groupKindOf(object));
}

/** Members that are no longer declared. */
export interface PrunePlan {
  readonly remove: readonly LiveObject[];
  /** Left standing, and why. */
  readonly keep: readonly { readonly object: string; readonly why: string }[];
}

/** What {@link planPrune} needs to know. */
export interface PruneInput {
  readonly set: ApplySet;
  /** Kinds that may hold members: those declared now and those of earlier applies. */
  readonly groupKinds: readonly string[];
  readonly declared: readonly KubernetesObject[];
  readonly manager: string;
  /** Inventory keys (`Namespace court-old`) of objects of protected kinds that may go. @default none */
  readonly allowPruneOf?: readonly string[];
}

/** Finds members of the set that are not declared, by one labelled list per kind. Nothing is deleted. */
export async function planPrune(client: ClusterClient, input: PruneInput): Promise<PrunePlan> {
  const declared = new Set(input.declared.map(inventoryKey));
  const lists = await Promise.all(
    input.groupKinds.map(async (groupKind) => {
      const { group, kind } = parseGroupKind(groupKind);
      const resource = await client.findByGroupKind(group, kind);
      return resource ? client.list(resource, { labelSelector: `${keys.partOf}=${input.set.id}` }) : [];
    }),
  );
  return judgeMembers(lists.flat(), declared, input);
}

function judgeMembers(members: readonly LiveObject[], declared: ReadonlySet<string>, input: PruneInput): PrunePlan {
  const named = new Set(input.allowPruneOf ?? []);
  const remove: LiveObject[] = [];
  const keep: { object: string; why: string }[] = [];
  for (const member of members) {
    const object = inventoryKey(member);
    if (declared.has(object) || isGoing(member)) continue;
    if (!member.metadata.managedFields?.some((entry) => isAppliedBy(entry, input.manager))) {
      keep.push({ object, why: 'it bears our label, and we never applied it' });
    } else if (isKeptUnlessNamed(member) && !named.has(object)) {
      keep.push({ object, why: 'objects of this kind are removed only when named' });
    } else {
      remove.push(member);
    }
  }
  return { remove, keep };
}

/**
 * Deletes the members that the plan names, each only while it is the very object that was judged (by uid).
 * @returns inventory keys of what was deleted
 */
export async function prune(
  client: ClusterClient,
  plan: PrunePlan,
  { concurrency, check }: { concurrency: number; check: () => void },
): Promise<string[]> {
  const removed: string[] = [];
  const errors = await concurrently(plan.remove, concurrency, async (member) => {
    check();
    const resource = await client.resourceFor(member.apiVersion, member.kind);
    if (await client.delete(resource, member)) removed.push(inventoryKey(member));
  });
  if (errors.length > 0) throw errors[0];
  return removed.sort();
}
