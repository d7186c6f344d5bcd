/**
 * NetworkPolicy semantics written as plainly as the API text (networking.k8s.io/v1): one connection at a time,
 * every policy asked, nothing shared with the product's evaluation. Slow on purpose.
 */

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface PolicyPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}

export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: PolicyPort[];
}

export interface Policy {
  apiVersion: 'networking.k8s.io/v1';
  kind: 'NetworkPolicy';
  metadata: { name: string; namespace: string };
  spec: { podSelector: Selector; policyTypes?: string[]; ingress?: Rule[]; egress?: Rule[] };
}

export interface OraclePod {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  namespaceLabels: Record<string, string>;
  address?: string;
  hostNetwork?: boolean;
  ports?: { name: string; protocol: string; containerPort: number }[];
}

/** A pod, or an address outside the cluster. */
export type End = { pod: OraclePod } | { address: string };

/** Calls made to each semantic branch; the tests assert that none stays at zero. */
export type Branches = Map<string, number>;

export const branchNames = [
  'policyTypes absent, egress rules present',
  'policyTypes absent, no egress rules',
  'policyTypes given',
  'policy selects by empty selector',
  'policy selects by labels',
  'policy of another namespace',
  'direction not isolated',
  'direction isolated without rules',
  'rule without peers',
  'rule with empty peer list',
  'rule without ports',
  'rule with empty port list',
  'peer: podSelector alone, own namespace',
  'peer: podSelector alone, other namespace',
  'peer: namespaceSelector alone',
  'peer: both selectors',
  'peer: ipBlock on pod',
  'peer: ipBlock on outside address',
  'peer: selector against outside address',
  'ipBlock: IPv4',
  'ipBlock: IPv6',
  'ipBlock: family differs',
  'ipBlock: excepted',
  'operator In',
  'operator NotIn',
  'operator NotIn on absent key',
  'operator Exists',
  'operator DoesNotExist',
  'matchLabels',
  'port: protocol defaulted',
  'port: TCP',
  'port: UDP',
  'port: SCTP',
  'port: without number',
  'port: number',
  'port: range',
  'port: name resolved',
  'port: name not on destination',
  'port: name towards outside address',
  'host network',
  'pod to itself',
] as const;

type BranchName = (typeof branchNames)[number];

export class Oracle {
  readonly branches: Branches = new Map(branchNames.map((name) => [name, 0]));

