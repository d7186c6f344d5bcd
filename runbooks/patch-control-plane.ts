import { membersAreCurrent } from './kit/control-plane-checks.ts';
import type { ControlPlaneComponent, ControlPlaneMember } from './kit/control-plane-host.ts';
import { hostAction, hostOf, observeHost, showSnapshot } from './kit/host-actions.ts';
import { parameter } from './kit/parameters.ts';
import { type Check, defineRunbook, type ReadContext } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';

type Context = ReadContext<{ readonly component: ControlPlaneComponent; readonly version: string }>;

async function membersOf(context: Context): Promise<readonly ControlPlaneMember[]> {
  const { component } = context.parameters;
  return (await hostOf(context).members()).filter((member) => member.component === component);
}

function snapshotName({ parameters: { component, version } }: Context): string {
  return `before-${component}-${version.replaceAll('.', '-')}`;
}

async function isStaged(context: Context): Promise<Check> {
  const { component, version } = context.parameters;
  const staged = await hostOf(context).stagedVersions(component);
  return {
    holds: staged.includes(version),
    statement: { zh: '目标版本已在各主机就位', en: 'the version lies ready on every host' },
    seen: staged.join(', '),
  };
}

async function isAChange(context: Context): Promise<Check> {
  const versions = (await membersOf(context)).map(({ version }) => version);
  return {
    holds: versions.some((version) => version !== context.parameters.version),
    statement: { zh: '至少一个成员的版本与目标不同', en: 'the version of one member at least differs' },
    seen: versions.join(', '),
  };
}

/**
 * Version skew policy of Kubernetes: an API server moves by one minor version at a time, and controllers and scheduler
 * are never newer than an API server. etcd moves by one minor version, and never back across one.
 */
async function respectsSkew(context: Context): Promise<Check> {
  const { component, version } = context.parameters;
  const target = minorOf(version);
  const present = (await membersOf(context)).map((member) => minorOf(member.version));
  const servers = (await hostOf(context).members())
    .filter((member) => member.component === 'kube-apiserver')
    .map((member) => minorOf(member.version));
  const steps = present.every((minor) => target - minor <= 1 && target - minor >= 0);
  const follows = component === 'kube-controller-manager' || component === 'kube-scheduler';
  return {
    holds: steps && (!follows || servers.every((server) => target <= server)),
    statement: { zh: '符合版本偏差规则', en: 'the version skew policy is kept' },
    seen: `${component} ${present.join(', ')} to ${target}; API servers ${servers.join(', ')}`,
  };
}

function minorOf(version: string): number {
  return Number(/^v?\d+\.(\d+)\./.exec(version)?.[1] ?? Number.NaN);
}

async function isPatched(context: Context): Promise<Check> {
  const members = await membersOf(context);
  const wrong = members.filter((member) => member.version !== context.parameters.version);
  return {
    holds: wrong.length === 0,
    statement: { zh: '各成员均为目标版本', en: 'every member has the version' },
    seen: members.map(({ host, version }) => `${host} ${version}`).join(', '),
  };
}

function turnTo(component: ControlPlaneComponent, version: string, host: string) {
  const set = { zh: `${host}：${component} 改为 ${version}`, en: `${host}: ${component} to ${version}` };
  const gate = {
    zh: `${host}：重启 ${component}，恢复服务后才到下一个成员`,
    en: `${host}: restart ${component}; the next member follows only when it serves`,
  };
  return [
    hostAction(`set-${host}`, set, 'setVersion', component, version, host),
    hostAction(`restart-${host}`, gate, 'restart', component, host),
  ];
}

export const patchControlPlane = defineRunbook({
  id: 'patch-control-plane',
  title: { zh: '控制平面补丁', en: 'Patch the control plane' },
  purpose: {
    zh: '补丁窗口：控制平面某一组件逐成员换版本，每个成员恢复服务后才换下一个。',
    en: 'Patch window: the version of one component, member by member, the next only when the one before serves.',
  },
  alerts: [],
  duties: ['RB-M01'],
  roles: ['system-admin'],
  blastRadius: {
    zh: '一次一个成员；单成员控制平面在重启期间停数秒。',
    en: 'One member at a time; a control plane of one member pauses for seconds.',
  },
  escalation: {
    zh: '成员未恢复服务：回退到原版本；仍不恢复则用补丁前快照执行 restore-etcd。',
    en: 'Where a member does not serve: undo to the former version; failing that, restore-etcd from the snapshot taken before.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    component: parameter.choice({ zh: '组件', en: 'component' }, [
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'etcd',
    ]),
    version: parameter.name({ zh: '目标版本', en: 'version to go to' }),
  },
  steps: [
    {
      id: 'back-up',
      title: { zh: '补丁前快照', en: 'A snapshot before' },
      precheck: async (context) => [
        await membersAreCurrent(context),
        await isStaged(context),
        await isAChange(context),
        await respectsSkew(context),
      ],
      plan: async (context) => {
        const name = snapshotName(context);
        return [hostAction('snapshot', { zh: `取快照 ${name}`, en: `take ${name}` }, 'snapshotEtcd', name)];
      },
      observe: observeHost,
      verify: async (context) => {
        const taken = (await hostOf(context).snapshots()).find(({ name }) => name === snapshotName(context));
        return [
          {
            holds: taken?.intact === true,
            statement: { zh: '快照完好', en: 'the snapshot is intact' },
            ...(taken ? { seen: showSnapshot(taken) } : {}),
          },
        ];
      },
      // It is a backup, and the way out should the patch damage what is stored.
      undo: 'nothing',
    },
    {
      id: 'patch',
      title: { zh: '逐成员换版本', en: 'Change the version, member by member' },
      precheck: async () => [],
      plan: async (context) => {
        const { component, version } = context.parameters;
        return (await membersOf(context)).flatMap(({ host }) => turnTo(component, version, host));
      },
      observe: observeHost,
      verify: async (context) => [await isPatched(context), await membersAreCurrent(context)],
      save: async (context) => (await membersOf(context)).map(({ host, version }) => ({ host, version })) as Json,
      undo: {
        describe: { zh: '各成员回到原版本', en: 'every member back to its former version' },
        plan: async (context, saved) =>
          (saved as unknown as readonly ControlPlaneMember[])
            .toReversed()
            .flatMap(({ host, version }) => turnTo(context.parameters.component, version, host)),
        observe: observeHost,
      },
    },
  ],
});
