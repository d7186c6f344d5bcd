import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import type { AuditEntry } from './kit/platform.ts';
import { unknownSource } from './looks/sources.ts';

const week = 7 * 86_400_000;

/** Controllers and the machinery of the cluster act all the time; whoever else writes is a person or the pipeline. */
const machinery = /^system:(serviceaccount:kube-|kube-|node:|apiserver)|^fadun:sandbox-nodes$/;

const writing = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

export const auditPrivilegedOperations = defineInspection({
  id: 'audit-privileged-operations',
  title: runbooks['audit-privileged-operations'].title,
  purpose: {
    zh: '每周由审计管理员汇总集群上的写操作、进入容器、读取 Secret 与处置执行，出具签名报告。',
    en: 'Weekly, by the audit administrator: writes, entries into containers, reads of Secrets, and runs, in a signed report.',
  },
  alerts: [],
  duties: ['RB-W02'],
  roles: ['audit-admin'],
  escalation: {
    zh: '无审批的特权操作，报单位负责人与纪检。',
    en: 'A privileged operation that nobody approved goes to the unit leader and discipline inspection.',
  },
  scope: 'network',
  parameters: {},
  people: [
    {
      zh: '堡垒机录像与远程访问记录已抽查（平台读不到）',
      en: 'Bastion recordings and remote access were sampled (the platform cannot read them)',
    },
    { zh: '每项特权操作都能对应到审批', en: 'Every privileged operation has its approval' },
  ],
  look: async ({ platform, target, now }) => {
    const since = new Date(now().getTime() - week);
    const audit = await platform.audit(since);
    const runs = (await platform.runs()).filter(
      ({ network, startedAt }) => network === target.network && startedAt >= since.toISOString(),
    );
    const people = (audit ?? []).filter(({ user, code }) => !machinery.test(user) && code < 400);
    const entered = people.filter(({ target: what }) => /\/(exec|attach|portforward)$/.test(what));
    const secrets = people.filter(({ target: what }) => /(^|\/)secrets(\/|$)/.test(what));
    const findings: InspectionFinding[] = audit
      ? []
      : [
          unknownSource(
            'audit log',
            { zh: '审计日志', en: 'the audit log' },
            { zh: '在存有审计日志的机器上执行。', en: 'Run it on the machine that keeps the audit log.' },
          ),
        ];
    for (const { user, target: what, time } of entered) {
      findings.push({
        subject: what,
        fault: { zh: `${user} 于 ${time} 进入容器`, en: `${user} entered it at ${time}` },
        remedy: { zh: '核对是否有审批与录像。', en: 'Match it with its approval and recording.' },
      });
    }
    return {
      findings,
      tables: [
        {
          title: { zh: '一周特权操作', en: 'Privileged operations of the week' },
          columns: [
            { zh: '账号', en: 'account' },
            { zh: '写', en: 'writes' },
            { zh: '进入容器', en: 'entries' },
            { zh: 'Secret', en: 'Secrets' },
          ],
          rows: usersOf(people).map((user) => [
            user,
            count(people, user, ({ verb }) => writing.has(verb)),
            count(entered, user),
            count(secrets, user),
          ]),
        },
        {
          title: { zh: '一周处置', en: 'Runs of the week' },
          columns: [
            { zh: '编号', en: 'run' },
            { zh: '阶段', en: 'phase' },
            { zh: '操作人', en: 'operator' },
          ],
          rows: runs.map(({ run, phase, operator }) => [run, phase, operator]),
        },
      ],
      facts: { accounts: usersOf(people).join(','), 'runs of the week': String(runs.length) },
    };
  },
});

function usersOf(entries: readonly AuditEntry[]): readonly string[] {
  return [...new Set(entries.map(({ user }) => user))].sort();
}

function count(
  entries: readonly AuditEntry[],
  user: string,
  which: (entry: AuditEntry) => boolean = () => true,
): string {
  return String(entries.filter((entry) => entry.user === user && which(entry)).length);
}
