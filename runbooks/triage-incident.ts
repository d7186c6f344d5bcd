import { holdNamespace, holdOf } from '../policies/hold.ts';
import type { KubernetesObject } from '../policies/kubernetes.ts';
import { labels } from '../stacks/model/names.ts';
import type { Action } from './kit/action.ts';
import { getObject, listObjects } from './kit/cluster/read.ts';
import { creation, deletionByName, observeRequest } from './kit/cluster/requests.ts';
import { parameter } from './kit/parameters.ts';
import { type ActContext, defineRunbook, type ReadAccess } from './kit/runbook.ts';
import { firstReport, type IncidentLevel, type OperatorKind, reportDue, thresholds } from './steps/reporting-clocks.ts';

type Parameters = {
  readonly ticket: string;
  readonly kind: string;
  readonly operator: OperatorKind;
  readonly level: IncidentLevel;
  readonly discovered: Date;
};

const kinds = [
  'intrusion',
  'ransomware',
  'data-leak',
  'defacement',
  'outage',
  'exchange',
  'external-connection',
  'supplier',
  'other',
] as const;
const levels = ['general', 'larger', 'major', 'especially-major'] as const;
const operators = ['critical-infrastructure', 'central-organ', 'other'] as const;

/** Name of an incident's record; it stays until the incident is summed up. */
function recordName(ticket: string): string {
  return `incident-${ticket.toLowerCase()}`;
}

/** What the network says of itself, as far as a grading form asks: counts and classes, no name of a person or case. */
async function grading(read: ReadAccess): Promise<Readonly<Record<string, string>>> {
  const [nodes, pods, namespaces, marks] = await Promise.all([
    listObjects(read, 'Node'),
    listObjects(read, 'Pod'),
    listObjects(read, 'Namespace'),
    listObjects(read, 'ConfigMap', holdNamespace),
  ]);
  const isReady = ({ status }: KubernetesObject) =>
    ((status ?? {}) as { conditions?: readonly { type: string; status: string }[] }).conditions?.some(
      (condition) => condition.type === 'Ready' && condition.status === 'True',
    ) ?? false;
  const down = pods.filter(
    (pod) => !isReady(pod) && (pod.status as { phase?: string } | undefined)?.phase !== 'Succeeded',
  );
  const affected = new Set(down.map(({ metadata }) => metadata.namespace));
  const touched = namespaces.filter(({ metadata }) => affected.has(metadata.name));
  const distinct = (label: string) =>
    [...new Set(touched.map(({ metadata }) => metadata.labels?.[label]).filter((value) => value !== undefined))]
      .sort()
      .join(' ');
  return {
    nodes: String(nodes.length),
    'nodes-not-ready': String(nodes.filter((node) => !isReady(node)).length),
    pods: String(pods.length),
    'pods-not-ready': String(down.length),
    'namespaces-affected': String(affected.size),
    'systems-affected': distinct(labels.system),
    'levels-affected': distinct(labels.mlpsLevel),
    'data-classes-affected': distinct(labels.dataClass),
    'measures-in-force': marks.flatMap((mark) => holdOf(mark)?.name ?? []).join(' '),
  };
}

function record({ ticket, kind, operator, level, discovered }: Parameters): KubernetesObject {
  const due = reportDue(operator, level, discovered);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: recordName(ticket),
      namespace: holdNamespace,
      labels: { 'app.kubernetes.io/managed-by': 'fadun', 'fadun.io/record': 'incident' },
    },
    data: {
      ticket,
      kind,
      operator,
      level,
      discovered: discovered.toISOString(),
      'first-report-due': due?.toISOString() ?? '',
    },
  };
}

/** The form is filled in from the network as it is when the record is made. */
async function withForm(context: ActContext<Parameters>, action: Action): Promise<string> {
  if (action.kind !== 'request') return context.execute(action);
  const body = action.body as { readonly data: Readonly<Record<string, string>> };
  const form = await grading(context.read);
  return context.execute({ ...action, body: { ...body, data: { ...body.data, ...form, run: context.run } } });
}

