import { dirname, join } from 'node:path';
import type {
  ControlPlaneHost,
  EtcdSnapshot,
  SnapshotCheck,
  StoredSnapshot,
} from '../../../runbooks/kit/control-plane-host.ts';
import { isDraftOf } from '../machine/files.ts';
import type { Machine } from '../machine/machine.ts';
import { demandPlainName, etcdctl, type Member, refusedOperation, secretMode } from '../member.ts';
import { readEncryption } from './encryption.ts';
import { dataFolder, etcdStatus } from './etcd-reading.ts';
import { restoringWords } from './restoring.ts';
import { clearTrial, trialRestore } from './trial-restore.ts';

type Reading = Pick<ControlPlaneHost, 'snapshots'>;
type Acting = Pick<
  ControlPlaneHost,
  'snapshotEtcd' | 'checkSnapshot' | 'removeSnapshot' | 'restoreEtcd' | 'useEtcdData'
>;

const writers = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/** Snapshots are kept on the first member. */
export function snapshotReading(members: readonly Member[]): Reading {
  const { machine, files } = members[0]!;
  return {
    async snapshots() {
      const { snapshots } = await files();
      const entries = (await machine.list(snapshots)).map(({ name }) => name);
      const names = entries.filter((file) => /^[^.].*\.json$/.test(file) && !file.endsWith('.check.json'));
      const all = await Promise.all(
        names.map((file) => storedSnapshot(machine, snapshots, file.slice(0, -'.json'.length))),
      );
      return all.toSorted((left, right) => (left.takenAt < right.takenAt ? -1 : 1));
    },
  };
}

export function etcdActing(members: readonly Member[]): Acting {
  const member = members[0]!;
  const { machine } = member;
  return {
    async snapshotEtcd(name) {
      demandPlainName('snapshot', name);
      const { snapshots } = await member.files();
      await machine.makeFolder(snapshots);
      await removeAbandonedDrafts(machine, snapshots);
      const draft = join(snapshots, `${name}.db.draft`);
      // An empty file that only the owner reads, so that nobody else reads what is written into it.
      await machine.write(draft, '', secretMode);
      const takenAt = new Date().toISOString();
      const encryptionKeys = keyNames(await readEncryption(member));
      await etcdctl(member, ['snapshot', 'save', draft]);
      await machine.setMode(draft, secretMode);
      const { stdout } = await machine.run('etcdutl', ['snapshot', 'status', draft, '--write-out=json']);
      const { revision, totalKey } = JSON.parse(stdout) as { revision: number; totalKey: number };
      const sha256 = await machine.digest(draft);
      await machine.rename(draft, join(snapshots, `${name}.db`));
      const snapshot: EtcdSnapshot = { name, sha256, revision, keys: totalKey, takenAt, encryptionKeys };
      await machine.write(join(snapshots, `${name}.json`), JSON.stringify(snapshot), secretMode);
      return snapshot;
    },
    async checkSnapshot(name) {
      const { snapshots } = await member.files();
      const snapshot = await demandSnapshot(machine, snapshots, name);
      const check = await trialRestore(member, join(snapshots, `${name}.db`), snapshot.revision);
      await machine.write(join(snapshots, `${name}.check.json`), JSON.stringify(check), secretMode);
      return check;
    },
    async removeSnapshot(name) {
      demandPlainName('snapshot', name);
      await clearTrial(member);
      const { snapshots } = await member.files();
      const written = ['json', 'check.json', 'db.draft'].map((ending) => `${name}.${ending}`);
      const entries = (await machine.list(snapshots)).map((entry) => entry.name);
      const drafts = entries.filter((entry) => written.some((file) => isDraftOf(file, entry)));
      // A copy of everything must not lie about: the record goes last, so that a removal that was cut off is seen as not done.
      // `.part` is where etcdctl writes to until it is whole.
      const endings = ['check.json', 'db.draft.part', 'db.draft', 'db', 'json'];
      for (const entry of [...drafts, ...endings.map((ending) => `${name}.${ending}`)])
        await machine.remove(join(snapshots, entry));
    },
    async restoreEtcd(name, sha256, bumpRevisionBy, folder) {
      demandOneMember(members);
      const { snapshots } = await member.files();
      const snapshot = await demandSnapshot(machine, snapshots, name);
      if (snapshot.sha256 !== sha256)
        throw refusedOperation(
          `snapshot ${name}`,
          { zh: '不是所指定的那一份。', en: 'is another than was named.' },
          { zh: '请以所要的快照重新生成计划。', en: 'Plan again with the one meant.' },
        );
      await demandWritersStopped(members);
      // An interrupted call had pointed etcd at the folder, which was whole by then.
      if ((await dataFolder(member)) === folder) return switchTo(member, await folderPath(member, folder));
      const fresh = await freshFolder(member, folder);
      await restoreInto(member, join(snapshots, `${name}.db`), fresh, bumpRevisionBy);
      return switchTo(member, fresh);
    },
    async useEtcdData(folder) {
      demandOneMember(members);
      await demandWritersStopped(members);
      const known = await etcdStatus(member);
      if (![known.folder, ...known.kept].includes(folder))
        throw refusedOperation(
          `data folder ${folder}`,
          { zh: '未保留。', en: 'is not kept.' },
          { zh: `保留的有：${known.kept.join('、')}。`, en: `Kept are: ${known.kept.join(', ')}.` },
        );
      return switchTo(member, await folderPath(member, folder));
    },
  };
}

