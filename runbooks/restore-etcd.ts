import type { Action } from './kit/action.ts';
import type { EtcdWrite, EtcdWrites, StoredSnapshot } from './kit/control-plane-host.ts';
import { hostAction, hostOf, observeHost, showSnapshot } from './kit/host-actions.ts';
import { parameter } from './kit/parameters.ts';
import { type Check, defineRunbook, type ReadContext } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';

/** Far above what any client has seen (etcd: "Restoring with revision bump"). */
const revisionBump = 1_000_000_000;

/** Stopped first to last, started last to first: what writes must be gone before what stores. */
const writers = ['kube-scheduler', 'kube-controller-manager', 'kube-apiserver'] as const;

type Context = ReadContext<{ readonly snapshot: string }>;

/** The snapshot that the parameter names; `latest` is the newest that is intact. */
async function chosenSnapshot(context: Context): Promise<StoredSnapshot> {
  const { snapshot: name } = context.parameters;
  const all = await hostOf(context).snapshots();
  const found = name === 'latest' ? all.findLast((each) => each.intact) : all.find((each) => each.name === name);
  if (found) return found;
  throw new Error(`snapshot ${name}: not on the host. Kept are: ${all.map((each) => each.name).join(', ') || 'none'}.`);
}

/** A folder that no restore has used: counted on from those that are there. */
async function newFolder(context: Context): Promise<string> {
  const { folder, kept } = await hostOf(context).etcdStatus();
  const { sha256 } = await chosenSnapshot(context);
  const name = (number: number) => `etcd-${number}-${sha256.slice(0, 12)}`;
  let number = kept.length + 1;
  while ([folder, ...kept].includes(name(number))) number++;
  return name(number);
}

/** Keys that change all the time by themselves and are made anew: nobody misses them. */
const passing = /^\/registry\/(events|leases|masterleases)\//;

/** Lost writes in a line: what people wrote, key by key; what passes, as a number. */
export function showLost({ writes, complete, until }: EtcdWrites, longest = 200): string {
  const lasting = writes.filter(({ key }) => !passing.test(key));
  const shown = lasting.slice(0, longest).map(({ key, change }: EtcdWrite) => `${change} ${key}`);
  const rest = lasting.length > longest ? [`and ${lasting.length - longest} more`] : [];
  const history = complete ? [] : ['history was compacted: deletions before that are not listed'];
  const head = `up to revision ${until}: ${lasting.length} keys, and ${writes.length - lasting.length} leases and events`;
  return [head, ...shown, ...rest, ...history].join('; ');
}

async function lostWrites(context: Context): Promise<EtcdWrites | undefined> {
  const host = hostOf(context);
  if (!(await host.etcdStatus()).healthy) return undefined;
  return host.writesSince((await chosenSnapshot(context)).revision);
}

async function lostCheck(context: Context): Promise<Check> {
  const lost = await lostWrites(context);
  return {
    holds: true,
    statement: { zh: '快照之后、恢复将丢失的写入已列出', en: 'the writes that the restore loses are listed' },
    seen: lost ? showLost(lost) : 'etcd does not answer: everything after the snapshot is lost and cannot be listed',
  };
}

async function snapshotChecks(context: Context): Promise<readonly Check[]> {
  const snapshot = await chosenSnapshot(context);
  const kept = await hostOf(context).encryptionKeys();
  const lacking = snapshot.encryptionKeys.filter((name) => !kept.includes(name));
  return [
    {
      holds: snapshot.intact,
      statement: { zh: '快照文件与登记的摘要一致', en: 'the snapshot is the file that was recorded' },
      seen: showSnapshot(snapshot),
    },
    {
      holds: lacking.length === 0,
      statement: { zh: '读取快照所需的加密密钥均在', en: 'the keys that reading it needs are kept' },
      seen: lacking.length === 0 ? snapshot.encryptionKeys.join(', ') : `missing: ${lacking.join(', ')}`,
    },
    await lostCheck(context),
  ];
}

