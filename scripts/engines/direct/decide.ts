import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { LiveObject } from '../client/live.ts';
import { compareDeclared } from './compare/declared-fields.ts';
import type { Difference } from './compare/difference.ts';
import { appliedSet, ownerOf } from './compare/owners.ts';
import { undeclaredFields } from './compare/undeclared-fields.ts';
import type { Snapshot } from './snapshot.ts';

/** What an apply would do with one object, and why. */
export interface Decision {
  readonly object: KubernetesObject;
  readonly action: 'create' | 'change' | 'none';
  readonly live?: LiveObject;
  /** Declared fields that differ from the live ones. */
  readonly differences: readonly Difference[];
  /** Fields that were applied earlier and are declared no more. */
  readonly leftovers: readonly Difference[];
  /** What a plan takes back of this object, by name. @default nothing */
  readonly taken?: Taken;
}

/** Fields that are taken back from managers that a plan names. */
export interface Taken {
  /** Managers that may lose fields of this object. */
  readonly from: ReadonlySet<string>;
  /** Declared fields that they hold with other values. */
  readonly held: readonly TakenField[];
  /** What they added and nobody declared. */
  readonly added: readonly TakenField[];
}

export interface TakenField {
  readonly difference: Difference;
  readonly manager: string;
}

/** Decides for each prepared object whether it is made, changed or left alone. Nothing is sent. */
export function decide(objects: readonly KubernetesObject[], snapshot: Snapshot, manager: string): Decision[] {
  const going = goingNamespaces(snapshot);
  return objects.map((object) => {
    const live = snapshot.find(object);
    if (live === undefined) return { object, action: 'create', differences: [], leftovers: [] };
    const owned = appliedSet(live, manager);
    const { differences, unowned } = compareDeclared(object, live, owned);
    const leftovers = owned === undefined ? [] : undeclaredFields(object, live, owned);
    const isDue =
      unowned ||
      differences.length > 0 ||
      leftovers.length > 0 ||
      isGoing(live) ||
      going.has(object.metadata.namespace ?? '');
    return { object, live, action: isDue ? 'change' : 'none', differences, leftovers };
  });
}

/** Namespaces that are being deleted: what is in them goes as well, however whole it looks. */
function goingNamespaces(snapshot: Snapshot): ReadonlySet<string> {
  const names = new Set<string>();
  for (const live of snapshot.all()) if (live.kind === 'Namespace' && isGoing(live)) names.add(live.metadata.name);
  return names;
}

/** Whether the object is being deleted. */
export function isGoing(live: LiveObject): boolean {
  return live.metadata.deletionTimestamp !== undefined;
}

/** Whether another manager holds a field that the decision would change: a conflict is then to be expected. */
export function mayConflict({ live, differences }: Decision, manager: string): boolean {
  return live !== undefined && differences.some(({ path }) => ownerOf(live, path, manager) !== undefined);
}
