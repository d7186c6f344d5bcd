import {
  assumedClusterDns,
  type DeclaredFlow,
  type DeclaredIntent,
  type FlowEnd,
  type NetworkFacts,
} from '../policies/reachability/intent.ts';
import type { NetworkContext } from './context.ts';
import type { Network } from './model/network.ts';
import { networkPermissions, type Permission, type PermissionEnd } from './permissions.ts';
import { nameService } from './platform.ts';
import { publicRanges } from './public-addresses.ts';

/** What a network is declared to permit, in the terms of the proof. Built from the declaration, never from policies. */
export function declaredIntent(context: NetworkContext): DeclaredIntent {
  return {
    network: context.networkId,
    flows: networkPermissions(context).map(declaredFlow),
    facts: networkFacts(context.network),
  };
}

/** What a network's objects do not say: its ranges, and the name service that the distribution brings. */
export function networkFacts({ addresses }: Network): NetworkFacts {
  return {
    podCidrs: [addresses.pods],
    serviceCidrs: [addresses.services],
    platform: assumedClusterDns({ namespace: nameService.namespace, labels: nameService.podLabels }),
  };
}

function declaredFlow({ from, to, port, protocol, purpose, origin }: Permission): DeclaredFlow {
  return { from: flowEnd(from), to: flowEnd(to), protocol, port, reason: `${origin}: ${purpose.en}` };
}

function flowEnd(end: PermissionEnd): FlowEnd {
  switch (end.kind) {
    case 'addresses':
      return { range: end.name, cidrs: [end.cidr] };
    case 'public':
      return { range: end.name, cidrs: publicRanges };
    case 'name-service':
      return { namespace: nameService.namespace, labels: nameService.podLabels };
    case 'workload':
      return { namespace: end.workload.namespace, kind: end.workload.kind, name: end.workload.name };
    default:
      return end satisfies never;
  }
}
