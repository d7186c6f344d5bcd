import type { Decision } from './decide.ts';

/**
 * Fields that the API server never lets change, of kinds whose objects hold nothing that would be lost: such an object is
 * deleted and made anew. A StorageClass is read when a volume is made; volumes that stand keep what they were made with. A
 * Service that becomes headless, or ceases to be, answers nobody for the moment between.
 */
const remadeFor: Readonly<Record<string, ReadonlySet<string>>> = {
  StorageClass: new Set(['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']),
  Service: new Set(['spec.clusterIP', 'spec.clusterIPs']),
};

/** Whether the change can only be made by a new object in the place of the old one. */
export function isRemade({ object, live, differences, leftovers }: Decision): boolean {
  const fields = remadeFor[object.kind];
  if (live === undefined || fields === undefined) return false;
  return [...differences, ...leftovers].some(({ path }) => {
    const names = path.flatMap((step) => ('field' in step ? [step.field] : []));
    return fields.has(names[0] ?? '') || fields.has(names.slice(0, 2).join('.'));
  });
}
