import type { FieldsV1, LiveObject, ManagedFieldsEntry } from '../../client/live.ts';
import { covers, type FieldPath } from './field-set.ts';

/** Who set a field last, as far as the object itself says. */
export interface FieldOwner {
  readonly manager: string;
  /** RFC 3339; null where the entry has no time, as after `kubectl scale`. */
  readonly since: string | null;
}

/** What a manager applied to an object, in the version it is compared in; undefined where it applied nothing. */
export function appliedSet(live: LiveObject, manager: string): FieldsV1 | undefined {
  const own = live.metadata.managedFields?.find((entry) => isAppliedBy(entry, manager));
  return own?.apiVersion === live.apiVersion ? own.fieldsV1 : undefined;
}

export function isAppliedBy(entry: ManagedFieldsEntry, manager: string): boolean {
  return entry.manager === manager && entry.operation === 'Apply' && !entry.subresource;
}

/**
 * The other manager that holds a field; the latest where several do; undefined where nobody does.
 * @param writers managers that are no others, whatever their operation
 */
export function ownerOf(
  live: LiveObject,
  path: FieldPath,
  manager: string,
  writers: readonly string[] = [],
): FieldOwner | undefined {
  return holdersOf(live, path, manager, writers)[0];
}

/** Every other manager that holds a field, the latest first. */
export function holdersOf(
  live: LiveObject,
  path: FieldPath,
  manager: string,
  writers: readonly string[] = [],
): readonly FieldOwner[] {
  return (live.metadata.managedFields ?? [])
    .filter(
      (entry) => !isAppliedBy(entry, manager) && !writers.includes(entry.manager ?? '') && covers(entry.fieldsV1, path),
    )
    .map((entry) => ({ manager: entry.manager ?? 'unknown', since: entry.time ?? null }))
    .sort((left, right) => ((left.since ?? '') > (right.since ?? '') ? -1 : 1));
}
