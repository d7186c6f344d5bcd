import { type HeldObject, heldKey, holdNamespace } from '../policies/hold.ts';
import { objectPath, refOf } from './kit/cluster/kinds.ts';
import { getObject } from './kit/cluster/read.ts';
import { creation, deletionByName } from './kit/cluster/requests.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { accessExpiry } from './revoke-expired-access.ts';
import { emergencyName, emergencyRights, grantObjects, reviewRecord } from './steps/break-glass.ts';
import {
  anchor,
  closing,
  type EmergencyParameters,
  handOverToken,
  observeClosing,
  observeOpening,
  open,
  opening,
  reviewHours,
  takeAway,
} from './steps/emergency-access.ts';
import { markStep } from './steps/mark.ts';

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
    markStep<EmergencyParameters>(
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
        act: takeAway,
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
            {
              zh: '令牌未另存他处（其文件由下一步删除）',
              en: 'The token is kept nowhere else (the next step removes its file)',
            },
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
        if (action.id !== 'review-due' || action.kind !== 'request') return takeAway(context, action);
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