  #count(name: BranchName): void {
    this.branches.set(name, this.branches.get(name)! + 1);
  }

  /** May `from` connect to `to` on this protocol and port? */
  allowed(policies: Policy[], from: End, to: End, protocol: string, port: number): boolean {
    if ('pod' in from && 'pod' in to) {
      if (from.pod === to.pod) {
        this.#count('pod to itself');
        return true;
      }
      if (from.pod.hostNetwork || to.pod.hostNetwork) {
        this.#count('host network');
        return true;
      }
    }
    return (
      this.#side(policies, 'egress', from, to, to, protocol, port) &&
      this.#side(policies, 'ingress', to, from, to, protocol, port)
    );
  }

  #side(
    policies: Policy[],
    direction: 'ingress' | 'egress',
    subject: End,
    other: End,
    destination: End,
    protocol: string,
    port: number,
  ): boolean {
    if (!('pod' in subject) || subject.pod.hostNetwork) return true;
    const isolating = policies.filter((policy) => this.#isolates(policy, direction, subject.pod));
    if (isolating.length === 0) {
      this.#count('direction not isolated');
      return true;
    }
    return isolating.some((policy) => {
      const rules = policy.spec[direction] ?? [];
      if (rules.length === 0) this.#count('direction isolated without rules');
      return rules.some(
        (rule) =>
          this.#peersMatch(direction === 'ingress' ? rule.from : rule.to, policy.metadata.namespace, other) &&
          this.#portsMatch(rule.ports, destination, protocol, port),
      );
    });
  }

  #isolates(policy: Policy, direction: 'ingress' | 'egress', pod: OraclePod): boolean {
    if (policy.metadata.namespace !== pod.namespace) {
      this.#count('policy of another namespace');
      return false;
    }
    const { podSelector, policyTypes } = policy.spec;
    const empty = !podSelector.matchLabels && !podSelector.matchExpressions;
    this.#count(empty ? 'policy selects by empty selector' : 'policy selects by labels');
    if (!this.#selects(podSelector, pod.labels)) return false;
    if (policyTypes && policyTypes.length > 0) {
      this.#count('policyTypes given');
      return policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
    }
    const hasEgress = (policy.spec.egress ?? []).length > 0;
    this.#count(hasEgress ? 'policyTypes absent, egress rules present' : 'policyTypes absent, no egress rules');
    return direction === 'ingress' || hasEgress;
  }

  #peersMatch(peers: Peer[] | undefined, policyNamespace: string, other: End): boolean {
    if (peers === undefined) {
      this.#count('rule without peers');
      return true;
    }
    if (peers.length === 0) {
      this.#count('rule with empty peer list');
      return true;
    }
    return peers.some((peer) => this.#peerMatches(peer, policyNamespace, other));
  }

  #peerMatches(peer: Peer, policyNamespace: string, other: End): boolean {
    if (peer.ipBlock) {
      this.#count('pod' in other ? 'peer: ipBlock on pod' : 'peer: ipBlock on outside address');
      const address = 'pod' in other ? other.pod.address : other.address;
      return address !== undefined && this.#inBlock(peer.ipBlock, address);
    }
    if (!('pod' in other)) {
      this.#count('peer: selector against outside address');
      return false;
    }
    const { podSelector, namespaceSelector } = peer;
    if (!namespaceSelector) {
      const own = other.pod.namespace === policyNamespace;
      this.#count(own ? 'peer: podSelector alone, own namespace' : 'peer: podSelector alone, other namespace');
      return own && this.#selects(podSelector!, other.pod.labels);
    }
    this.#count(podSelector ? 'peer: both selectors' : 'peer: namespaceSelector alone');
    return (
      this.#selects(namespaceSelector, other.pod.namespaceLabels) &&
      (!podSelector || this.#selects(podSelector, other.pod.labels))
    );
  }

  #portsMatch(ports: PolicyPort[] | undefined, destination: End, protocol: string, port: number): boolean {
    if (ports === undefined || ports.length === 0) {
      this.#count(ports ? 'rule with empty port list' : 'rule without ports');
      return true;
    }
    return ports.some((item) => this.#portMatches(item, destination, protocol, port));
  }

  #portMatches(item: PolicyPort, destination: End, protocol: string, port: number): boolean {
    if (item.protocol === undefined) this.#count('port: protocol defaulted');
    const wanted = item.protocol ?? 'TCP';
    this.#count(`port: ${wanted as 'TCP' | 'UDP' | 'SCTP'}`);
    if (wanted !== protocol) return false;
    if (item.port === undefined) {
      this.#count('port: without number');
      return true;
    }
    if (typeof item.port === 'number') {
      this.#count(item.endPort === undefined ? 'port: number' : 'port: range');
      return port >= item.port && port <= (item.endPort ?? item.port);
    }
    if (!('pod' in destination)) {
      this.#count('port: name towards outside address');
      return false;
    }
    const named = (destination.pod.ports ?? []).filter(
      (candidate) => candidate.name === item.port && candidate.protocol === wanted,
    );
    this.#count(named.length > 0 ? 'port: name resolved' : 'port: name not on destination');
    return named.some(({ containerPort }) => containerPort === port);
  }

  #selects(selector: Selector, labels: Record<string, string>): boolean {
    for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
      this.#count('matchLabels');
      if (labels[key] !== value) return false;
    }
    for (const { key, operator, values } of selector.matchExpressions ?? []) {
      const value = labels[key];
      if (operator === 'In') {
        this.#count('operator In');
        if (value === undefined || !values!.includes(value)) return false;
      } else if (operator === 'NotIn') {
        this.#count(value === undefined ? 'operator NotIn on absent key' : 'operator NotIn');
        if (value !== undefined && values!.includes(value)) return false;
      } else if (operator === 'Exists') {
        this.#count('operator Exists');
        if (value === undefined) return false;
      } else {
        this.#count('operator DoesNotExist');
        if (value !== undefined) return false;
      }
    }
    return true;
  }

  #inBlock(block: { cidr: string; except?: string[] }, address: string): boolean {
    this.#count(block.cidr.includes(':') ? 'ipBlock: IPv6' : 'ipBlock: IPv4');
    if (block.cidr.includes(':') !== address.includes(':')) {
      this.#count('ipBlock: family differs');
      return false;
    }
    if (!sharesPrefix(block.cidr, address)) return false;
    const excepted = (block.except ?? []).some((cidr) => sharesPrefix(cidr, address));
    if (excepted) this.#count('ipBlock: excepted');
    return !excepted;
  }
}

/** Compares bit strings, so that no arithmetic is shared with the product. */
function sharesPrefix(cidr: string, address: string): boolean {
  const [network, length] = cidr.split('/') as [string, string];
  return bitString(network).slice(0, Number(length)) === bitString(address).slice(0, Number(length));
}

export function bitString(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const [head, tail] = address.split('::') as [string, string | undefined];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}
