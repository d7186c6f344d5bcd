import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { LiveObject } from '../client/live.ts';
import { compareDeclared } from './compare/declared-fields.ts';
import { groupKindOf } from './inventory.ts';

/** An object that gets another name and stays what it is. */
export interface Move {
  readonly from: LiveObject;
  readonly to: KubernetesObject;
}

/**
 * Renames among what is made and what goes: same kind and namespace, and equal once the one name is written for the
 * other, in the name alone or wherever it occurs. Each object takes part in one move at most.
 */
export function movesAmong(made: readonly KubernetesObject[], going: readonly LiveObject[]): Move[] {
  const place = (object: KubernetesObject) => `${groupKindOf(object)} ${object.metadata.namespace ?? ''}`;
  const candidates = Map.groupBy(made, place);
  const taken = new Set<KubernetesObject>();
  return going.flatMap((from) => {
    const to = (candidates.get(place(from)) ?? []).find((one) => !taken.has(one) && isRenamed(from, one));
    if (to === undefined) return [];
    taken.add(to);
    return [{ from, to }];
  });
}

function isRenamed(from: LiveObject, to: KubernetesObject): boolean {
  const { managedFields: _, ...metadata } = from.metadata;
  const named = { ...from, metadata: { ...metadata, name: to.metadata.name } };
  const everywhere = JSON.parse(
    JSON.stringify({ ...from, metadata }).replaceAll(from.metadata.name, to.metadata.name),
  ) as LiveObject;
  return [named, everywhere].some((renamed) => isSame(renamed, to));
}

function isSame(renamed: LiveObject, to: KubernetesObject): boolean {
  if (compareDeclared(to, renamed).differences.length > 0) return false;
  // The other way round for what people write: a label or data entry that the new object lacks is no mere rename.
  return ['labels', 'annotations'].every((field) => holdsNoMore(renamed.metadata[field], to.metadata[field]));
}

function holdsNoMore(live: unknown, declared: unknown): boolean {
  const known = (declared ?? {}) as object;
  return Object.keys((live ?? {}) as object).every(
    (key) => key in known || key.startsWith('deployment.kubernetes.io/'),
  );
}
