import type { ClassReason, ObjectChange } from './plan.ts';

/** Kinds that lose data, address or identity under a new name: their move is a removal as well. */
const boundToTheirName = new Set([
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'StatefulSet.apps',
  'Service',
  'Job.batch',
  'CustomResourceDefinition.apiextensions.k8s.io',
]);

/** Everything that goes, in whole or for a moment, by a change. */
export function removalReasons(changes: readonly ObjectChange[]): ClassReason[] {
  return changes.flatMap((change) => reasonOf(change) ?? []);
}

function reasonOf({ action, object, from }: ObjectChange): ClassReason | undefined {
  switch (action) {
    case 'remove':
      return {
        class: 'destructive',
        kind: 'removal',
        subject: object,
        detail: 'it is declared no more and is deleted',
      };
    case 'replace':
      return { class: 'destructive', kind: 'replacement', subject: object, detail: 'it is deleted and made anew' };
    case 'move':
      return boundToTheirName.has(object.slice(0, object.indexOf(' ')))
        ? { class: 'destructive', kind: 'removal', subject: from ?? object, detail: `it goes once ${object} is ready` }
        : undefined;
    case 'add':
    case 'change':
      return undefined;
    default:
      return action satisfies never;
  }
}
