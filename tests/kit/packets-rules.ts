/**
 * Compiles NetworkPolicies to an nftables ruleset for a router between pods, as a network plugin would:
 * addresses for selectors, one chain for each isolated pod and direction. Plain and separate from the product,
 * so that what the kernel passes is a judgement of its own.
 */

export interface LabPod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly name: string; readonly protocol: string; readonly containerPort: number }[];
}

/** A pod, or (without `pod`) a host outside the cluster. */
export interface LabHost {
  readonly name: string;
  /** IPv4 address. */
  readonly address: string;
  readonly pod?: LabPod;
}

/** A Service whose address is translated to one pod before policies see the packet. */
export interface LabService {
  readonly address: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly to: string;
  readonly targetPort: number;
}

interface RawSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}
interface RawPeer {
  podSelector?: RawSelector;
  namespaceSelector?: RawSelector;
  ipBlock?: { cidr: string; except?: string[] };
}
interface RawPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}
interface RawRule {
  from?: RawPeer[];
  to?: RawPeer[];
  ports?: RawPort[];
}
export interface RawPolicy {
  metadata: { name: string; namespace?: string };
  spec: { podSelector?: RawSelector; policyTypes?: string[]; ingress?: RawRule[]; egress?: RawRule[] };
}

type PodHost = LabHost & { readonly pod: LabPod };

export function nftRules(
  hosts: readonly LabHost[],
  policies: readonly RawPolicy[],
  services: readonly LabService[],
): string {
  const pods = hosts.filter((host): host is PodHost => host.pod !== undefined);
  const chains: string[] = [];
  const jumps = { egress: [] as string[], ingress: [] as string[] };
  for (const [index, pod] of pods.entries()) {
    for (const direction of ['egress', 'ingress'] as const) {
      const isolating = policies.filter((policy) => isolates(policy, direction, pod));
      if (isolating.length === 0) continue;
      const chain = `${direction}-${index}`;
      const rules = isolating.flatMap((policy) =>
        (policy.spec[direction] ?? []).flatMap((rule) => ruleLines(rule, direction, policy, pod, pods)),
      );
      chains.push(`  chain ${chain} {\n${[...rules, 'drop'].map((line) => `    ${line}`).join('\n')}\n  }`);
      jumps[direction].push(`    ip ${direction === 'egress' ? 'saddr' : 'daddr'} ${pod.address} jump ${chain}`);
    }
  }
  const translate = services.map(
    ({ address, protocol, port, to, targetPort }) =>
      `    ip daddr ${address} ${protocol.toLowerCase()} dport ${port} dnat ip to ${to}:${targetPort}`,
  );
  return [
    'table inet fadun {',
    ...chains,
    `  chain egress {\n${jumps.egress.join('\n')}\n  }`,
    `  chain ingress {\n${jumps.ingress.join('\n')}\n  }`,
    `  chain translate {\n    type nat hook prerouting priority dstnat;\n${translate.join('\n')}\n  }`,
    '  chain forward {',
    '    type filter hook forward priority filter; policy accept;',
    '    ct state established,related accept',
    '    jump egress',
    '    jump ingress',
    '  }',
    '}',
  ].join('\n');
}

function isolates({ metadata, spec }: RawPolicy, direction: 'ingress' | 'egress', { pod }: PodHost): boolean {
  if ((metadata.namespace ?? 'default') !== pod.namespace || !selects(spec.podSelector, pod.labels)) return false;
  if (spec.policyTypes?.length) return spec.policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || (spec.egress ?? []).length > 0;
}

/** Each line lets matching packets go on (`return`); what no line matches is dropped at the chain's end. */
function ruleLines(
  rule: RawRule,
  direction: 'ingress' | 'egress',
  policy: RawPolicy,
  subject: PodHost,
  pods: readonly PodHost[],
): string[] {
  const peers = direction === 'ingress' ? rule.from : rule.to;
  const field = direction === 'ingress' ? 'saddr' : 'daddr';
  const destinations = direction === 'ingress' ? [subject] : pods;
  return portMatches(rule.ports, destinations).flatMap((ports) => {
    const match = `${ports.text} ${direction === 'egress' && ports.only ? `ip daddr ${ports.only} ` : ''}`;
    if (!peers?.length) return [`${match}return`];
    return peers.flatMap((peer) => {
      const addresses = peerMatch(peer, policy, pods, field);
      return addresses ? [`${match}${addresses} return`] : [];
    });
  });
}

/** Port matches; `only` limits a named port to the pod that it was resolved on. */
function portMatches(
  ports: readonly RawPort[] | undefined,
  destinations: readonly PodHost[],
): { text: string; only?: string }[] {
  if (!ports?.length) return [{ text: '' }];
  return ports.flatMap(({ protocol = 'TCP', port, endPort }) => {
    const name = protocol.toLowerCase();
    if (port === undefined) return [{ text: `meta l4proto ${name}` }];
    if (typeof port === 'number') return [{ text: `${name} dport ${port}${endPort ? `-${endPort}` : ''}` }];
    return destinations.flatMap(({ address, pod }) =>
      (pod.ports ?? [])
        .filter((item) => item.name === port && item.protocol === protocol)
        .map(({ containerPort }) => ({ text: `${name} dport ${containerPort}`, only: address })),
    );
  });
}

function peerMatch(peer: RawPeer, policy: RawPolicy, pods: readonly PodHost[], field: string): string | undefined {
  if (peer.ipBlock) {
    const { cidr, except } = peer.ipBlock;
    if (cidr.includes(':')) return undefined;
    const within = cidr === '0.0.0.0/0' ? 'meta nfproto ipv4' : `ip ${field} ${cidr}`;
    return except?.length ? `${within} ip ${field} != { ${except.join(', ')} }` : within;
  }
  const chosen = pods.filter(({ pod }) => {
    const inNamespace = peer.namespaceSelector
      ? selects(peer.namespaceSelector, pod.namespaceLabels)
      : pod.namespace === (policy.metadata.namespace ?? 'default');
    return inNamespace && selects(peer.podSelector, pod.labels);
  });
  return chosen.length > 0 ? `ip ${field} { ${chosen.map(({ address }) => address).join(', ')} }` : undefined;
}

function selects(selector: RawSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
}
