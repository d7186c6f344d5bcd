import type { KubernetesObject } from '../kubernetes.ts';
import { type AddressSet, parseAddressOrCidr } from './addresses.ts';
import { subtract, union } from './intervals.ts';
import type { Protocol } from './ports.ts';
import type { Labels } from './selectors.ts';

/** Workloads of one network. Each field narrows; an empty selector is every workload that is not assumed. */
export interface WorkloadSelector {
  readonly namespace?: string;
  /** Kind of the declaring object, e.g. `Deployment`. */
  readonly kind?: string;
  /** Name of the declaring object. */
  readonly name?: string;
  /** Labels that the pods must carry, e.g. the component label pair. */
  readonly labels?: Labels;
}

/** Addresses outside the cluster, under a declared name: a device, the bastion, the nodes, an upstream. */
export interface AddressRange {
  /** The name people know it by. */
  readonly range: string;
  /** CIDR blocks or single addresses of either family. */
  readonly cidrs: readonly string[];
  /** Blocks taken out of `cidrs`, e.g. the private ranges out of the internet. */
  readonly except?: readonly string[];
}

/** The addresses of a range; undefined, with the text at fault, where one is none. */
export function rangeAddresses(range: AddressRange): { addresses: AddressSet } | { fault: string } {
  let included: AddressSet = [];
  let excepted: AddressSet = [];
  for (const text of [...range.cidrs, ...(range.except ?? [])]) {
    if (!parseAddressOrCidr(text)) return { fault: text };
  }
  for (const text of range.cidrs) included = union(included, parseAddressOrCidr(text)!);
  for (const text of range.except ?? []) excepted = union(excepted, parseAddressOrCidr(text)!);
  return { addresses: subtract(included, excepted) };
}

export type FlowEnd = WorkloadSelector | AddressRange;

/** A declared permission: any of `from` may open connections to any of `to`. */
export interface DeclaredFlow {
  /** Names the flow in messages; its position where absent. */
  readonly id?: string;
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  readonly protocol: Protocol;
  /** Port of the pod, i.e. after a Service's translation; every port of the protocol where absent. */
  readonly port?: number;
  /** Last port of a range, inclusive. */
  readonly endPort?: number;
  readonly reason: string;
}

/** What one network is declared to permit, and the facts its proof rests on. */
export interface DeclaredIntent {
  readonly network: string;
  readonly flows: readonly DeclaredFlow[];
  readonly facts?: NetworkFacts;
}

/** Facts of a cluster that its objects do not say. */
export interface NetworkFacts {
  /**
   * Ranges that pods take addresses from. An ipBlock that overlaps one may match any pod, and is taken to.
   * Where absent, an ipBlock matches pods of known address only (NetworkPolicy: ipBlock is for outside addresses).
   */
  readonly podCidrs?: readonly string[];
  /** Ranges of Service addresses. Policies see the pod behind a Service, so an ipBlock in here matches nothing. */
  readonly serviceCidrs?: readonly string[];
  /**
   * Namespaces and workloads that the platform brings (DNS, metrics): seen as peers, not judged among themselves
   * or towards the outside.
   */
  readonly assumed?: readonly KubernetesObject[];
  /** Namespaces and workloads that the platform brings and the declaration speaks of: judged like all others. */
  readonly platform?: readonly KubernetesObject[];
}

export function isAddressRange(end: FlowEnd): end is AddressRange {
  return 'cidrs' in end;
}

/**
 * The cluster's DNS as assumed objects. Pods address the Service, but policies judge the pods behind it.
 * @param port the port the DNS pods listen on (5353 in some distributions), not the Service's.
 */
export function assumedClusterDns({
  namespace = 'kube-system',
  labels = { 'k8s-app': 'kube-dns' } as Labels,
  port = 53,
} = {}): KubernetesObject[] {
  const ports = [
    { name: 'dns', protocol: 'UDP', containerPort: port },
    { name: 'dns-tcp', protocol: 'TCP', containerPort: port },
  ];
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'coredns', namespace },
      spec: { template: { metadata: { labels }, spec: { containers: [{ name: 'coredns', ports }] } } },
    },
  ];
}
