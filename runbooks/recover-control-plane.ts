import { runbooks } from '../stacks/catalogue/runbooks.ts';
import type { Action } from './kit/action.ts';
import { listObjects } from './kit/cluster/read.ts';
import { membersAreCurrent, restartAction } from './kit/control-plane-checks.ts';
import { type ControlPlaneComponent, controlPlaneComponents } from './kit/control-plane-host.ts';
import { hostAction, hostOf, observeHost } from './kit/host-actions.ts';
import { defineRunbook, type ReadContext } from './kit/runbook.ts';
import { reportStep } from './steps/report.ts';

const id = 'recover-control-plane';

type Context = ReadContext<unknown>;

/** Components that do not serve, in the order in which they can be started: each rests on the one before. */
async function down(context: Context) {
  const members = await hostOf(context).members();
  return controlPlaneComponents.flatMap((component) => {
    const silent = members.filter((member) => member.component === component && !member.healthy);
    return silent.length === 0 ? [] : [{ component, isStopped: silent.every(({ running }) => !running) }];
  });
}

function start(component: ControlPlaneComponent): Action {
  const does = { zh: `启动 ${component} 并等待其服务`, en: `start ${component}, and wait until it serves` };
  return hostAction(`start-${component}`, does, 'start', component);
}

/** RB-I05: what has stopped is started, in order; what starting does not mend leads on to the runbook that does. */
export const recoverControlPlane = defineRunbook({
  id,
  title: runbooks[id].title,
  purpose: {
    zh: '平台中断：查明控制平面哪些组件不在服务，按依赖次序启动或重启，核对节点与存储；数据损坏的转 restore-etcd。',
    en: 'The platform is out: components of the control plane that do not serve are found and started in order, nodes and storage are looked at; where data is damaged, restore-etcd follows.',
  },
  alerts: [],
  duties: ['RB-I05'],
  roles: ['system-admin', 'on-call'],
  blastRadius: {
    zh: '仅不在服务的控制平面组件；正在服务的组件与业务 Pod 不变。',
    en: 'Only components of the control plane that do not serve; those that do, and every Pod, stay as they are.',
  },
  escalation: {
    zh: 'etcd 启动失败或数据损坏：restore-etcd；准入自锁：recover-admission；主机或机房不可用：failover-site，报单位负责人。',
    en: 'etcd does not start or its data is damaged: restore-etcd; admission locks itself out: recover-admission; hosts or the site are lost: failover-site, and tell the unit leader.',
  },
  class: 'additive',
  // What was started is not stopped again: an outage is no state to return to.
  reversible: false,
  parameters: {},
  steps: [
    {
      id: 'start-members',
      title: { zh: '启动不在服务的组件', en: 'Start what does not serve' },
      precheck: async (context) => {
        const [silent, etcd] = [await down(context), await hostOf(context).etcdStatus()];
        return [
          {
            holds: true,
            statement: { zh: '不在服务的组件', en: 'components that do not serve' },
            seen:
              silent.map(({ component, isStopped }) => `${component} ${isStopped ? 'stopped' : 'hangs'}`).join(', ') ||
              '0',
          },
          {
            holds: true,
            statement: { zh: 'etcd 的现状', en: 'state of etcd' },
            seen: `healthy ${etcd.healthy}, revision ${etcd.revision}, ${etcd.members} members`,
          },
        ];
      },
      plan: async (context) =>
        (await down(context)).map(({ component, isStopped }) =>
          isStopped ? start(component) : restartAction(component),
        ),
      observe: observeHost,
      verify: async (context) => [await membersAreCurrent(context)],
    },
    {
      id: 'look',
      title: { zh: '核对节点与存储', en: 'Look at nodes and storage' },
      precheck: async () => [],
      plan: async () => [],
      observe: async () => 'not-done',
      verify: async ({ read }) => {
        const [nodes, claims] = await Promise.all([
          listObjects(read, 'Node'),
          listObjects(read, 'PersistentVolumeClaim'),
        ]);
        const unready = nodes.filter(({ status }) => !isReady(status));
        const unbound = claims.filter(({ status }) => (status as { phase?: string } | undefined)?.phase !== 'Bound');
        return [
          {
            holds: nodes.length > 0,
            statement: {
              zh: 'API 服务器已应答，节点与存储已列出',
              en: 'the API server answers; nodes and storage are listed',
            },
            seen: `${unready.length} of ${nodes.length} nodes not ready, ${unbound.length} of ${claims.length} claims not bound`,
          },
        ];
      },
      undo: 'nothing',
    },
    reportStep(),
  ],
});

function isReady(status: unknown): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  return conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
}
