import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { restartAnnotation } from '../../../runbooks/steps/restart.ts';
import type { LiveObject, ManagedFieldsEntry } from '../client/live.ts';
import type { Difference } from './compare/difference.ts';
import { formatPath } from './compare/field-set.ts';
import { type FieldOwner, isAppliedBy } from './compare/owners.ts';
import { undeclaredFields } from './compare/undeclared-fields.ts';

/** Managers that are part of Kubernetes or of the sandbox: what they add is their work, not somebody's change. */
export const systemManagers: ReadonlySet<string> = new Set([
  'kube-controller-manager',
  'kube-scheduler',
  'kube-apiserver',
  'kubelet',
  'kwok',
  'kwok-controller',
  'fadun-sandbox',
]);

/** A field that another manager added to a declared object. */
export interface ForeignField {
  readonly difference: Difference;
  readonly by: FieldOwner;
}

/**
 * Fields of a live object that others than the system and `manager` set and that nobody declared.
 * @param writers managers whose updates are the engine's own: they hold the server's defaults as well, so that what they
 *   set says nothing of who meant it
 */
export function foreignFields(
  declared: KubernetesObject,
  live: LiveObject,
  manager: string,
  writers: readonly string[] = [],
): ForeignField[] {
  return (live.metadata.managedFields ?? []).flatMap((entry) => {
    if (entry.fieldsV1 === undefined || isAppliedBy(entry, manager) || isSystems(entry)) return [];
    if (writers.includes(entry.manager ?? '')) return [];
    const by = { manager: entry.manager ?? 'unknown', since: entry.time ?? null };
    return undeclaredFields(declared, live, entry.fieldsV1)
      .filter((difference) => !isRestartMark(difference))
      .map((difference) => ({ difference, by }));
  });
}

/** A rolling restart by a runbook leaves its name on the Pod template, and changes nothing else. */
function isRestartMark({ path, actual }: Difference): boolean {
  const field = formatPath(path);
  const annotations = '.spec.template.metadata.annotations';
  if (field === annotations) return Object.keys(actual as object).every((name) => name === restartAnnotation);
  return field === `${annotations}["${restartAnnotation}"]`;
}

function isSystems({ manager = '', subresource }: ManagedFieldsEntry): boolean {
  return subresource === 'status' || systemManagers.has(manager);
}
