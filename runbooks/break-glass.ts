import { setTimeout as delay } from 'node:timers/promises';
import { type HeldObject, heldKey, holdNamespace } from '../policies/hold.ts';
import type { Action } from './kit/action.ts';
import { type Kind, type ObjectRef, objectPath } from './kit/cluster/kinds.ts';
import { getObject } from './kit/cluster/read.ts';
import { creation, deletionByName, holdsAll, observeRequest } from './kit/cluster/requests.ts';
import { parameter } from './kit/parameters.ts';
import { type ActContext, defineRunbook, type Observation, type ReadContext } from './kit/runbook.ts';
import { accessExpiry } from './revoke-expired-access.ts';
import {
  announcement,
  type EmergencyGrant,
  emergencyName,
  emergencyRights,
  grantObjects,
  reviewRecord,
} from './steps/break-glass.ts';
import { markStep } from './steps/mark.ts';

type Parameters = EmergencyGrant & { readonly minutes: number; readonly reason: string };

/** Hours within which the security administrator reviews an emergency access (see the approval policy). */
const reviewHours = 72;

/** Until the API servers trace: their informers see a new binding within a second, and no answer says so. */
const traceSeconds = 3;

const anchor: ObjectRef = { kind: 'Secret', name: emergencyName, namespace: holdNamespace };

function refOf({ kind, metadata: { name, namespace } }: ReturnType<typeof grantObjects>[number]): ObjectRef {
  return { kind: kind as Kind, name, ...(namespace ? { namespace } : {}) };
}

function actionOf(kind: string): string {
  return `make-${kind.toLowerCase()}`;
}

function opening(grant: EmergencyGrant): readonly Action[] {
  const made = grantObjects(grant).map((object) => {
    const isBinding = object.kind.endsWith('RoleBinding');
    const words = {
      id: actionOf(object.kind),
      does: {
        zh: `建立 ${object.kind} ${object.metadata.name}`,
        en: `make the ${object.kind} ${object.metadata.name}`,
      },
      ...(isBinding ? { drawnWhenActing: [accessExpiry] } : {}),
    };
    return creation(words, object);
  });
  const said = creation(
    {
      id: 'announce',
      does: { zh: '在集群事件中公告', en: 'say it in the cluster’s events' },
      drawnWhenActing: ['time'],
    },
    announcement(grant),
  );
  return [said, ...made];
}

/** What is only known now: the end of the access, and the time of the announcement. */
async function open(context: ActContext<Parameters>, action: Action): Promise<string> {
  if (action.kind !== 'request') return context.execute(action);
  if (action.id === actionOf('ValidatingAdmissionPolicyBinding')) {
    const account = await context.execute(action);
    await delay(traceSeconds * 1000);
    return account;
  }
  const now = context.now();
  const body = action.body as { readonly metadata: { readonly annotations?: Record<string, string> } };
  if (action.id === 'announce') {
    const at = now.toISOString().replace(/\.\d+Z$/, 'Z');
    const drawn = { firstTimestamp: at, lastTimestamp: at, eventTime: null };
    return context.execute({ ...action, body: { ...body, ...drawn } });
  }
  if (!action.id.endsWith('rolebinding')) return context.execute(action);
  const expires = new Date(now.getTime() + context.parameters.minutes * 60_000).toISOString();
  const metadata = { ...body.metadata, annotations: { [accessExpiry]: expires } };
  return context.execute({ ...action, body: { ...body, metadata } });
}

/** Secrets are seen by their metadata only, and only while a run acts. */
async function observeOpening({ read }: ReadContext<Parameters>, action: Action): Promise<Observation> {
  if (action.id !== actionOf('Secret') || !read.metadata) return observeRequest(read, action);
  const body = (
    action as unknown as { readonly body: { readonly metadata: { readonly labels: Record<string, string> } } }
  ).body;
  const live = await read.metadata(objectPath(anchor));
  return holdsAll(live, { metadata: { labels: body.metadata.labels } }) ? 'done' : 'not-done';
}