/** Rules under which everything in the snapshot can be read: keys that were dropped since come last, to read only. */
async function readableRules(context: Context) {
  const [rules, snapshot] = await Promise.all([hostOf(context).encryption(), chosenSnapshot(context)]);
  const missing = snapshot.encryptionKeys.filter(
    (key) => !rules.some((rule) => rule.providers.some((provider) => provider.keys.includes(key))),
  );
  if (missing.length === 0) return undefined;
  return rules.map(({ resources, providers }) => ({
    resources,
    providers: providers.map((each, place) => (place === 0 ? { ...each, keys: [...each.keys, ...missing] } : each)),
  }));
}

function stopAction(component: (typeof writers)[number]): Action {
  return hostAction(`stop-${component}`, { zh: `停止 ${component}`, en: `stop ${component}` }, 'stop', component);
}

function startAction(component: (typeof writers)[number]): Action {
  return hostAction(`start-${component}`, { zh: `启动 ${component}`, en: `start ${component}` }, 'start', component);
}

async function writersAre(context: ReadContext<unknown>, wanted: 'stopped' | 'serving'): Promise<Check> {
  const members = (await hostOf(context).members()).filter(({ component }) => component !== 'etcd');
  const wrong = members.filter((each) => (wanted === 'stopped' ? each.running : !each.healthy));
  return {
    holds: wrong.length === 0,
    statement:
      wanted === 'stopped'
        ? { zh: 'API 服务器与控制器均已停止', en: 'API servers and controllers are stopped' }
        : { zh: 'API 服务器与控制器均在服务', en: 'API servers and controllers serve' },
    seen: wrong.map((each) => `${each.component}@${each.host}`).join(', '),
  };
}

