import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** An object as the API server returns it: always with uid, resourceVersion and managedFields. */
export type LiveObject = KubernetesObject & {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { kind: string; name: string; uid: string; controller?: boolean }[];
    readonly managedFields?: readonly ManagedFieldsEntry[];
  };
};

/**
 * When an object was last written, its status aside: milliseconds since the epoch, by the server's clock. The server
 * stamps each write that changes something with whole seconds.
 */
export function lastWritten({ metadata }: LiveObject): number {
  const times = (metadata.managedFields ?? []).flatMap(({ time, subresource }) => (time && !subresource ? [time] : []));
  return Math.max(...[metadata.creationTimestamp, ...times].map((time) => Date.parse(time ?? '') || 0));
}

/** One entry of `metadata.managedFields` (KEP-555). */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: FieldsV1;
}

/** A set of field paths: `f:name`, `k:{key}`, `v:value`, `i:index` and `.`, each with the set below it. */
export interface FieldsV1 {
  readonly [path: string]: FieldsV1;
}
