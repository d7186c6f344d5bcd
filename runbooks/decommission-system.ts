import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { labels } from '../stacks/model/names.ts';
import { listObjects } from './kit/cluster/read.ts';
import { lookUntil } from './kit/cluster/wait.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook, type ReadContext, type Step } from './kit/runbook.ts';
import { applySteps, changeParameters } from './steps/apply-plan.ts';
import { peopleStep } from './steps/change-commands.ts';

interface Parameters {
  readonly system: string;
  readonly plan: string;
  readonly approval: string;
  readonly approval2: string | undefined;
  readonly ticket: string;
}

async function left({ read, parameters }: ReadContext<Parameters>): Promise<readonly string[]> {
  const labelSelector = `${labels.system}=${parameters.system}`;
  const found = await Promise.all([
    listObjects(read, 'Namespace', undefined, { labelSelector }),
    listObjects(read, 'Deployment', undefined, { labelSelector }),
    listObjects(read, 'StatefulSet', undefined, { labelSelector }),
  ]);
  return found
    .flat()
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`);
}

/** The system must be there before it goes, and gone from the declaration that the plan was made from. */
const standing: Step<Parameters> = {
  id: 'standing',
  title: { zh: '核对下线范围', en: 'Look at what goes' },
  precheck: async (context) => {
    const objects = await left(context);
    const isDeclared = Object.hasOwn(context.read.site?.systems ?? {}, context.parameters.system);
    return [
      {
        holds: objects.length > 0,
        statement: { zh: '系统在本网络运行', en: 'the system runs in this network' },
        seen: `${objects.length} objects`,
      },
      {
        holds: !isDeclared,
        statement: {
          zh: '声明中已删除该系统（先评审声明，再下线）',
          en: 'the declaration no longer has it (that is reviewed first)',
        },
      },
    ];
  },
  plan: async () => [],
  observe: async () => 'not-done',
  verify: async () => [],
  undo: 'nothing',
};

/** How long what was deleted may take to go: Pods end within their grace period, then namespace and volumes are let go. */
const goneSeconds = 300;

const gone: Step<Parameters> = {
  id: 'gone',
  title: { zh: '核验清除', en: 'Verify that it is gone' },
  precheck: async () => [],
  plan: async () => [],
  observe: async () => 'not-done',
  verify: async (context) => {
    const look = async () => {
      const objects = await left(context);
      return { holds: objects.length === 0, seen: objects.slice(0, 5).join(', ') };
    };
    const statement = {
      zh: '集群中不再有该系统的命名空间与工作负载',
      en: 'the cluster holds no namespace or workload of it',
    };
    return [{ statement, ...(await lookUntil(goneSeconds, look)) }];
  },
  undo: 'nothing',
};

export const decommissionSystem = defineRunbook({
  id: 'decommission-system',
  title: runbooks['decommission-system'].title,
  purpose: {
    zh: '系统下线：排空与归档、实施删除计划、清除证明、吊销证书、注销备案。',
    en: 'A system is taken down: drained and archived, its removal applied, wiping proven, certificates revoked, its filing cancelled.',
  },
  alerts: [],
  duties: ['RB-C04'],
  roles: ['system-admin'],
  blastRadius: {
    zh: '该系统在本网络的全部对象与数据；不可恢复，只能由归档另建。',
    en: 'All objects and data of the system in this network. It cannot be taken back, only built anew from the archive.',
  },
  escalation: {
    zh: '归档未经业务单位签收的，不得实施删除。',
    en: 'Nothing is removed before the business unit has accepted the archive.',
  },
  class: 'destructive',
  reversible: false,
  parameters: {
    system: parameter.label({ zh: '系统', en: 'system' }),
    ...changeParameters,
    ticket: parameter.ticket({ zh: '下线单号', en: 'decommissioning ticket' }),
  },
  steps: [
    standing,
    peopleStep({
      id: 'drain',
      title: { zh: '排空与归档', en: 'Drain and archive' },
      does: {
        zh: '由人停止接入、排空队列、归档数据',
        en: 'people close the entrance, drain queues and archive the data',
      },
      checklist: [
        { zh: '入口已停用，队列与交换缓存已排空', en: 'The entrance is closed; queues and spools are empty' },
        {
          zh: '数据已备份归档并由业务单位签收（保存期限按档案规定）',
          en: 'The data is archived and accepted by the business unit (kept as the archives rules say)',
        },
        { zh: '依赖该系统的单位已书面确认', en: 'Organs that depend on it have agreed in writing' },
      ],
    }),
    ...applySteps(),
    gone,
    peopleStep({
      id: 'wipe',
      title: { zh: '清除与注销', en: 'Wipe and cancel' },
      does: {
        zh: '由人清除介质、吊销证书、注销备案',
        en: 'people wipe the media, revoke certificates and cancel the filing',
      },
      checklist: [
        { zh: '存储卷已清除并出具证明', en: 'Volumes are wiped, with proof' },
        { zh: '国密双证书与其他证书已吊销', en: 'Both SM2 certificates and all others are revoked' },
        { zh: '等保备案已注销，台账已更新', en: 'The filing is cancelled and the inventory updated' },
      ],
    }),
  ],
});
