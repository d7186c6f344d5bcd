import { randomBytes } from 'node:crypto';
import type { Action } from './kit/action.ts';
import { type ObjectRef, objectPath } from './kit/cluster/kinds.ts';
import type { LiveObject } from './kit/cluster/read.ts';
import { mergePatch, runbookManager } from './kit/cluster/requests.ts';
import { parameter } from './kit/parameters.ts';
import {
  type ActContext,
  defineRunbook,
  type Observation,
  type ReadAccess,
  type ReadContext,
  type Step,
} from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';
import { secretsGiven } from './steps/given-secrets.ts';
import { actRestart, observeRestart, restart, type Workload } from './steps/restart.ts';

type Parameters = {
  readonly namespace: string;
  readonly secret: string;
  readonly entry: string;
  readonly accepting: string;
  readonly ticket: string;
};

/** Annotation of the Secret: how far a rotation has come. It is absent before and after. */
const phaseAnnotation = 'fadun.io/rotating';

/**
 * How far: both values are accepted (`next`), then the new one is used and the old one still accepted (`previous`). At
 * every moment whoever uses a value finds it accepted, and a Pod that restarts on its own finds it too.
 */
type Phase = 'next' | 'previous';

/** Bytes of a drawn credential; written in base64url, so that it fits everywhere. */
const credentialBytes = 32;

/** Workloads of the namespace whose Pods are given the Secret, by volume or by environment. */
async function holders(read: ReadAccess, { namespace, secret }: Parameters): Promise<readonly Workload[]> {
  const given = await secretsGiven(read, namespace);
  return given.filter(({ secrets }) => secrets.has(secret)).map(({ workload }) => workload);
}

function secretRef({ namespace, secret }: Parameters): ObjectRef {
  return { kind: 'Secret', name: secret, namespace };
}

function jsonPatch(words: Pick<Action, 'id' | 'does'>, parameters: Parameters, operations: readonly Json[]): Action {
  return {
    ...words,
    kind: 'request',
    method: 'PATCH',
    path: `${objectPath(secretRef(parameters))}?fieldManager=${runbookManager}`,
    contentType: 'application/json-patch+json',
    body: operations,
  };
}

const annotationPath = `/metadata/annotations/${phaseAnnotation.replace('/', '~1')}`;

/** The Secret's phase as its metadata shows it; values are never read. */
async function phaseOf({ read, parameters }: ReadContext<Parameters>): Promise<Phase | 'none' | 'unknown'> {
  if (!read.metadata) return 'unknown';
  const live = (await read.metadata(objectPath(secretRef(parameters)))) as unknown as LiveObject | undefined;
  if (!live) return 'unknown';
  const phase = live.metadata.annotations?.[phaseAnnotation];
  return phase === `${parameters.entry}/next` ? 'next' : phase === `${parameters.entry}/previous` ? 'previous' : 'none';
}

interface PhaseFacts {
  readonly id: string;
  readonly title: Step<Parameters>['title'];
  /** The Secret's phase once the step's patch is in. */
  readonly reaches: Phase | 'none';
  readonly patch: (parameters: Parameters) => Action;
  /** Whose Pods are restarted then. */
  readonly restarts: (parameters: Parameters, all: readonly Workload[]) => readonly Workload[];
}

const accepting = ({ accepting: name }: Parameters, all: readonly Workload[]) => all.filter((one) => one.name === name);
const using = ({ accepting: name }: Parameters, all: readonly Workload[]) => all.filter((one) => one.name !== name);

const phases: readonly PhaseFacts[] = [
  {
    id: 'accept-new',
    title: { zh: '加入新凭据，新旧均接受', en: 'Add the new one; both are accepted' },
    reaches: 'next',
    restarts: accepting,
    patch: (parameters) =>
      mergePatch(
        {
          id: 'add-next',
          does: {
            zh: `在 Secret ${parameters.namespace}/${parameters.secret} 写入 ${parameters.entry}.next（执行时抽取）`,
            en: `write ${parameters.entry}.next to the Secret ${parameters.namespace}/${parameters.secret}, drawn when acting`,
          },
          drawnWhenActing: [`${parameters.entry}.next`],
        },
        secretRef(parameters),
        { metadata: { annotations: { [phaseAnnotation]: `${parameters.entry}/next` } } },
      ),
  },
  {
    id: 'use-new',
    title: { zh: '改用新凭据，旧的仍接受', en: 'Use the new one; the old is still accepted' },
    reaches: 'previous',
    restarts: using,
    patch: (parameters) =>
      jsonPatch(
        {
          id: 'switch',
          does: {
            zh: `在服务端交换：${parameters.entry} 存为 .previous，.next 成为 ${parameters.entry}（值不经过本程序）`,
            en: `on the server: ${parameters.entry} becomes .previous, .next becomes ${parameters.entry} (no value passes through here)`,
          },
        },
        parameters,
        [
          { op: 'test', path: annotationPath, value: `${parameters.entry}/next` },
          { op: 'copy', from: `/data/${parameters.entry}`, path: `/data/${parameters.entry}.previous` },
          { op: 'move', from: `/data/${parameters.entry}.next`, path: `/data/${parameters.entry}` },
          { op: 'replace', path: annotationPath, value: `${parameters.entry}/previous` },
        ],
      ),
  },
  {
    id: 'drop-old',
    title: { zh: '清除旧凭据', en: 'Drop the old one' },
    reaches: 'none',
    restarts: accepting,
    patch: (parameters) =>
      jsonPatch(
        {
          id: 'remove-previous',
          does: {
            zh: `删除 ${parameters.entry}.previous，旧凭据不再被接受`,
            en: `remove ${parameters.entry}.previous: the old one is accepted no more`,
          },
        },
        parameters,
        [
          { op: 'test', path: annotationPath, value: `${parameters.entry}/previous` },
          { op: 'remove', path: `/data/${parameters.entry}.previous` },
          { op: 'remove', path: annotationPath },
        ],
      ),
  },
];

