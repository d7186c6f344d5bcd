import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** What nodes of the sandbox say they run: no list has it, and nothing outside the sandbox says so. */
export const sandboxSystem = 'fadun sandbox';

/** Labels and taints of nodes, as workloads select and tolerate them. */
export const nodeKeys = {
  zone: 'topology.kubernetes.io/zone',
  architecture: 'kubernetes.io/arch',
  operatingSystem: 'kubernetes.io/os',
  hostname: 'kubernetes.io/hostname',
  /** Label and taint: `app`, `data` or `management`; all but app nodes are tainted, with NoSchedule. */
  tier: 'fadun.io/tier',
  /** Marks what the sandbox made itself, as label and annotation. */
  sandbox: 'fadun.io/sandbox',
} as const;

/** A node that kwok plays. */
export interface SandboxNode {
  readonly name: string;
  readonly zone: string;
  readonly tier: 'app' | 'data' | 'management';
}

/** Two zones, in each two nodes for workloads, one for data and one for management. */
export const defaultNodes: readonly SandboxNode[] = ['zone-a', 'zone-b'].flatMap((zone) => [
  { name: `${zone}-app-1`, zone, tier: 'app' as const },
  { name: `${zone}-app-2`, zone, tier: 'app' as const },
  { name: `${zone}-data-1`, zone, tier: 'data' as const },
  { name: `${zone}-management-1`, zone, tier: 'management' as const },
]);

const resources = { cpu: '96', memory: '384Gi', 'ephemeral-storage': '2Ti', pods: '500' };

/** The Node object; `index` (0–63) gives it its own /22 of pod addresses. */
export function nodeObject(node: SandboxNode, index: number): KubernetesObject {
  const podCidr = `10.244.${index * 4}.0/22`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        [nodeKeys.zone]: node.zone,
        [nodeKeys.architecture]: 'amd64',
        [nodeKeys.operatingSystem]: 'linux',
        [nodeKeys.hostname]: node.name,
        [nodeKeys.tier]: node.tier,
        [nodeKeys.sandbox]: 'true',
      },
    },
    spec: {
      podCIDR: podCidr,
      podCIDRs: [podCidr],
      ...(node.tier !== 'app' && { taints: [{ key: nodeKeys.tier, value: node.tier, effect: 'NoSchedule' }] }),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: `10.250.0.${index + 1}` },
        { type: 'Hostname', address: node.name },
      ],
      allocatable: resources,
      capacity: resources,
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        bootID: '',
        machineID: '',
        systemUUID: '',
        osImage: sandboxSystem,
        kernelVersion: 'kwok',
        kubeletVersion: 'kwok',
        kubeProxyVersion: '',
        containerRuntimeVersion: 'kwok',
      },
    },
  };
}
