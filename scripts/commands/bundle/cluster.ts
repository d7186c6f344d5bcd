import type { FarSide } from '../../bundle/far-side.ts';
import { type ChangeState, changeStateFolder, changeStateIn } from '../../change/change-state.ts';
import { directEngine } from '../../engines/direct/engine.ts';
import { type EngineTarget, noStacks } from '../../engines/engine.ts';
import { type Cluster, openClusters } from '../../pipeline/clusters.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import type { CommandContext } from '../context.ts';

/** The cluster that a bundle is for, as `bundle plan` and `bundle apply` work on it. */
export interface BundleCluster {
  readonly cluster: Cluster;
  readonly state: ChangeState;
  readonly isSandbox: boolean;
  /** Bundles are applied directly: a disconnected network has neither provider nor state backend to rely on. */
  readonly engine: typeof directEngine;
  readonly target: EngineTarget;
}

/** Opens the cluster: the one of a kubeconfig, or the sandbox's. */
export async function openBundleCluster(
  { site, network, objects }: FarSide,
  context: CommandContext,
  options: Record<string, unknown>,
): Promise<BundleCluster> {
  const workspace = workspaceOf(site.id, typeof options.out === 'string' ? options.out : 'fadun.out');
  const kubeconfig = typeof options.kubeconfig === 'string' ? options.kubeconfig : undefined;
  const [cluster] = await openClusters({
    site: site.id,
    workspace,
    networks: [network],
    kubeconfig,
    identity: 'applier',
  });
  const isReal = kubeconfig !== undefined;
  return {
    cluster: cluster!,
    state: changeStateIn(changeStateFolder(site.id, { workspace, isReal, environment: context.environment })),
    isSandbox: !isReal,
    engine: directEngine,
    target: {
      network,
      objects: objects.map(({ object }) => object),
      client: cluster!.client,
      terraform: noStacks,
    },
  };
}
