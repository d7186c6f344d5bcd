import type { KubernetesObject } from '../kubernetes.ts';
import type { Waiver, WaiverFinding } from '../waiver.ts';

/** Annotation of a generated policy: ids and last days of the waivers compiled into it. */
export const waiversAnnotation = 'fadun.io/waivers';

/** `id=2026-06-29`, separated by spaces. */
export function waiversText(waivers: readonly Pick<Waiver, 'id' | 'until'>[]): string {
  return waivers.map(({ id, until }) => `${id}=${until}`).join(' ');
}

/**
 * Waivers that have ended while live policies still hold them: for updates they count until the policies are
 * generated without them.
 * @param policies live ValidatingAdmissionPolicies; other objects are passed over
 */
export function endedWaiversIn(policies: readonly KubernetesObject[], today: string): readonly WaiverFinding[] {
  return policies.flatMap(({ kind, metadata }) => {
    if (kind !== 'ValidatingAdmissionPolicy') return [];
    const written = metadata.annotations?.[waiversAnnotation] ?? '';
    const entries = written
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => one.split('=') as [string, string]);
    return entries
      .filter(([, until]) => until < today)
      .map(([waiver, until]): WaiverFinding => {
        const message = `waiver ${waiver} ended on ${until} and is still in force in policy ${metadata.name}`;
        return { waiver, fault: 'expired', severity: 'critical', message, remedy: 'Apply the policies again.' };
      });
  });
}
