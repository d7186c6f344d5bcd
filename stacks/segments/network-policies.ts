import { commonLabels, type NetworkContext } from '../context.ts';
import { labels } from '../model/names.ts';
import { plannedNamespaces } from '../namespaces.ts';
import { networkPermissions, type Permission, type PermissionEnd } from '../permissions.ts';
import { nameService } from '../platform.ts';
import { nonPublicRanges } from '../public-addresses.ts';
import { NetworkPolicyV1, type NetworkPolicyV1SpecEgress, type TerraformStack } from '../terraform.ts';
import { networkWorkloads, type Workload } from '../workloads.ts';

type Direction = 'Ingress' | 'Egress';
type PolicyPeer =
  NonNullable<NetworkPolicyV1SpecEgress['to']> extends infer Peers ? Extract<Peers, readonly unknown[]>[number] : never;

/** Name of the policy that closes a namespace both ways. */
export const defaultDenyName = 'default-deny';

/** Default-deny both ways in every namespace, then exactly the permissions of the declaration, workload by workload. */
export function networkPolicies(stack: TerraformStack, context: NetworkContext): void {
  for (const { name } of plannedNamespaces(context)) {
    new NetworkPolicyV1(stack, `default-deny-${name}`, {
      metadata: { name: defaultDenyName, namespace: name, labels: commonLabels(context, 'segments') },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
  }
  const permissions = networkPermissions(context);
  const incoming = groupByWorkload(permissions, (permission) => permission.to);
  const outgoing = groupByWorkload(permissions, (permission) => permission.from);
  for (const workload of networkWorkloads(context)) {
    policyOf(stack, context, workload, 'Ingress', incoming.get(workload.end) ?? []);
    policyOf(stack, context, workload, 'Egress', outgoing.get(workload.end) ?? []);
  }
  const ofNameService = (end: PermissionEnd) => end.kind === 'name-service';
  policyOf(
    stack,
    context,
    nameServiceWorkload,
    'Ingress',
    permissions.filter(({ to }) => ofNameService(to)),
  );
  policyOf(
    stack,
    context,
    nameServiceWorkload,
    'Egress',
    permissions.filter(({ from }) => ofNameService(from)),
  );
}

/** The distribution's name service: not ours to run, but closed like all others, or names would be a way around. */
const nameServiceWorkload: Workload = {
  end: 'name-service',
  namespace: nameService.namespace,
  kind: 'Deployment',
  name: 'kube-dns',
  podLabels: nameService.podLabels,
  ports: [],
};

function groupByWorkload(
  permissions: readonly Permission[],
  endOf: (permission: Permission) => PermissionEnd,
): Map<string, Permission[]> {
  const groups = new Map<string, Permission[]>();
  for (const permission of permissions) {
    const end = endOf(permission);
    if (end.kind !== 'workload') continue;
    const group = groups.get(end.workload.end);
    if (group) group.push(permission);
    else groups.set(end.workload.end, [permission]);
  }
  return groups;
}

function policyOf(
  stack: TerraformStack,
  context: NetworkContext,
  workload: Workload,
  direction: Direction,
  permissions: readonly Permission[],
): void {
  if (permissions.length === 0) return;
  const suffix = direction.toLowerCase();
  const rules = rulesOf(permissions, direction === 'Ingress' ? ({ from }) => from : ({ to }) => to);
  new NetworkPolicyV1(stack, `${suffix}-${workload.namespace}-${workload.name}`, {
    metadata: {
      name: `${workload.name}-${suffix}`,
      namespace: workload.namespace,
      labels: { ...commonLabels(context, 'segments'), [labels.owner]: ownerOf(context, workload) },
    },
    spec: {
      podSelector: { matchLabels: { ...workload.podLabels } },
      policyTypes: [direction],
      ...(direction === 'Ingress'
        ? { ingress: rules.map(({ peers, ports }) => ({ from: peers, ports })) }
        : { egress: rules.map(({ peers, ports }) => ({ to: peers, ports })) }),
    },
  });
}

interface PolicyRule {
  readonly peers: PolicyPeer[];
  readonly ports: { readonly port: string; readonly protocol: string }[];
}

/** Peers that share exactly the same ports share a rule; every rule names its peers and its ports (8.1.3.2 c). */
function rulesOf(permissions: readonly Permission[], peerOf: (permission: Permission) => PermissionEnd): PolicyRule[] {
  const portsByPeer = new Map<string, { peer: PolicyPeer; ports: Set<string> }>();
  for (const permission of permissions) {
    const peer = policyPeer(peerOf(permission));
    const key = JSON.stringify(peer);
    const entry = portsByPeer.get(key) ?? { peer, ports: new Set<string>() };
    entry.ports.add(`${permission.protocol}/${permission.port}`);
    portsByPeer.set(key, entry);
  }
  const peersByPorts = Map.groupBy(portsByPeer.values(), ({ ports }) => [...ports].sort().join(' '));
  return [...peersByPorts].map(([ports, entries]) => ({
    peers: entries.map(({ peer }) => peer),
    ports: ports.split(' ').map((entry) => {
      const [protocol = 'TCP', port = ''] = entry.split('/');
      return { port, protocol };
    }),
  }));
}

/** Namespaces are selected by the label that only the API server sets; pods by labels that only the applier may write. */
function policyPeer(end: PermissionEnd): PolicyPeer {
  switch (end.kind) {
    case 'addresses':
      return { ipBlock: { cidr: end.cidr } };
    case 'public':
      return { ipBlock: { cidr: '0.0.0.0/0', except: [...nonPublicRanges] } };
    case 'name-service':
      return podsIn(nameService.namespace, nameService.podLabels);
    case 'workload':
      return podsIn(end.workload.namespace, end.workload.podLabels);
    default:
      return end satisfies never;
  }
}

function podsIn(namespace: string, podLabels: Readonly<Record<string, string>>): PolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { ...podLabels } },
  };
}

function ownerOf({ site }: NetworkContext, workload: Workload): string {
  const system = workload.podLabels[labels.system] ?? 'secure-data-exchange';
  return site.systems[system]?.owner ?? 'ALL';
}