export const restoreEtcd = defineRunbook({
  id: 'restore-etcd',
  title: { zh: '恢复 etcd', en: 'Restore etcd' },
  purpose: {
    zh: 'etcd 数据损坏、被误删或被篡改，须回到一份快照。',
    en: 'The data of etcd is damaged, deleted by mistake or tampered with, and has to go back to a snapshot.',
  },
  alerts: [],
  duties: ['RB-Q02', 'RB-I05'],
  roles: ['system-admin'],
  blastRadius: {
    zh: '本网络控制平面全停数十秒；快照之后的全部写入丢失（已逐项列出），业务容器继续运行。',
    en: 'The control plane of this network stops for some tens of seconds; every write since the snapshot is lost (listed); workloads keep running.',
  },
  escalation: {
    zh: '恢复后校验不通过：立即回退到保留的数据目录，并报系统管理员与安全管理员。',
    en: 'Where the restored state does not verify: undo back to the kept data folder, and tell system and security administrator.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    snapshot: parameter.label({ zh: '快照名称，或 latest（最新的完好快照）', en: 'name of the snapshot, or latest' }),
  },
  steps: [
    {
      id: 'look',
      title: { zh: '核对快照，列出将丢失的写入', en: 'Check the snapshot, list what will be lost' },
      precheck: snapshotChecks,
      plan: async () => [],
      observe: observeHost,
      verify: snapshotChecks,
      undo: 'nothing',
    },
    {
      id: 'stop-writers',
      title: { zh: '停止 API 服务器与控制器', en: 'Stop API servers and controllers' },
      precheck: async () => [],
      plan: async () => writers.map(stopAction),
      observe: observeHost,
      verify: async (context) => [await writersAre(context, 'stopped')],
      undo: {
        describe: { zh: '重新启动它们', en: 'start them again' },
        plan: async () => writers.toReversed().map(startAction),
        observe: observeHost,
      },
    },
    {
      id: 'readable-keys',
      title: { zh: '配置读取快照所需的密钥', en: 'Configure the keys that the snapshot needs' },
      precheck: async () => [],
      plan: async (context) => {
        const rules = await readableRules(context);
        const does = {
          zh: '快照所需的旧密钥置于末位，仅供读取',
          en: 'add the keys the snapshot needs, last, to read only',
        };
        return rules ? [hostAction('write-encryption', does, 'writeEncryption', rules)] : [];
      },
      observe: observeHost,
      verify: async (context) => [
        {
          holds: (await readableRules(context)) === undefined,
          statement: { zh: '快照中的内容均可解密', en: 'everything in the snapshot can be decrypted' },
        },
      ],
      save: async (context) => (await hostOf(context).encryption()) as unknown as Json,
      undo: {
        describe: { zh: '恢复原加密配置', en: 'put the former encryption configuration back' },
        plan: async (_context, saved) => [
          hostAction(
            'write-former',
            { zh: '写回原配置', en: 'write the former one' },
            'writeEncryption',
            saved as never,
          ),
        ],
        observe: observeHost,
      },
    },
    {
      id: 'restore',
      title: { zh: '恢复到新的数据目录', en: 'Restore into a new data folder' },
      precheck: async (context) => [await lostCheck(context)],
      plan: async (context) => {
        const { name, sha256 } = await chosenSnapshot(context);
        const does = {
          zh: `以快照 ${name} 建新数据目录，版本号抬升并标记为已压缩；原目录保留`,
          en: `restore ${name} into a new folder, its revision raised and marked compacted; the former folder stays`,
        };
        return [hostAction('restore', does, 'restoreEtcd', name, sha256, revisionBump, await newFolder(context))];
      },
      observe: observeHost,
      verify: async (context) => {
        const [status, snapshot] = await Promise.all([hostOf(context).etcdStatus(), chosenSnapshot(context)]);
        return [
          {
            holds: status.healthy && status.revision >= snapshot.revision + revisionBump,
            statement: {
              zh: 'etcd 在服务，版本号高于任何客户端所见',
              en: 'etcd serves, at a revision no client has seen',
            },
            seen: `revision ${status.revision} in ${status.folder}`,
          },
        ];
      },
      save: async (context) => {
        const { folder } = await hostOf(context).etcdStatus();
        return { folder, lost: ((await lostWrites(context)) ?? null) as unknown as Json };
      },
      undo: {
        describe: { zh: '改回保留的原数据目录', en: 'go back to the kept data folder' },
        plan: async (_context, saved) => {
          const { folder } = saved as { readonly folder: string };
          return [hostAction('use-former', { zh: `改用 ${folder}`, en: `use ${folder}` }, 'useEtcdData', folder)];
        },
        observe: observeHost,
      },
    },
    {
      id: 'start-writers',
      title: { zh: '启动 API 服务器与控制器', en: 'Start API servers and controllers' },
      precheck: async () => [],
      plan: async () => writers.toReversed().map(startAction),
      observe: observeHost,
      verify: async (context) => [await writersAre(context, 'serving')],
      undo: {
        describe: { zh: '停止它们', en: 'stop them' },
        plan: async () => writers.map(stopAction),
        observe: observeHost,
      },
    },
    {
      id: 'look-again',
      title: { zh: '核对恢复后的状态', en: 'Look at the restored state' },
      precheck: async () => [],
      plan: async () => [],
      observe: observeHost,
      verify: async (context) => [await oldWatchesAreTold(context), await everythingIsReadable(context)],
      undo: 'nothing',
    },
  ],
});

/** A watch from a revision of before must be answered 410 Gone, or a client would go on with lost history. */
async function oldWatchesAreTold(context: Context): Promise<Check> {
  const { revision } = await chosenSnapshot(context);
  const answer = await context.read
    .get(`/api/v1/namespaces?watch=true&timeoutSeconds=3&resourceVersion=${revision}`)
    .then((event) => JSON.stringify(event))
    .catch((error: unknown) => String(error));
  return {
    holds: /\b410\b/.test(answer),
    statement: { zh: '旧的监听被告知重新取全量', en: 'watches from before are told to list anew' },
    seen: answer.slice(0, 160),
  };
}

async function everythingIsReadable(context: Context): Promise<Check> {
  const [live, stored, rules] = await Promise.all([
    context.read.get('/api/v1/namespaces'),
    hostOf(context).storedAs('secrets'),
    hostOf(context).encryption(),
  ]);
  const names = rules.flatMap((rule) => rule.providers.flatMap((provider) => provider.keys));
  const unreadable = Object.keys(stored).filter((prefix) => !names.includes(prefix.split(':').at(-2) ?? ''));
  return {
    holds: live !== undefined && unreadable.length === 0,
    statement: { zh: 'API 服务器可读取恢复的数据', en: 'API servers read what was restored' },
    seen: Object.entries(stored)
      .map(([prefix, count]) => `${prefix} ${count}`)
      .join(', '),
  };
}
