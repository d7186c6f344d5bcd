import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { TrustOptions } from '../../policies/reachability/label-trust.ts';
import { type EstateProof, proveEstate } from '../../policies/reachability/report.ts';
import { estateFacts } from '../../stacks/estate.ts';
import { declaredIntent } from '../../stacks/intent.ts';
import { type City, objectsOf } from './city.ts';

/**
 * Who may hold rights over labels and policies without voiding a proof: the applier, whose changes are approved, and the
 * break-glass group; and the control plane's own controllers, which act on nothing of their own accord.
 */
export const trustedSubjects: NonNullable<TrustOptions['trusted']> = [
  { kind: 'User', name: 'fadun:applier' },
  { kind: 'Group', name: 'fadun:appliers' },
  { kind: 'Group', name: 'system:masters' },
];

/** The sandbox's stand-in for kubelets marks pods as running; a real kubelet may not touch labels. */
export const sandboxNodes = { kind: 'User', name: 'fadun:sandbox-nodes' } as const;

/**
 * Proves that the city's objects permit exactly what is declared, in every network and across the estate.
 * @param objects of a network @default the rendered ones
 */
export function proveCity(
  city: City,
  objects: (network: string) => readonly KubernetesObject[] = (network) => objectsOf(city, network),
  trusted: NonNullable<TrustOptions['trusted']> = trustedSubjects,
): EstateProof {
  const { site, networks } = city;
  const inputs = networks.map((networkId) => ({
    network: networkId,
    objects: objects(networkId),
    intent: declaredIntent({ site, networkId, network: site.networks[networkId]! }),
    trust: { trusted },
  }));
  return proveEstate(inputs, estateFacts(site, networks));
}
