import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { guardPeriodAt } from './kit/approvals/policy.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { unknownSource } from './looks/sources.ts';

const ended = new Set(['finished', 'aborted', 'undone']);

export const handOverShift = defineInspection({
  id: 'hand-over-shift',
  title: runbooks['hand-over-shift'].title,
  purpose: {
    zh: '每班交接：未收尾的处置、正在触发的告警、是否在重保期；交接双方签名。',
    en: 'At every change of shift: runs that are not closed, alerts that fire, whether a protection period is on; signed by both.',
  },
  alerts: [],
  duties: ['RB-D01'],
  roles: ['on-call'],
  escalation: { zh: '有疑问不接班，报带班领导。', en: 'Whoever is in doubt does not take over; tell the unit leader.' },
  scope: 'network',
  countersigned: true,
  parameters: {},
  people: [
    {
      zh: '未闭环事件与已做到哪一步已当面说明',
      en: 'Open incidents, and how far each has come, were explained face to face',
    },
    { zh: '值班电话、门禁、介质与密钥已交接', en: 'Duty telephone, door access, media and keys were handed over' },
    { zh: '接班人已阅读上一班记录', en: 'Whoever takes over has read the log of the last shift' },
  ],
  look: async ({ platform, target, now }) => {
    const runs = (await platform.runs()).filter(
      ({ network, phase }) => network === target.network && !ended.has(phase),
    );
    const alerts = await platform.alerts();
    const guard = guardPeriodAt(platform.site.guardPeriods, now());
    const firing = alerts?.filter(({ state }) => state === 'firing') ?? [];
    const findings: InspectionFinding[] = runs.map(({ run, phase }) => ({
      subject: run,
      fault: { zh: `处置未收尾（${phase}）`, en: `the run is not closed (${phase})` },
      remedy: {
        zh: `fadun runbook resume ${run}，或回退、中止。`,
        en: `fadun runbook resume ${run}, or undo or abort it.`,
      },
    }));
    if (!alerts) {
      findings.push(
        unknownSource(
          'alerts',
          { zh: '告警', en: 'alerts' },
          {
            zh: '用 --prometheus 给出地址，或在值班台上查看。',
            en: 'Name Prometheus with --prometheus, or look at the console.',
          },
        ),
      );
    }
    return {
      findings,
      tables: [
        {
          title: { zh: '未收尾的处置', en: 'Runs not closed' },
          columns: [
            { zh: '编号', en: 'run' },
            { zh: '手册', en: 'runbook' },
            { zh: '阶段', en: 'phase' },
            { zh: '操作人', en: 'operator' },
          ],
          rows: runs.map(({ run, runbook, phase, operator }) => [run, runbook, phase, operator]),
        },
        {
          title: { zh: '正在触发的告警', en: 'Alerts that fire' },
          columns: [
            { zh: '告警', en: 'alert' },
            { zh: '级别', en: 'severity' },
          ],
          rows: firing.map(({ name, severity }) => [name, severity]),
        },
      ],
      facts: {
        'protection period': guard?.id ?? 'none',
        'runs not closed': String(runs.length),
        'alerts firing': String(firing.length),
      },
    };
  },
});
