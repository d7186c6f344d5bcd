import { commonLabels, type NetworkContext } from '../context.ts';
import { labelPrefix } from '../model/names.ts';
import { metricsPort } from '../model/profiles.ts';
import type { PlacedComponent } from '../namespaces.ts';
import { publicRanges } from '../public-addresses.ts';
import { ServiceV1, type TerraformStack } from '../terraform.ts';
import type { Workload } from '../workloads.ts';

/** Service port under which an entrance answers, by the container port's name. */
const entrancePorts: Readonly<Record<string, number>> = { https: 443, sips: 5061, turn: 3478, ssh: 2222 };

/**
 * The address under which the public or the organ's terminals reach a gateway. The source address survives
 * (`externalTrafficPolicy: Local`, GB/T 22239 8.1.3.3 a), and only declared sources pass (8.1.4.4 c).
 */
export function entranceService(
  stack: TerraformStack,
  context: NetworkContext,
  placed: PlacedComponent,
  workload: Workload,
): void {
  const sources = entranceSources(context, placed);
  new ServiceV1(stack, `entrance-${workload.namespace}-${workload.name}`, {
    metadata: {
      name: `${workload.name}-entrance`,
      namespace: workload.namespace,
      labels: { ...commonLabels(context, 'systems'), ...workload.podLabels },
      annotations: { [`${labelPrefix}/tls-profile`]: 'tlcp', [`${labelPrefix}/exposure`]: placed.entrance! },
    },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      allocateLoadBalancerNodePorts: false,
      loadBalancerSourceRanges: sources,
      sessionAffinity: 'None',
      selector: { ...workload.podLabels },
      port: workload.ports
        .filter(({ name }) => name !== metricsPort.name)
        .map(({ name, port, protocol }) => ({ name, port: entrancePorts[name] ?? port, targetPort: name, protocol })),
    },
    waitForLoadBalancer: false,
  });
}

/** Ranges of the peers that flows let in to this component. */
function entranceSources({ site, networkId, network }: NetworkContext, placed: PlacedComponent): string[] {
  const end = `${placed.systemId}/${placed.name}`;
  const peers = site.flows
    .filter((flow) => flow.network === networkId && flow.to === end && flow.from.startsWith('peer:'))
    .flatMap((flow) => {
      const peer = network.peers[flow.from.slice('peer:'.length)];
      if (!peer) return [];
      return peer.kind === 'public' ? publicRanges : [peer.cidr];
    });
  return [...new Set(peers)].sort();
}