/** Each member of an etcd of several has to be restored from one file under one membership; that is not done here. */
function demandOneMember(members: readonly Member[]): void {
  if (members.length === 1) return;
  throw refusedOperation(
    `etcd of ${members.map(({ host }) => host).join(', ')}`,
    {
      zh: '有多个成员；此处只能更换单成员 etcd 的数据。',
      en: 'has more than one member; its data is replaced here for one only.',
    },
    {
      zh: '请在每个成员上以同一快照人工恢复（etcdutl snapshot restore）。',
      en: 'Restore it by hand on every member from the same snapshot (etcdutl snapshot restore).',
    },
  );
}

async function folderPath(member: Member, folder: string): Promise<string> {
  return join(dirname((await member.files()).etcdData), folder);
}

/** Points etcd at a folder by one atomic write, then starts it there. */
async function switchTo(member: Member, path: string) {
  await member.stop('etcd');
  await member.pointEtcdAt(path);
  await member.start('etcd');
  return etcdStatus(member);
}

async function restoreInto(member: Member, file: string, fresh: string, bump: number) {
  const words = await restoringWords(member, file, `${fresh}.draft`);
  await member.machine.run('etcdutl', [...words, `--bump-revision=${bump}`, '--mark-compacted'], {
    deadlineSeconds: 600,
  });
  await member.machine.rename(`${fresh}.draft`, fresh);
}

/** The path of a new data folder; what an interrupted restore has left there is removed. */
async function freshFolder(member: Member, folder: string): Promise<string> {
  if (!/^etcd-[a-z0-9-]{1,60}$/.test(folder))
    throw refusedOperation(
      `data folder ${JSON.stringify(folder)}`,
      { zh: '不能用作数据目录名。', en: 'is no name for one.' },
      { zh: '请命名为 etcd-…。', en: 'Name it etcd-….' },
    );
  const path = await folderPath(member, folder);
  for (const each of [path, `${path}.draft`]) await member.machine.remove(each);
  return path;
}

async function demandWritersStopped(members: readonly Member[]): Promise<void> {
  for (const member of members)
    for (const component of writers)
      if (await member.isRunning(component))
        throw refusedOperation(
          component,
          { zh: '在更换 etcd 数据时仍在运行。', en: 'runs while etcd is to be replaced.' },
          { zh: '请先停止 API 服务器与各控制器。', en: 'Stop API servers and controllers first.' },
        );
}

async function demandSnapshot(machine: Machine, folder: string, name: string): Promise<StoredSnapshot> {
  demandPlainName('snapshot', name);
  if ((await machine.read(join(folder, `${name}.json`))) === undefined)
    throw refusedOperation(
      `snapshot ${name}`,
      { zh: '不存在。', en: 'is not there.' },
      { zh: '请指定主机上保留的快照。', en: 'Name one that is kept on the host.' },
    );
  const snapshot = await storedSnapshot(machine, folder, name);
  if (!snapshot.intact)
    throw refusedOperation(
      `snapshot ${name}`,
      { zh: '不是登记的那份文件。', en: 'is not the file that was recorded.' },
      { zh: '请重新取得，或改用另一份。', en: 'Fetch it again, or use another.' },
    );
  return snapshot;
}

async function storedSnapshot(machine: Machine, folder: string, name: string): Promise<StoredSnapshot> {
  const recorded = JSON.parse((await machine.read(join(folder, `${name}.json`)))!) as EtcdSnapshot;
  const check = await machine.read(join(folder, `${name}.check.json`));
  const file = join(folder, `${name}.db`);
  const present = await machine.look(file);
  const intact = present?.kind === 'file' && (await machine.digest(file)) === recorded.sha256;
  return { ...recorded, intact, ...(check === undefined ? {} : { check: JSON.parse(check) as SnapshotCheck }) };
}

function keyNames(rules: Awaited<ReturnType<typeof readEncryption>>): readonly string[] {
  return [...new Set(rules.flatMap((rule) => rule.providers.flatMap((provider) => provider.keys)))];
}

/** Longer than any snapshot takes to write. */
const abandonedAfterSeconds = 6 * 3600;

/** Copies of everything that runs began and gave up: an undo knows only what was done. */
async function removeAbandonedDrafts(machine: Machine, snapshots: string): Promise<void> {
  for (const { name } of await machine.list(snapshots)) {
    if (!/\.db\.draft(\.part)?$/.test(name)) continue;
    const path = join(snapshots, name);
    const found = await machine.look(path);
    if (found && Date.now() / 1000 - found.changed > abandonedAfterSeconds) await machine.remove(path);
  }
}