function stepOf({ id, title, reaches, patch, restarts }: PhaseFacts): Step<Parameters> {
  const chosen = async ({ read, parameters }: ReadContext<Parameters>) =>
    restarts(parameters, await holders(read, parameters));
  const workloadOf = async (context: ReadContext<Parameters>, action: Action) =>
    (await chosen(context)).find((one) => restart(id, one).id === action.id)!;
  return {
    id,
    title,
    precheck: (context) => (reaches === 'next' ? mayRotate(context) : Promise.resolve([])),
    plan: async (context) => [patch(context.parameters), ...(await chosen(context)).map((one) => restart(id, one))],
    act: async (context, action) =>
      action.id.startsWith('restart-')
        ? actRestart(context, action, await workloadOf(context, action), id)
        : action.id === 'add-next'
          ? context.execute(withDrawn(context, action))
          : context.execute(action),
    observe: async (context, action): Promise<Observation> => {
      if (action.id.startsWith('restart-')) return observeRestart(context, await workloadOf(context, action), id);
      const phase = await phaseOf(context);
      return phase === 'unknown' ? 'unclear' : phase === reaches ? 'done' : 'not-done';
    },
    verify: async (context) => {
      const phase = await phaseOf(context);
      return [
        {
          holds: phase === reaches,
          statement: { zh: 'Secret 处于本步骤应有的状态', en: 'the Secret is where this step leaves it' },
          seen: phase,
        },
      ];
    },
  };
}

/** Fills the drawn value in; it goes to the API server and nowhere else. */
function withDrawn({ parameters }: ActContext<Parameters>, action: Action): Action {
  if (action.kind !== 'request') return action;
  const drawn = Buffer.from(randomBytes(credentialBytes).toString('base64url')).toString('base64');
  return { ...action, body: { ...(action.body as object), data: { [`${parameters.entry}.next`]: drawn } } };
}

async function mayRotate({ read, parameters }: ReadContext<Parameters>) {
  const all = await holders(read, parameters);
  const { accepting: name, entry: key } = parameters;
  return [
    {
      holds: all.some((one) => one.name === name),
      statement: {
        zh: `${name} 挂载该 Secret，并接受 ${key}、${key}.next、${key}.previous 三者`,
        en: `${name} is given the Secret, and accepts ${key}, ${key}.next and ${key}.previous`,
      },
      seen: all.map((one) => `${one.kind} ${one.name}`).join(', '),
    },
  ];
}

export const rotateCredentials = defineRunbook({
  id: 'rotate-credentials',
  title: { zh: '轮换凭据', en: 'Rotate credentials' },
  purpose: {
    zh: '组件间凭据泄露、到期或人员变动时轮换：先让服务方新旧均接受，再让使用方改用，最后清除旧值，使用方始终不中断。',
    en: 'A credential between components has leaked, ended, or somebody left: first both values are accepted, then the new one is used, then the old one goes; nobody who uses it is cut off.',
  },
  alerts: [],
  duties: ['RB-I02', 'RB-I08'],
  roles: ['security-admin', 'system-admin', 'on-call'],
  blastRadius: {
    zh: '挂载该 Secret 的工作负载滚动重启两至三次；按各自策略逐个进行。',
    en: 'The workloads that are given the Secret restart two or three times, rolling as each of them says.',
  },
  escalation: {
    zh: '使用方重启后无法认证的，停在当前阶段（新旧均可用），报系统管理员；不要手工删除旧值。',
    en: 'If a user cannot authenticate after its restart, stay in that phase (both values work) and tell the system administrator; do not remove the old value by hand.',
  },
  class: 'destructive',
  reversible: false,
  parameters: {
    namespace: parameter.label({ zh: '命名空间', en: 'namespace' }),
    secret: parameter.name({ zh: 'Secret 名称', en: 'name of the Secret' }),
    entry: parameter.label({ zh: 'Secret 内的键', en: 'key within the Secret' }),
    accepting: parameter.name({
      zh: '接受该凭据的工作负载（服务方）',
      en: 'workload that accepts the credential (the server of the two)',
    }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: phases.map(stepOf),
});
