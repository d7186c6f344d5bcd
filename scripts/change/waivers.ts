import { waiversAnnotation } from '../../policies/admission/live-waivers.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { recordedWaivers } from '../engines/direct/inventory.ts';
import type { ChangePlan, ClassReason } from './plan.ts';

/**
 * Waivers that are new or longer than those in force: the ones that the last apply recorded with its inventory, and
 * those that live admission policies name.
 */
export function waiverReasons(waivers: ChangePlan['waivers'], live: readonly KubernetesObject[]): ClassReason[] {
  const known = new Map<string, string>();
  for (const [id, until] of live.flatMap(waiversOn)) if ((known.get(id) ?? '') < until) known.set(id, until);
  return waivers.flatMap(({ id, until }): ClassReason[] => {
    const was = known.get(id);
    if (was !== undefined && was >= until) return [];
    const detail = was === undefined ? `new, until ${until}` : `longer: ${was} → ${until}`;
    return [{ class: 'widening', kind: 'waiver', subject: `waiver ${id}`, detail }];
  });
}

function waiversOn(object: KubernetesObject): [id: string, until: string][] {
  const written =
    object.kind === 'ValidatingAdmissionPolicy'
      ? object.metadata.annotations?.[waiversAnnotation]
      : recordedWaivers(object);
  return (written ?? '')
    .split(' ')
    .filter((one) => one.includes('='))
    .map((one) => one.split('=') as [string, string]);
}
