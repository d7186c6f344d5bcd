import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { samplesOf, unknownSource } from './looks/sources.ts';

const day = 86_400_000;

export const reviewAlerts = defineInspection({
  id: 'review-alerts',
  title: runbooks['review-alerts'].title,
  purpose: {
    zh: '每日审阅告警排行、静默日志源、被拒绝的请求与登录失败，写审阅意见。',
    en: 'Daily: top alerts, silent sources, refused requests and failed logins, with a review note.',
  },
  alerts: [],
  duties: ['RB-D06'],
  roles: ['security-admin', 'audit-admin'],
  escalation: { zh: '可疑行为按 triage-incident 定级。', en: 'Suspicious behaviour is graded with triage-incident.' },
  scope: 'network',
  parameters: {},
  people: [
    {
      zh: '排行前列的告警已逐条看过，结论写在备注',
      en: 'The top alerts were looked at one by one (conclusion in the note)',
    },
    { zh: '被拒绝最多的账号已核对', en: 'The accounts that were refused most were checked' },
  ],
  look: async (context) => {
    const { platform, now } = context;
    const alerts = await platform.alerts();
    const audit = await platform.audit(new Date(now().getTime() - day));
    const silent = await samplesOf(context, 'zf_log_sources_silent');
    const logins = await samplesOf(
      context,
      'zf_login_failures_total',
      (metric) => `topk(10, increase(${metric}[24h]))`,
    );
    const refused = countBy((audit ?? []).filter(({ code }) => code === 401 || code === 403).map(({ user }) => user));
    const names = countBy((alerts ?? []).map(({ name }) => name));
    const silentSources = silent.samples.reduce((sum, { value }) => sum + value, 0);
    const findings: InspectionFinding[] = [...silent.missing, ...logins.missing];
    if (!alerts) findings.push(unknownSource('alerts', { zh: '告警', en: 'alerts' }, named));
    if (!audit) findings.push(unknownSource('audit log', { zh: '审计日志', en: 'the audit log' }, brought));
    if (silentSources > 0) {
      findings.push({
        subject: 'log sources',
        fault: { zh: `${silentSources} 个日志源静默`, en: `${silentSources} sources are silent` },
        remedy: {
          zh: '用 recover-audit-pipeline 恢复并登记缺口。',
          en: 'Recover them with recover-audit-pipeline, and record the gap.',
        },
      });
    }
    return {
      findings,
      tables: [
        table({ zh: '告警排行', en: 'Top alerts' }, names),
        table({ zh: '24 小时内被拒绝的账号', en: 'Accounts refused within a day' }, refused),
        table(
          { zh: '24 小时登录失败', en: 'Failed logins of a day' },
          logins.samples.map(({ labels, value }) => [labels.system ?? '', Math.round(value)] as const),
        ),
      ],
      facts: { 'silent sources': String(silentSources), 'kinds of alerts': String(names.length) },
    };
  },
});

const named = { zh: '用 --prometheus 给出地址。', en: 'Name Prometheus with --prometheus.' };
const brought = { zh: '在存有审计日志的机器上审阅。', en: 'Review it on the machine that keeps the audit log.' };

function countBy(values: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1]).slice(0, 10);
}

function table(title: { zh: string; en: string }, rows: readonly (readonly [string, number])[]) {
  const columns = [
    { zh: '项', en: 'item' },
    { zh: '次数', en: 'times' },
  ];
  return { title, columns, rows: rows.map(([name, count]) => [name, String(count)]) };
}
