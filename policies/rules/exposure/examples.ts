import { type Fields, object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';

/** A load balancer that meets every rule but for its profile; examples change its spec, `undefined` leaving a field out. */
export function loadBalancer(ofSpec: Fields = {}, metadata: Fields = {}): KubernetesObject {
  const spec = {
    selector: { app: 'a' },
    ports: [{ port: 443 }],
    type: 'LoadBalancer',
    allocateLoadBalancerNodePorts: false,
    externalTrafficPolicy: 'Local',
    loadBalancerSourceRanges: ['10.1.16.0/20'],
    ...ofSpec,
  };
  const given = Object.entries(spec).filter(([, value]) => value !== undefined);
  return object('v1', 'Service', { spec: Object.fromEntries(given) }, metadata);
}
