import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlaneHost } from '../../../runbooks/kit/control-plane-host.ts';
import { kubeadmLayout } from '../../../scripts/control-plane/kubeadm/layout.ts';
import { stageApi } from '../../../scripts/drills/access.ts';
import { sshControlPlane } from '../../../scripts/operations/control-plane-way.ts';
import { sandboxControlPlane } from '../../../scripts/sandbox/control-plane/control-plane.ts';
import { networkLayout } from '../../../scripts/sandbox/layout.ts';
import { readState } from '../../../scripts/sandbox/state.ts';
import type { ControlPlane } from '../../../stacks/model/control-plane.ts';
import { startControlPlane } from '../../kit/control-plane.ts';
import { startKubeadmCluster, versions } from '../../kit/kubeadm-cluster.ts';
import { startSshd } from '../../kit/sshd.ts';

/** A real control plane, its host, and where a test may look behind it. */
export interface Plane {
  readonly host: ControlPlaneHost;
  /** Its API server, as an administrator. */
  readonly api: ReturnType<typeof stageApi>;
  readonly snapshots: string;
  readonly encryptionConfiguration: string;
  readonly auditPolicy: string;
  readonly auditLog: string;
  /** A staged version beside the present one. */
  readonly otherVersion: string;
  readonly names: { readonly serving: string; readonly ofEtcd: readonly string[] };
  /** How it is declared and entered, where it is a real one. */
  readonly declared?: {
    readonly controlPlane: ControlPlane;
    readonly sshIdentity: string;
    readonly kubeconfig: string;
  };
  close(): Promise<void>;
}

export async function openSandboxPlane(): Promise<Plane> {
  const plane = await startControlPlane({ network: 'contract-net' });
  const layout = networkLayout(plane.directory, plane.network);
  const api = stageApi(plane.network, plane.kubeconfigs.admin);
  const otherVersion = 'v1.37.2-again';
  const { binaries } = (await readState(plane.directory))!;
  await mkdir(join(layout.root, 'versions', otherVersion), { recursive: true });
  await copyFile(binaries['kube-scheduler']!, layout.staged(otherVersion, 'kube-scheduler'));
  return {
    host: await sandboxControlPlane(plane.directory, plane.network),
    api,
    snapshots: layout.snapshots,
    encryptionConfiguration: layout.encryptionConfiguration,
    auditPolicy: layout.auditPolicy,
    auditLog: layout.auditLog,
    otherVersion,
    names: { serving: 'kube-apiserver', ofEtcd: ['etcd-server', 'etcd-client'] },
    async close() {
      await api.close();
      await plane.stop();
    },
  };
}

export async function openKubeadmPlane(): Promise<Plane> {
  const cluster = await startKubeadmCluster();
  const server = await startSshd();
  const { address, port, user, hostKeys } = server.target;
  const controlPlane: ControlPlane = {
    kind: 'kubeadm',
    hosts: { [cluster.node]: { address, port: port!, user, hostKeys } },
    folder: cluster.folder,
    tools: cluster.tools,
  };
  const way = sshControlPlane(controlPlane, server.identity);
  const host = await way.acting('contract');
  const layout = kubeadmLayout(cluster.folder);
  const api = stageApi('kubeadm', cluster.adminKubeconfig);
  const close = async () => {
    await api.close();
    await way.close();
    await server.stop();
    await cluster.stop();
  };
  try {
    // The pods were given; each is waited for as an operator would.
    for (const component of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const)
      await host.start(component);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    host,
    api,
    snapshots: layout.snapshots,
    encryptionConfiguration: join(cluster.folder, 'enc', 'enc.yaml'),
    auditPolicy: join(cluster.folder, 'audit-policy.yaml'),
    auditLog: cluster.auditLog,
    otherVersion: versions.staged,
    declared: { controlPlane, sshIdentity: server.identity, kubeconfig: cluster.adminKubeconfig },
    names: {
      serving: 'apiserver',
      ofEtcd: ['apiserver-etcd-client', 'etcd-server', 'etcd-peer', 'etcd-healthcheck-client'],
    },
    close,
  };
}