function closing(grant: EmergencyGrant): readonly Action[] {
  const order = ['Secret', 'RoleBinding', 'ClusterRoleBinding', 'ServiceAccount'];
  const rank = (kind: string) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return grantObjects(grant)
    .toSorted((left, right) => rank(left.kind) - rank(right.kind))
    .map((object) =>
      deletionByName(
        {
          id: `remove-${object.kind.toLowerCase()}`,
          does: {
            zh: `删除 ${object.kind} ${object.metadata.name}${object.kind === 'Secret' ? '（令牌随之立即失效）' : ''}`,
            en: `delete the ${object.kind} ${object.metadata.name}${object.kind === 'Secret' ? ' (the token ends with it, at once)' : ''}`,
          },
        },
        refOf(object),
      ),
    );
}

async function observeClosing({ read }: ReadContext<Parameters>, action: Action): Promise<Observation> {
  if (action.id !== 'remove-secret' || !read.metadata) return observeRequest(read, action);
  return (await read.metadata(objectPath(anchor))) === undefined ? 'done' : 'not-done';
}

/** Draws the token and leaves it with the operator: its value passes through no plan, journal, log or trace. */
async function handOverToken(context: ActContext<Parameters>, action: Action): Promise<string> {
  if (action.kind !== 'request') return context.execute(action);
  const bound = (await context.read.metadata?.(objectPath(anchor))) as { metadata?: { uid?: string } } | undefined;
  const uid = bound?.metadata?.uid;
  if (!uid)
    throw new Error('break-glass: the object that the token is bound to is not there. Undo the run, then plan again.');
  const spec = (action.body as { readonly spec: { readonly boundObjectRef: object } }).spec;
  const asked = {
    ...action,
    body: { ...(action.body as object), spec: { ...spec, boundObjectRef: { ...spec.boundObjectRef, uid } } },
  };
  const answer = (await context.answerTo(asked)) as
    | { status?: { token?: string; expirationTimestamp?: string } }
    | undefined;
  const { token, expirationTimestamp } = answer?.status ?? {};
  if (!token) throw new Error('break-glass: the API server gave no token. Look at its log, then resume the run.');
  const path = await context.handOver(`break-glass-${context.run}.token`, token);
  return `left in ${path}, valid until ${expirationTimestamp}`;
}