export const triageIncident = defineRunbook({
  id: 'triage-incident',
  title: { zh: '事件分级与报告', en: 'Triage an incident' },
  purpose: {
    zh: '发生网络安全事件时，由运行数据填写分级表，按运营者类别起算首报时限。定级由人决定，阈值未经站点确认的不作判断。',
    en: 'A security incident: the grading form is filled in from live data and the clock of the first report starts by the kind of operator. People decide the level; thresholds that the site has not confirmed decide nothing.',
  },
  alerts: [],
  duties: ['RB-I01'],
  roles: ['on-call', 'unit-leader', 'security-admin'],
  blastRadius: {
    zh: '只读，并在本网络登记一份事件记录。',
    en: 'Reads, and keeps one record of the incident in this network.',
  },
  escalation: {
    zh: '首报时限内无法查清的先报已知情况，随后补报；涉嫌犯罪的向公安机关报案；疑似涉密的走保密渠道，不在本平台记录。',
    en: 'What is not known in time is reported later as a supplement; a suspected crime goes to the police; what may be secret takes the secrecy channel and is not written down here.',
  },
  class: 'additive',
  reversible: true,
  parameters: {
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
    kind: parameter.choice({ zh: '事件类型', en: 'kind of incident' }, kinds),
    operator: parameter.choice(
      { zh: '运营者类别（决定首报时限）', en: 'kind of operator, which sets the time limit' },
      operators,
    ),
    level: parameter.choice({ zh: '由人认定的级别', en: 'level as people judge it' }, levels),
    discovered: parameter.moment({ zh: '发现时间', en: 'when it was discovered' }),
  },
  steps: [
    {
      id: 'record',
      title: { zh: '填写分级表', en: 'Fill in the grading form' },
      precheck: async ({ parameters, read, now }) => {
        const { operator, level, discovered, ticket } = parameters;
        const due = reportDue(operator, level, discovered);
        const minutes = due && Math.round((due.getTime() - now().getTime()) / 60_000);
        const form = await grading(read);
        return [
          {
            holds: discovered.getTime() <= now().getTime(),
            statement: { zh: '发现时间不在将来', en: 'it was not discovered in the future' },
          },
          {
            holds:
              (await getObject(read, { kind: 'ConfigMap', name: recordName(ticket), namespace: holdNamespace })) ===
              undefined,
            statement: { zh: '该编号尚无记录', en: 'this number has no record yet' },
          },
          {
            holds: true,
            statement: { zh: '首报时限', en: 'first report' },
            seen: due ? `${due.toISOString()} (${minutes} min)` : 'no duty to report at this level',
          },
          {
            holds: true,
            statement: { zh: '运行数据', en: 'live data' },
            seen: Object.entries(form)
              .map(([name, value]) => `${name} ${value || '-'}`)
              .join('; '),
          },
        ];
      },
      plan: async ({ parameters }) => [
        creation(
          {
            id: 'record',
            does: {
              zh: '登记事件记录，运行数据在执行时填入',
              en: 'keep the record; live data are filled in when it acts',
            },
            drawnWhenActing: ['form'],
          },
          record(parameters),
        ),
      ],
      act: withForm,
      observe: ({ read }, action) => observeRequest(read, action),
      verify: async ({ parameters, read }) => {
        const live = await getObject(read, {
          kind: 'ConfigMap',
          name: recordName(parameters.ticket),
          namespace: holdNamespace,
        });
        return [
          {
            holds: (live?.data as { nodes?: string } | undefined)?.nodes !== undefined,
            statement: { zh: '分级表已填写', en: 'the form is filled in' },
          },
        ];
      },
      undo: {
        describe: { zh: '删除误登记的事件记录', en: 'a record made by mistake is deleted' },
        plan: async ({ parameters }) => [
          deletionByName(
            { id: 'remove-record', does: { zh: '删除记录', en: 'delete the record' } },
            { kind: 'ConfigMap', name: recordName(parameters.ticket), namespace: holdNamespace },
          ),
        ],
        observe: ({ read }, action) => observeRequest(read, action),
      },
    },
    {
      id: 'grade-and-report',
      title: { zh: '定级并首报', en: 'Grade, and report' },
      precheck: async () => [],
      plan: async ({ parameters: { operator, level, discovered } }) => {
        const due = reportDue(operator, level, discovered);
        const { to, basis, certainty } = firstReport[operator];
        return [
          {
            id: 'grade-and-report',
            kind: 'manual',
            does: {
              zh: '由人核定级别并报告（平台不代为报告）',
              en: 'people settle the level and report (the platform reports to nobody)',
            },
            checklist: [
              ...thresholds.map(({ statement, certainty: sure }) => ({
                zh: `已核对：${statement.zh}${sure === 'U' ? '（待站点确认，不作判断依据）' : ''}`,
                en: `Looked at: ${statement.en}${sure === 'U' ? ' (to be confirmed, decides nothing)' : ''}`,
              })),
              due
                ? {
                    zh: `已于 ${due.toISOString()} 前首报：${to.zh}（${basis}，${certainty}）`,
                    en: `First report made before ${due.toISOString()} to: ${to.en} (${basis}, ${certainty})`,
                  }
                : {
                    zh: '本级别无首报义务，已按本单位规定内部报告',
                    en: 'This level asks for no report outside; told inside by the unit’s own rule',
                  },
              { zh: '已写明报告人岗位、时间与回执', en: 'Post of who reported, time and receipt are written down' },
            ],
          },
        ];
      },
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
  ],
});
