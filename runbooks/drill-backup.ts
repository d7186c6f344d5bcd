import type { StoredSnapshot } from './kit/control-plane-host.ts';
import { hostAction, hostOf, observeHost, showSnapshot } from './kit/host-actions.ts';
import { parameter } from './kit/parameters.ts';
import { type Check, defineRunbook, type ReadContext } from './kit/runbook.ts';

type Context = ReadContext<{ readonly snapshot: string; readonly rto: number }>;

async function drilled(context: Context): Promise<StoredSnapshot | undefined> {
  return (await hostOf(context).snapshots()).find(({ name }) => name === context.parameters.snapshot);
}

async function etcdServes(context: Context): Promise<Check> {
  const { healthy, revision, databaseBytes } = await hostOf(context).etcdStatus();
  return {
    holds: healthy,
    statement: { zh: 'etcd 在服务', en: 'etcd serves' },
    seen: `revision ${revision}, ${Math.round(databaseBytes / 1024)} KiB`,
  };
}

/** What a real loss would cost now: the writes since the backup before this one. */
async function recoveryPoint(context: Context): Promise<Check> {
  const host = hostOf(context);
  const last = (await host.snapshots()).findLast(({ name, intact }) => intact && name !== context.parameters.snapshot);
  const statement = { zh: '上一份备份以来的写入（RPO）已计', en: 'writes since the backup before (RPO) are counted' };
  if (!last) return { holds: true, statement, seen: 'there is no earlier backup on the host' };
  const { writes, complete } = await host.writesSince(last.revision);
  const minutes = Math.round((context.now().getTime() - Date.parse(last.takenAt)) / 60_000);
  const least = complete ? '' : 'at least ';
  return { holds: true, statement, seen: `${least}${writes.length} keys in ${minutes} min since ${last.name}` };
}

async function comparison(context: Context): Promise<readonly Check[]> {
  const check = (await drilled(context))?.check;
  const isSame = check !== undefined && check.keys === check.liveKeys && check.sha256 === check.liveSha256;
  return [
    {
      holds: isSame && check.keys > 0,
      statement: {
        zh: '恢复出的全部键值与同一版本号的在线数据一致',
        en: 'all keys and values restored equal the live ones at that revision',
      },
      seen: check ? `${check.keys} of ${check.liveKeys} keys, SHA-256 ${check.sha256}` : 'not checked',
    },
    {
      holds: check !== undefined && check.seconds <= context.parameters.rto,
      statement: { zh: '恢复用时（RTO）在要求之内', en: 'the time to restore (RTO) is within what is asked' },
      seen: check ? `${check.seconds} s of ${context.parameters.rto} s` : 'not measured',
    },
  ];
}

export const drillBackup = defineRunbook({
  id: 'drill-backup',
  title: { zh: '备份恢复演练', en: 'Backup drill' },
  purpose: {
    zh: '每月抽样：取快照，在旁路恢复，逐键比对，测量 RTO 与 RPO，不留痕迹。',
    en: 'Monthly sample: take a snapshot, restore it beside, compare key by key, measure RTO and RPO, leave nothing.',
  },
  alerts: [],
  duties: ['RB-M02'],
  roles: ['system-admin', 'on-call'],
  blastRadius: {
    zh: '仅主机上的临时目录与一个临时 etcd 进程；在线 etcd 只被读取。',
    en: 'A scratch folder and a scratch etcd on the host; the live etcd is only read.',
  },
  escalation: {
    zh: '比对不一致或超时：备份视为不可用，报系统管理员，当日重做。',
    en: 'Where it differs or takes too long the backup counts as none: tell the system administrator, repeat the same day.',
  },
  class: 'additive',
  reversible: true,
  parameters: {
    snapshot: parameter.label({ zh: '本次演练快照的名称', en: 'a name for the snapshot of this drill' }),
    rto: parameter.duration({ zh: '要求的恢复用时', en: 'time to restore that is asked' }, 4 * 3600),
  },
  steps: [
    {
      id: 'take',
      title: { zh: '取快照', en: 'Take a snapshot' },
      precheck: async (context) => [
        await etcdServes(context),
        {
          holds: (await drilled(context)) === undefined,
          statement: { zh: '快照名称未被占用', en: 'the name of the snapshot is free' },
        },
        await recoveryPoint(context),
      ],
      plan: async ({ parameters: { snapshot } }) => [
        hostAction('take', { zh: `取快照 ${snapshot}`, en: `take ${snapshot}` }, 'snapshotEtcd', snapshot),
      ],
      observe: observeHost,
      verify: async (context) => {
        const snapshot = await drilled(context);
        return [
          {
            holds: snapshot?.intact === true,
            statement: { zh: '快照与登记的摘要一致', en: 'the snapshot is the file that was recorded' },
            ...(snapshot ? { seen: showSnapshot(snapshot) } : {}),
          },
        ];
      },
      undo: {
        describe: { zh: '删除演练快照', en: 'remove the snapshot of the drill' },
        plan: async ({ parameters: { snapshot } }) => [
          hostAction('remove', { zh: `删除 ${snapshot}`, en: `remove ${snapshot}` }, 'removeSnapshot', snapshot),
        ],
        observe: observeHost,
      },
    },
    {
      id: 'check',
      title: { zh: '旁路恢复并逐键比对', en: 'Restore beside and compare key by key' },
      precheck: async () => [],
      plan: async ({ parameters: { snapshot } }) => [
        hostAction(
          'check',
          { zh: '在临时 etcd 中恢复并与在线数据比对', en: 'restore into a scratch etcd and compare with the live one' },
          'checkSnapshot',
          snapshot,
        ),
      ],
      observe: observeHost,
      verify: comparison,
      undo: 'nothing',
    },
    {
      id: 'tidy',
      title: { zh: '清除演练痕迹', en: 'Leave nothing' },
      precheck: async () => [],
      plan: async ({ parameters: { snapshot } }) => [
        hostAction(
          'remove',
          {
            zh: `删除 ${snapshot}：一份机密全量副本不得闲置`,
            en: `remove ${snapshot}: a copy of everything must not lie about`,
          },
          'removeSnapshot',
          snapshot,
        ),
      ],
      observe: observeHost,
      verify: async (context) => [
        {
          holds: (await drilled(context)) === undefined,
          statement: { zh: '演练快照已删除', en: 'the snapshot of the drill is gone' },
        },
        await etcdServes(context),
      ],
      undo: 'nothing',
    },
  ],
});
