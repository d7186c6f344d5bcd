import { storageClassName } from '../cloud/storage-classes.ts';
import { componentProfiles } from '../model/profiles.ts';
import type { PlacedComponent } from '../namespaces.ts';

/** A volume that every member of a stateful component claims. */
export interface ClaimSize {
  readonly storageClass: string;
  readonly storageGi: number;
}

/** The claim of a component, or null where it keeps nothing. */
export function componentClaimSize({ component, system }: PlacedComponent): ClaimSize | null {
  const profile = componentProfiles[component.kind];
  if (profile.workload !== 'StatefulSet') return null;
  return { storageClass: storageClassName(system.dataClass), storageGi: component.storageGi ?? profile.storageGi };
}
