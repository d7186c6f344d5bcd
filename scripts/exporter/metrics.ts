import { Gauge, Registry } from 'prom-client';
import { verdictKinds } from '../../policies/verdict.ts';
import type { Posture } from './posture.ts';

/**
 * Fadun's own metrics. Labels are networks, verdicts and waiver ids only: no name, no number of a case or person ever
 * becomes a label.
 */
export function postureMetrics(): { readonly registry: Registry; record(posture: Posture): void } {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const objects = gauge('fadun_objects', 'Objects declared.', 'network');
  const verified = gauge('fadun_objects_verified', 'Declared objects that stand as declared.', 'network');
  const drifted = gauge('fadun_drift_findings', 'Differences between declared and live.', 'network');
  const up = gauge('fadun_cluster_reachable', '1 where the last look at the cluster succeeded.', 'network');
  const verdicts = gauge('fadun_verdicts', 'Verdicts of the rules over the declared objects.', 'verdict');
  const proof = gauge('fadun_proof_holds', '1 where permitted equals declared on the live policies.');
  const waiverDays = gauge(
    'fadun_waiver_days_left',
    'Days that a waiver still holds, the last day included.',
    'waiver',
  );
  const looked = gauge('fadun_last_look_timestamp_seconds', 'When the clusters were last looked at, Unix time.');
  return {
    registry,
    record(posture) {
      for (const one of [objects, verified, drifted, up, waiverDays]) one.reset();
      for (const network of posture.networks) {
        up.set({ network: network.id }, network.reachable ? 1 : 0);
        objects.set({ network: network.id }, network.objects);
        if (!network.reachable) continue;
        verified.set({ network: network.id }, network.verified);
        drifted.set({ network: network.id }, network.drifted);
      }
      for (const verdict of verdictKinds) verdicts.set({ verdict }, posture.verdicts[verdict]);
      proof.set(posture.proofHolds ? 1 : 0);
      for (const { id, daysLeft } of posture.waivers) waiverDays.set({ waiver: id }, daysLeft);
      looked.set(posture.at);
    },
  };
}
