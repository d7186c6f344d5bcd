import type { KubernetesObject } from '../kubernetes.ts';
import type { Protocol } from './ports.ts';
import type { Labels } from './selectors.ts';
import { asLabels, asObject, asObjects, asTexts } from './shape.ts';
import type { Workload } from './workloads.ts';

/** A Service as reachability sees it: a name and addresses that stand for pods' ports. */
export interface Service {
  /** `namespace/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly selector: Labels | undefined;
  readonly clusterIps: readonly string[];
  readonly ports: readonly ServicePort[];
  /** `Cluster` rewrites the caller's address to a node's, so that no ipBlock sees who called. */
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  readonly loadBalancerSourceRanges: readonly string[];
}

export interface ServicePort {
  readonly name: string | undefined;
  readonly protocol: Protocol;
  readonly port: number;
  /** Number or name on the pod; the Service's own port where absent. */
  readonly targetPort: number | string;
}

export function servicesOf(objects: readonly KubernetesObject[]): Service[] {
  return objects.filter(({ apiVersion, kind }) => kind === 'Service' && apiVersion === 'v1').map(serviceOf);
}

/** Whether a Service stands for this workload. A Service without selector stands for none that we can see. */
export function isBehind(service: Service, workload: Workload): boolean {
  const entries = Object.entries(service.selector ?? {});
  return (
    entries.length > 0 &&
    service.namespace === workload.namespace &&
    entries.every(([key, value]) => workload.labels[key] === value)
  );
}

/**
 * The port of a workload that a Service's port leads to; undefined where the Service has no such port or the
 * workload does not declare the named target. Policies judge this port, never the Service's.
 */
export function targetPort(
  service: Service,
  protocol: Protocol,
  port: number | string,
  workload: Workload,
): number | undefined {
  const match = service.ports.find(
    (candidate) => candidate.protocol === protocol && (candidate.port === port || candidate.name === port),
  );
  if (!match) return undefined;
  if (typeof match.targetPort === 'number') return match.targetPort;
  return workload.namedPorts.find(({ name, protocol: own }) => name === match.targetPort && own === protocol)?.port;
}

function serviceOf(object: KubernetesObject): Service {
  const namespace = object.metadata.namespace ?? 'default';
  const spec = asObject(object.spec);
  const single = spec.clusterIP;
  const several = asTexts(spec.clusterIPs ?? [single]);
  return {
    id: `${namespace}/${object.metadata.name}`,
    namespace,
    name: object.metadata.name,
    type: typeof spec.type === 'string' ? spec.type : 'ClusterIP',
    selector: asLabels(spec.selector),
    clusterIps: several.filter((address) => address !== 'None' && address !== ''),
    ports: asObjects(spec.ports).map((port) => ({
      name: port.name as string | undefined,
      protocol: (port.protocol ?? 'TCP') as Protocol,
      port: port.port as number,
      targetPort: (port.targetPort ?? port.port) as number | string,
    })),
    externalTrafficPolicy: spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster',
    loadBalancerSourceRanges: asTexts(spec.loadBalancerSourceRanges),
  };
}
