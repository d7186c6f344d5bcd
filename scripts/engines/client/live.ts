import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** An object as the API server returns it: always with uid, resourceVersion and managedFields. */
export type LiveObject = KubernetesObject & {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { kind: string; name: string; controller?: boolean }[];
    readonly managedFields?: readonly ManagedFieldsEntry[];
  };
};

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
