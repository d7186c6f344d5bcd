import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type {
  ControlPlaneHost,
  EtcdSnapshot,
  SnapshotCheck,
  StoredSnapshot,
} from '../../../runbooks/kit/control-plane-host.ts';
import { readIfPresent, secretMode, writeWhole } from '../files.ts';
import { isRunning } from '../run.ts';
import { readEncryption } from './encryption.ts';
import { dataFolder, etcdStatus } from './etcd-reading.ts';
import { type ControlPlaneParts, demandPlainName, refusedOperation } from './parts.ts';
import { changeOverrides } from './processes.ts';
import { clearTrial, trialRestore } from './trial-restore.ts';

type Reading = Pick<ControlPlaneHost, 'snapshots'>;
type Acting = Pick<
  ControlPlaneHost,
  'snapshotEtcd' | 'checkSnapshot' | 'removeSnapshot' | 'restoreEtcd' | 'useEtcdData'
>;

const writers = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

export function snapshotReading({ layout }: ControlPlaneParts): Reading {
  return {
    async snapshots() {
      const files = await readdir(layout.snapshots).catch(() => []);
      const names = files.filter((file) => file.endsWith('.json') && !file.endsWith('.check.json'));
      const all = await Promise.all(
        names.map((file) => storedSnapshot(layout.snapshots, file.slice(0, -'.json'.length))),
      );
      return all.toSorted((left, right) => (left.takenAt < right.takenAt ? -1 : 1));
    },
  };
}

export function etcdActing(parts: ControlPlaneParts): Acting {
  const { host, layout } = parts;
  const fileOf = (name: string) => join(layout.snapshots, `${name}.db`);
  return {
    async snapshotEtcd(name) {
      demandPlainName('snapshot', name);
      await mkdir(layout.snapshots, { recursive: true, mode: 0o700 });
      const draft = `${fileOf(name)}.draft`;
      await writeWhole(draft, '', secretMode);
      const takenAt = new Date().toISOString();
      const encryptionKeys = keyNames(await readEncryption(layout));
      await host.run('etcdctl', ['snapshot', 'save', draft]);
      await chmod(draft, secretMode);
      const { stdout } = await host.run('etcdutl', ['snapshot', 'status', draft, '--write-out=json']);
      const { revision, totalKey } = JSON.parse(stdout) as { revision: number; totalKey: number };
      const sha256 = await digestOfFile(draft);
      await rename(draft, fileOf(name));
      const snapshot: EtcdSnapshot = { name, sha256, revision, keys: totalKey, takenAt, encryptionKeys };
      await writeWhole(join(layout.snapshots, `${name}.json`), JSON.stringify(snapshot), secretMode);
      return snapshot;
    },
    async checkSnapshot(name) {
      const snapshot = await demandSnapshot(layout.snapshots, name);
      const check = await trialRestore(parts, fileOf(name), snapshot.revision);
      await writeWhole(join(layout.snapshots, `${name}.check.json`), JSON.stringify(check), secretMode);
      return check;
    },
    async removeSnapshot(name) {
      demandPlainName('snapshot', name);
      await clearTrial(layout);
      for (const ending of ['json', 'check.json', 'db', 'db.draft'])
        await rm(join(layout.snapshots, `${name}.${ending}`), { force: true });
    },
    async restoreEtcd(name, sha256, bumpRevisionBy, folder) {
      const snapshot = await demandSnapshot(layout.snapshots, name);
      if (snapshot.sha256 !== sha256)
        throw refusedOperation(`snapshot ${name}`, 'is another than was named.', 'Plan again with the one meant.');
      await demandWritersStopped(parts);
      // An interrupted call had pointed etcd at the folder, which was whole by then.
      if ((await dataFolder(parts)) === folder) return switchTo(parts, join(layout.root, folder));
      const fresh = await freshFolder(parts, folder);
      await restoreInto(parts, fileOf(name), fresh, bumpRevisionBy);
      return switchTo(parts, fresh);
    },
    async useEtcdData(folder) {
      await demandWritersStopped(parts);
      const path = join(layout.root, folder);
      const known = await etcdStatus(parts);
      if (![known.folder, ...known.kept].includes(folder))
        throw refusedOperation(`data folder ${folder}`, 'is not kept.', `Kept are: ${known.kept.join(', ')}.`);
      return switchTo(parts, path);
    },
  };
}

/** Points etcd at a folder by one atomic write, then starts it there. */
async function switchTo(parts: ControlPlaneParts, path: string) {
  await parts.host.stop('etcd');
  await changeOverrides(parts, 'etcd', { 'data-dir': path === parts.layout.etcdData ? null : path });
  await parts.host.start('etcd');
  return etcdStatus(parts);
}

async function restoreInto({ host, layout, ports }: ControlPlaneParts, file: string, fresh: string, bump: number) {
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  await host.run('etcdutl', [
    'snapshot',
    'restore',
    file,
    `--data-dir=${fresh}.draft`,
    `--name=${layout.network}`,
    `--initial-cluster=${layout.network}=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster-token=fadun-sandbox-${layout.network}`,
    `--bump-revision=${bump}`,
    '--mark-compacted',
  ]);
  await rename(`${fresh}.draft`, fresh);
}

/** The path of a new data folder; what an interrupted restore has left there is removed. */
async function freshFolder(parts: ControlPlaneParts, folder: string): Promise<string> {
  if (!/^etcd-[a-z0-9-]{1,60}$/.test(folder))
    throw refusedOperation(`data folder ${JSON.stringify(folder)}`, 'is no name for one.', 'Name it etcd-….');
  const path = join(parts.layout.root, folder);
  for (const each of [path, `${path}.draft`]) await rm(each, { recursive: true, force: true });
  return path;
}

async function demandWritersStopped({ layout }: ControlPlaneParts): Promise<void> {
  for (const component of writers)
    if (await isRunning(layout, component))
      throw refusedOperation(
        component,
        'runs while etcd is to be replaced.',
        'Stop API servers and controllers first.',
      );
}

async function demandSnapshot(folder: string, name: string): Promise<StoredSnapshot> {
  demandPlainName('snapshot', name);
  if ((await readIfPresent(join(folder, `${name}.json`))) === undefined)
    throw refusedOperation(`snapshot ${name}`, 'is not there.', 'Name one that is kept on the host.');
  const snapshot = await storedSnapshot(folder, name);
  if (!snapshot.intact)
    throw refusedOperation(`snapshot ${name}`, 'is not the file that was recorded.', 'Fetch it again, or use another.');
  return snapshot;
}

async function storedSnapshot(folder: string, name: string): Promise<StoredSnapshot> {
  const recorded = JSON.parse((await readIfPresent(join(folder, `${name}.json`)))!) as EtcdSnapshot;
  const check = await readIfPresent(join(folder, `${name}.check.json`));
  const file = join(folder, `${name}.db`);
  const present = await stat(file).catch(() => undefined);
  const intact = present?.isFile() === true && (await digestOfFile(file)) === recorded.sha256;
  return { ...recorded, intact, ...(check === undefined ? {} : { check: JSON.parse(check) as SnapshotCheck }) };
}

async function digestOfFile(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file), digest);
  return digest.digest('hex');
}

function keyNames(rules: Awaited<ReturnType<typeof readEncryption>>): readonly string[] {
  return [...new Set(rules.flatMap((rule) => rule.providers.flatMap((provider) => provider.keys)))];
}
