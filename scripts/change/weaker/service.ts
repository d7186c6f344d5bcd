import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { eachValued, fields, ifPresent, list, spec, valued } from './fields.ts';

/** Who can reach a Service from outside, and where its traffic goes. */
export function serviceAspects(object: KubernetesObject): Aspects {
  const { type = 'ClusterIP', externalIPs, externalName, selector, ports, publishNotReadyAddresses } = spec(object);
  const isExposed = type === 'LoadBalancer' || type === 'NodePort';
  const annotations = Object.entries(object.metadata.annotations ?? {});
  return {
    powers: [
      ...(isExposed ? [valued('exposure', 'Service of type', type), ...openings(object)] : []),
      ...(type === 'ExternalName' ? [valued('exposure', 'answers with the name', externalName)] : []),
      ...eachValued('exposure', 'external address', externalIPs),
    ],
    bearings: [
      // An existing name that starts to lead elsewhere takes its callers with it.
      valued('exposure', 'leads to pods', selector ?? null),
      ...list(ports).map((port) => valued('exposure', 'port', portOf(port))),
      ...ifPresent('exposure', 'publishes pods that are not ready', publishNotReadyAddresses || undefined),
      // Providers take orders by annotation: a public address is one of them.
      ...annotations.map(([key, value]) => valued('exposure', `annotation ${key}`, value)),
    ],
    guards: isExposed ? annotations.map(([key, value]) => valued('exposure', `annotation ${key}`, value)) : [],
  };
}

function openings(object: KubernetesObject): Aspect[] {
  const { type, ports, loadBalancerSourceRanges, externalTrafficPolicy, allocateLoadBalancerNodePorts } = spec(object);
  const { loadBalancerIP, loadBalancerClass } = spec(object);
  const ranges = list(loadBalancerSourceRanges);
  return [
    ...(ranges.length === 0
      ? [{ key: 'from anywhere', kind: 'exposure', detail: 'open to every source' } as const]
      : []),
    ...ranges.map((range) => valued('exposure', 'open to', range)),
    ...list(ports).map((port) => valued('exposure', 'exposed port', portOf(port))),
    ...(externalTrafficPolicy === 'Local'
      ? []
      : [
          {
            key: 'translated',
            kind: 'exposure',
            detail: 'source addresses are translated: ipBlocks do not hold',
          } as const,
        ]),
    ...(type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false
      ? [{ key: 'node ports', kind: 'exposure', detail: 'node ports on every node' } as const]
      : []),
    ...ifPresent('exposure', 'address', loadBalancerIP),
    ...ifPresent('exposure', 'load balancer class', loadBalancerClass),
  ];
}

function portOf(port: unknown): unknown {
  const { port: number, protocol = 'TCP', targetPort = number } = fields(port);
  return { port: number, protocol, targetPort };
}