export const breakGlass = defineRunbook({
  id: 'break-glass',
  title: { zh: '启用应急授权', en: 'Break-glass access' },
  purpose: {
    zh: '正常变更路径不可用而必须直接操作集群时，发放限时（不超过 1 小时）、绑定对象、全程留痕的应急令牌，用毕收回并复核。',
    en: 'The ordinary change path cannot be used and the cluster must be worked on directly: a token for at most an hour, bound to an object, traced throughout, taken back after use and reviewed.',
  },
  alerts: [],
  duties: ['RB-Q07'],
  roles: ['on-call', 'system-admin', 'security-admin'],
  blastRadius: {
    zh: '在授权范围内可直接更改对象，绕过计划与审批；证明在此期间不成立。',
    en: 'Objects in its scope can be changed directly, past plan and approval; the proof is void meanwhile.',
  },
  escalation: {
    zh: '令牌遗失或怀疑外泄：立即回退本次执行（令牌即刻失效），报安全管理员。',
    en: 'Token lost or leaked: undo this run at once (the token ends immediately) and tell the security administrator.',
  },
  class: 'widening',
  breakGlass: true,
  reversible: true,
  parameters: {
    right: parameter.choice({ zh: '权限', en: 'right' }, emergencyRights),
    namespace: parameter.optional(
      parameter.label({ zh: '命名空间；缺省为本网络全部', en: 'namespace; the whole network by default' }),
    ),
    minutes: parameter.integer({ zh: '有效分钟数', en: 'minutes it lasts' }, 10, 60),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
    reason: parameter.reason({ zh: '事由', en: 'why' }),
  },
  steps: [
    markStep<Parameters>(
      async ({ parameters }) => ({
        name: 'hold-break-glass',
        runbook: 'break-glass',
        subject: parameters.ticket,
        objects: grantObjects(parameters).map((object): HeldObject => ({ object: heldKey(object), as: 'added' })),
      }),
      'mark-grant',
    ),
    {
      id: 'open',
      title: { zh: '公告并建立授权', en: 'Announce and open' },
      precheck: async ({ read }) => [
        {
          holds:
            (await getObject(read, { kind: 'ServiceAccount', name: emergencyName, namespace: holdNamespace })) ===
            undefined,
          statement: { zh: '没有其他应急授权生效', en: 'no other emergency access is open' },
        },
      ],
      plan: async ({ parameters }) => opening(parameters),
      act: open,
      observe: observeOpening,
      verify: async ({ parameters, read }) => {
        const binding = grantObjects(parameters).find(
          ({ kind }) => kind.endsWith('RoleBinding') && !kind.startsWith('Validating'),
        )!;
        const live = await getObject(read, refOf(binding));
        return [
          {
            holds: live?.metadata.annotations?.[accessExpiry] !== undefined,
            statement: { zh: '授权已建立并标明到期时间', en: 'the grant stands and names its end' },
            seen: live?.metadata.annotations?.[accessExpiry] ?? '',
          },
        ];
      },
      undo: {
        describe: { zh: '收回令牌与授权', en: 'token and right are taken back' },
        plan: async ({ parameters }) => closing(parameters),
        observe: observeClosing,
      },
    },
    {
      id: 'hand-over',
      title: { zh: '发放令牌', en: 'Hand the token over' },
      precheck: async () => [],
      plan: async ({ parameters: { minutes } }) => [
        {
          id: 'draw-token',
          kind: 'request',
          does: {
            zh: `签发 ${minutes} 分钟有效、绑定到 Secret 的令牌，存入操作员的私有文件（0600）`,
            en: `draw a token for ${minutes} minutes, bound to the Secret, into a file that only the operator reads (0600)`,
          },
          drawnWhenActing: ['token', 'uid'],
          method: 'POST',
          path: `${objectPath({ kind: 'ServiceAccount', name: emergencyName, namespace: holdNamespace })}/token`,
          body: {
            apiVersion: 'authentication.k8s.io/v1',
            kind: 'TokenRequest',
            spec: {
              expirationSeconds: minutes * 60,
              boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: emergencyName },
            },
          },
        },
      ],
      act: handOverToken,
      // A token leaves no trace in the cluster; drawing another does no harm, since all end with the same object.
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
    {
      id: 'work',
      title: { zh: '应急操作', en: 'The emergency work' },
      precheck: async () => [],
      plan: async ({ parameters: { minutes, reason } }) => [
        {
          id: 'work',
          kind: 'manual',
          does: {
            zh: `由人在 ${minutes} 分钟内完成应急操作：${reason}`,
            en: `a person does the emergency work within ${minutes} minutes: ${reason}`,
          },
          checklist: [
            { zh: '操作完成，令牌不再需要', en: 'The work is done and the token is needed no more' },
            { zh: '改动已记录，将补入站点声明', en: 'What was changed is written down and goes into the declaration' },
            { zh: '令牌文件已删除', en: 'The token’s file is deleted' },
          ],
        },
      ],
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
    {
      id: 'close',
      title: { zh: '收回并登记复核', en: 'Close, and have it reviewed' },
      precheck: async () => [],
      plan: async ({ parameters }) => [
        ...closing(parameters),
        creation(
          {
            id: 'review-due',
            does: {
              zh: `登记待复核：安全管理员 ${reviewHours} 小时内复核`,
              en: `put it down for review by the security administrator within ${reviewHours} hours`,
            },
            drawnWhenActing: ['run', 'due'],
          },
          reviewRecord(parameters),
        ),
        deletionByName(
          { id: 'unmark', does: { zh: '撤去标记', en: 'take the mark away' } },
          { kind: 'ConfigMap', name: 'hold-break-glass', namespace: holdNamespace },
        ),
      ],
      act: (context, action) => {
        if (action.id !== 'review-due' || action.kind !== 'request') return context.execute(action);
        const body = action.body as { readonly data: Readonly<Record<string, string>> };
        const due = new Date(context.now().getTime() + reviewHours * 3_600_000).toISOString();
        return context.execute({ ...action, body: { ...body, data: { ...body.data, run: context.run, due } } });
      },
      observe: observeClosing,
      verify: async ({ parameters, read }) => {
        const left = await Promise.all(
          grantObjects(parameters)
            .filter(({ kind }) => kind !== 'Secret')
            .map(async (object) => ((await getObject(read, refOf(object))) ? heldKey(object) : undefined)),
        );
        const secret = await read.metadata?.(objectPath(anchor));
        const standing = [...left.filter((one) => one !== undefined), ...(secret ? ['Secret'] : [])];
        return [
          {
            holds: standing.length === 0,
            statement: { zh: '令牌与授权均已收回', en: 'nothing of the grant stands any more' },
            seen: standing.join(', '),
          },
        ];
      },
      undo: 'nothing',
    },
  ],
});
