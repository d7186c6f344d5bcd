import { type ClusterClient, openClient } from '../engines/client/client.ts';
import { networkGuard } from '../engines/client/guard.ts';
import { FadunError } from '../errors.ts';
import type { Identity } from '../sandbox/layout.ts';
import { sandboxStatus } from '../sandbox/status.ts';
import type { Workspace } from './workspace.ts';

/** A cluster that a command speaks to. */
export interface Cluster {
  readonly network: string;
  readonly client: ClusterClient;
  readonly kubeconfig: string;
  /** The API server's audit log, where this machine has it. */
  readonly auditLog?: string;
}

/** Which clusters: those of the sandbox, or one real network by its kubeconfig. */
export interface ClusterChoice {
  readonly site: string;
  readonly workspace: Workspace;
  readonly networks: readonly string[];
  readonly kubeconfig?: string;
  readonly identity: Identity;
}

/**
 * Opens clients for the chosen clusters. Outside the sandbox a process speaks to exactly one network.
 * @throws FadunError where the sandbox does not run, or a kubeconfig is given for more than one network
 */
export async function openClusters(choice: ClusterChoice): Promise<Cluster[]> {
  return choice.kubeconfig ? [realCluster(choice, choice.kubeconfig)] : sandboxClusters(choice);
}

function realCluster({ networks }: ClusterChoice, kubeconfig: string): Cluster {
  const [network] = networks;
  if (networks.length !== 1 || !network) {
    throw new FadunError(
      `--kubeconfig ${kubeconfig}`,
      {
        zh: `它属于一个网络，而选择了 ${networks.length} 个网络`,
        en: `it is one network's, and ${networks.length} networks are chosen`,
      },
      {
        zh: '用 --network 指定网络；相互隔离的网络须逐个连接。',
        en: 'Name the network with --network; isolated networks are spoken to one at a time.',
      },
    );
  }
  return { network, kubeconfig, client: openClient({ network, kubeconfig, guard: networkGuard({ sandbox: false }) }) };
}

async function sandboxClusters({ site, workspace, networks, identity }: ClusterChoice): Promise<Cluster[]> {
  const status = await sandboxStatus(workspace.sandbox);
  const guard = networkGuard({ sandbox: true });
  return networks.map((network) => {
    const running = status.networks.find(({ id, state }) => id === network && state === 'running');
    if (!running) {
      throw new FadunError(
        `sandbox of ${site}`,
        { zh: `${network} 的控制平面未运行`, en: `the control plane of ${network} does not run` },
        {
          zh: `用 \`fadun sandbox up ${site}\` 或 \`fadun up ${site}\` 启动，或用 --kubeconfig 指定真实集群。`,
          en: `Start it with \`fadun sandbox up ${site}\` or \`fadun up ${site}\`, or name a real cluster with --kubeconfig.`,
        },
        3,
      );
    }
    const kubeconfig = running.kubeconfigs[identity];
    return { network, kubeconfig, auditLog: running.auditLog, client: openClient({ network, kubeconfig, guard }) };
  });
}

/** Runs `work` for every cluster, at most `atOnce` at a time, and closes the clients however it ends. */
export async function forEachCluster<T>(
  clusters: readonly Cluster[],
  atOnce: number,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T[]> {
  const results: T[] = new Array(clusters.length);
  let next = 0;
  const worker = async () => {
    while (next < clusters.length) {
      const index = next++;
      results[index] = await work(clusters[index]!);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, clusters.length) }, worker));
    return results;
  } finally {
    await Promise.all(clusters.map(({ client }) => client.close()));
  }
}
