import { setTimeout as delay } from 'node:timers/promises';
import type { Action } from './kit/action.ts';
import { membersAreCurrent, restartAction } from './kit/control-plane-checks.ts';
import { hostAction, hostOf, observeHost } from './kit/host-actions.ts';
import { type Check, defineRunbook, type ReadContext } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';

type Context = ReadContext<unknown>;

/** Flags without which no event is written. */
const auditFlags = ['audit-policy-file', 'audit-log-path'] as const;

interface Causes {
  readonly flags: readonly string[];
  readonly policy: boolean;
  readonly sink: string | undefined;
  readonly restart: boolean;
}

/** Why the log may be silent, as far as the hosts show: each has its own mending. */
async function causesOf(context: Context): Promise<Causes> {
  const host = hostOf(context);
  const [status, flags, changed, members] = await Promise.all([
    host.auditStatus(),
    host.flags('kube-apiserver'),
    host.changedFlags('kube-apiserver'),
    host.members(),
  ]);
  const servers = members.filter(({ component }) => component === 'kube-apiserver');
  const missing = auditFlags.filter((name) => flags[name] === undefined || changed.includes(name));
  return {
    flags: missing,
    policy: status.policySha256 !== status.declaredSha256,
    sink: status.sinkFault,
    restart: servers.some((member) => !member.current || !member.healthy),
  };
}

function causeCheck(causes: Causes): Check {
  const found = [
    ...causes.flags.map((flag) => `flag ${flag} is missing or changed`),
    ...(causes.policy ? ['the policy is not the declared one'] : []),
    ...(causes.sink === undefined ? [] : [causes.sink]),
    ...(causes.restart ? ['an API server runs with something else than its host has, or does not serve'] : []),
  ];
  return {
    holds: true,
    statement: { zh: '审计中断的原因已查明', en: 'the cause of the silence is found' },
    seen: found.join('; ') || 'none on the hosts: flags, policy and log are as declared',
  };
}

async function mending(context: Context): Promise<readonly Action[]> {
  const causes = await causesOf(context);
  const back = Object.fromEntries(causes.flags.map((name) => [name, null]));
  const actions: readonly (Action | false)[] = [
    causes.flags.length > 0 &&
      hostAction(
        'flags',
        { zh: `恢复启动参数 ${causes.flags.join('、')}`, en: `put flags back: ${causes.flags.join(', ')}` },
        'setFlags',
        'kube-apiserver',
        back,
      ),
    (causes.policy || causes.flags.includes('audit-policy-file')) &&
      hostAction('policy', { zh: '恢复声明的审计策略', en: 'put the declared policy back' }, 'restoreAuditPolicy'),
    causes.sink !== undefined &&
      hostAction(
        'sink',
        { zh: '恢复日志可写；挡路之物移到一旁，不删除', en: 'make the log writable; what is in its way is put aside' },
        'repairAuditSink',
      ),
  ];
  const changes = actions.filter((action) => action !== false);
  // A log whose file was moved or whose disk was full is opened anew by a restart only.
  return changes.length > 0 || causes.restart ? [...changes, restartAction('kube-apiserver')] : [];
}

/** A read of something that is not there, under a name of its own, must turn up in the log. */
async function eventArrives(context: Context): Promise<Check> {
  const name = `fadun-audit-probe-${context.now().getTime().toString(36)}`;
  await context.read.get(`/api/v1/namespaces/${name}`);
  let arrived = false;
  for (let attempt = 0; attempt < 50 && !arrived; attempt++) {
    arrived = await hostOf(context).auditHolds(name);
    if (!arrived) await delay(100);
  }
  return {
    holds: arrived,
    statement: { zh: '一次请求从发出到落入审计日志', en: 'a request is found in the log, end to end' },
    seen: name,
  };
}

export const recoverAuditPipeline = defineRunbook({
  id: 'recover-audit-pipeline',
  title: { zh: '恢复审计链路', en: 'Recover the audit pipeline' },
  purpose: {
    zh: '审计日志静默：策略被清空、日志不可写或磁盘已满、启动参数被去除。',
    en: 'The audit log is silent: its policy was emptied, it cannot be written, or its flags were taken out.',
  },
  alerts: [],
  duties: ['RB-I09'],
  roles: ['on-call', 'system-admin'],
  blastRadius: {
    zh: 'API 服务器逐个重启；日志缺口登记为事件，不补写。',
    en: 'API servers restart one after the other; the gap in the log is recorded as an incident and never filled in.',
  },
  escalation: {
    zh: '原因不明或再次中断：按人为破坏处置，报安全管理员与审计管理员，先执行 preserve-evidence。',
    en: 'Where the cause is not found, or it falls silent again: treat it as sabotage, tell security and audit administrator, preserve evidence first.',
  },
  // The declared state is put back; what had been changed is kept for the inquiry, not for a return.
  class: 'additive',
  reversible: false,
  parameters: {},
  steps: [
    {
      id: 'mend',
      title: { zh: '查明原因并恢复', en: 'Find the cause and mend it' },
      precheck: async (context) => {
        const { lastEvent } = await hostOf(context).auditStatus();
        return [
          causeCheck(await causesOf(context)),
          {
            holds: true,
            statement: {
              zh: '最后一条事件的时间已记录（缺口自此开始）',
              en: 'the last event is noted: the gap begins there',
            },
            seen: lastEvent ?? 'there is none',
          },
        ];
      },
      plan: mending,
      observe: observeHost,
      verify: async (context) => {
        const { flags, policy, sink } = await causesOf(context);
        return [
          {
            holds: flags.length === 0 && !policy && sink === undefined,
            statement: { zh: '启动参数、策略与日志均如声明', en: 'flags, policy and log are as declared' },
          },
          await membersAreCurrent(context, 'kube-apiserver'),
          await eventArrives(context),
          {
            holds: true,
            statement: { zh: '缺口的终点已记录', en: 'the end of the gap is noted' },
            seen: context.now().toISOString(),
          },
        ];
      },
      save: async (context) => {
        const { lastEvent, policySha256 } = await hostOf(context).auditStatus();
        const flags = await hostOf(context).flags('kube-apiserver');
        const present = auditFlags.map((name) => [name, flags[name] ?? null]);
        return { lastEvent: lastEvent ?? null, policySha256, flags: Object.fromEntries(present) } as unknown as Json;
      },
    },
  ],
});
