import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { secretMode, writeWhole } from './files.ts';
import type { SandboxHost } from './host.ts';

/** Saves a snapshot of the network's etcd and checks its hash. The file holds every object, secrets encrypted. */
export async function snapshotEtcd(host: SandboxHost, file: string): Promise<{ revision: number; totalKeys: number }> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, '', secretMode);
  await host.run('etcdctl', ['snapshot', 'save', file]);
  const { stdout } = await host.run('etcdutl', ['snapshot', 'status', file, '--write-out=json']);
  const status = JSON.parse(stdout) as { revision: number; totalKey: number };
  return { revision: status.revision, totalKeys: status.totalKey };
}

/**
 * Replaces the data of the network's etcd by a snapshot. Every other component must be stopped. The revision is
 * raised above any that a client may have seen and marked compacted, so that no watch continues on lost history
 * (etcd: "Restoring with revision bump"). The old data stays aside.
 * @param aside where the data from before is moved to
 */
export async function restoreEtcd(
  host: SandboxHost,
  file: string,
  aside: string,
  revisionBump = 1_000_000_000,
): Promise<void> {
  const { layout, ports } = host;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  const fresh = `${layout.etcdData}.restored`;
  await rm(fresh, { recursive: true, force: true });
  await host.run('etcdutl', [
    'snapshot',
    'restore',
    file,
    `--data-dir=${fresh}`,
    `--name=${layout.network}`,
    `--initial-cluster=${layout.network}=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster-token=fadun-sandbox-${layout.network}`,
    `--bump-revision=${revisionBump}`,
    '--mark-compacted',
  ]);
  await host.stop('etcd');
  await rename(layout.etcdData, aside);
  await rename(fresh, layout.etcdData);
  await host.start('etcd');
}
