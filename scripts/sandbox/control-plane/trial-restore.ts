import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotCheck } from '../../../runbooks/kit/control-plane-host.ts';
import { connect } from '../api.ts';
import { commandArguments, descriptions } from '../components.ts';
import type { NetworkLayout } from '../layout.ts';
import { choosePorts } from '../ports.ts';
import { launch } from '../process/launch.ts';
import { stopRecorded } from '../process/stop.ts';
import { contentAt } from './etcd-reading.ts';
import type { ControlPlaneParts } from './parts.ts';

/** The scratch etcd ends by itself then, whatever becomes of this program. */
const longestSeconds = 300;

/**
 * Restores a snapshot into an etcd of its own on other ports, reads all of it, and compares with the live one at the
 * same revision. Scratch folder and process are gone afterwards; those of an interrupted trial are removed first.
 */
export async function trialRestore(parts: ControlPlaneParts, file: string, revision: number): Promise<SnapshotCheck> {
  const { host, layout } = parts;
  await clearTrial(layout);
  const record = recordOf(layout);
  const folder = await mkdtemp(join(layout.root, 'scratch-'));
  const started = performance.now();
  try {
    const ports = await choosePorts(new Set(Object.values(parts.ports)));
    const data = join(folder, 'data');
    const peer = `https://127.0.0.1:${ports.etcdPeer}`;
    await host.run('etcdutl', [
      'snapshot',
      'restore',
      file,
      `--data-dir=${data}`,
      `--name=${layout.network}`,
      `--initial-cluster=${layout.network}=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster-token=fadun-scratch-${layout.network}`,
    ]);
    const flags = {
      ...descriptions.etcd.flags(layout, ports),
      'data-dir': data,
      'initial-cluster-token': `fadun-scratch-${layout.network}`,
    };
    await launch({
      binary: '/usr/bin/timeout',
      arguments: ['--kill-after=5', String(longestSeconds), parts.binaries.etcd!, ...commandArguments(flags)],
      environment: { PATH: '/usr/bin:/bin', HOME: folder },
      workingDirectory: folder,
      log: join(folder, 'etcd.log'),
      record,
    });
    await served(parts, ports.etcdClient);
    const seconds = (performance.now() - started) / 1000;
    const restored = await contentAt(parts, revision, `https://127.0.0.1:${ports.etcdClient}`);
    const live = await contentAt(parts, revision);
    return { ...restored, liveKeys: live.keys, liveSha256: live.sha256, seconds: Math.round(seconds * 100) / 100 };
  } finally {
    await stopRecorded(record, 5_000);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ends and removes what an interrupted trial has left. */
export async function clearTrial(layout: NetworkLayout): Promise<void> {
  await stopRecorded(recordOf(layout), 5_000);
  for (const name of await readdir(layout.root))
    if (name.startsWith('scratch-')) await rm(join(layout.root, name), { recursive: true, force: true });
}

function recordOf(layout: NetworkLayout): string {
  return join(layout.root, 'run', 'scratch-etcd.process');
}

async function served({ layout }: ControlPlaneParts, port: number): Promise<void> {
  const client = await connect(port, layout.etcdTrust, layout.keyPair('etcd-client'));
  try {
    for (let attempt = 0; attempt < 600; attempt++) {
      const answer = await client
        .send('GET', '/readyz', undefined, { timeoutMilliseconds: 2_000 })
        .catch(() => undefined);
      if (answer?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    client.close();
  }
  throw new Error(
    'scratch etcd: it does not serve the snapshot.\n  The snapshot is no backup; take another and check it.',
  );
}
