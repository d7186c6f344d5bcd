import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { podTemplateOf } from '../../policies/pod-template.ts';
import { inventoryKey } from '../engines/direct/inventory.ts';

/** An image that the far side's registry must hold before the objects are applied. */
export interface ListedImage {
  readonly image: string;
  /** `sha256:…`; null where the reference names none, which the rules refuse. */
  readonly digest: string | null;
  /** Workloads that run it, by inventory key, sorted. */
  readonly usedBy: readonly string[];
}

interface Container {
  readonly image?: string;
}

/** Every image that the objects run, sorted, with who runs it. */
export function imagesOf(objects: readonly KubernetesObject[]): ListedImage[] {
  const users = new Map<string, Set<string>>();
  for (const object of objects) {
    for (const image of imagesIn(object)) {
      const known = users.get(image) ?? new Set();
      users.set(image, known.add(inventoryKey(object)));
    }
  }
  return [...users]
    .map(([image, usedBy]) => ({
      image,
      digest: /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] ?? null,
      usedBy: [...usedBy].sort(),
    }))
    .sort((left, right) => (left.image < right.image ? -1 : 1));
}

function imagesIn(object: KubernetesObject): string[] {
  const spec = podTemplateOf(object)?.spec as Record<string, readonly Container[] | undefined> | undefined;
  const lists = [spec?.initContainers, spec?.containers, spec?.ephemeralContainers];
  return lists.flatMap((containers) => (containers ?? []).flatMap(({ image }) => image ?? []));
}
