import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { ClusterClient } from '../client/client.ts';
import type { LiveObject } from '../client/live.ts';
import { isAppliedBy } from './compare/owners.ts';
import { concurrently } from './concurrently.ts';
import { isGoing } from './decide.ts';
import { endingWith, isRunning, waitUntilEnded } from './ending.ts';
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

/** How {@link prune} goes about it. */
export interface PruneOptions {
  readonly concurrency: number;
  /** Throws where the lock is lost. */
  readonly check: () => void;
  /** How long pods may take to end; 0 does not wait. */
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, subject?: string) => void;
}

/**
 * Deletes the members that the plan names, each only while it is the very object that was judged (by uid): what runs goes
 * first, and namespaces; what isolates and binds it goes when its pods have ended, so that none of them ever runs free of
 * its policies (the API server's own deletion of a namespace keeps that order too, KEP-5080).
 * @returns inventory keys of what is gone by this: deleted, or gone with its namespace
 * @throws ClusterError `not-ready` where pods do not end; what was to go after them stays
 */
export async function prune(client: ClusterClient, plan: PrunePlan, options: PruneOptions): Promise<string[]> {
  const { concurrency, check, waitSeconds, signal, onProgress } = options;
  const removed: string[] = [];
  const isFirst = (member: LiveObject) => isRunning(member) || member.kind === 'Namespace';
  const [first, then] = [plan.remove.filter(isFirst), plan.remove.filter((member) => !isFirst(member))];
  const ending = await endingWith(client, plan.remove);
  const remove = async (members: readonly LiveObject[]) => {
    const errors = await concurrently(members, concurrency, async (member) => {
      check();
      const resource = await client.resourceFor(member.apiVersion, member.kind);
      const isDeleted = await client.delete(resource, member);
      if (!isDeleted && !ending.namespaces.has(member.metadata.namespace ?? '')) return;
      removed.push(inventoryKey(member));
      onProgress?.(removed.length);
    });
    if (errors.length > 0) throw errors[0];
  };
  await remove(first);
  const onWaiting = (left: number) => onProgress?.(removed.length, `${left} to end`);
  await waitUntilEnded(client, ending, { waitSeconds, onProgress: onWaiting, ...(signal && { signal }) });
  await remove(then);
  return removed.sort();
}
