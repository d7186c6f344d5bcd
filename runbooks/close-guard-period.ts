import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const closeGuardPeriod = defineInspection({
  id: 'close-guard-period',
  title: runbooks['close-guard-period'].title,
  purpose: {
    zh: '重保后恢复与总结：列出重保期间的处置与仍未回退的措施，由人撤回临时封禁、解除冻结、复盘。',
    en: 'After a protection period: runs of the period and measures not taken back; people withdraw temporary blocks, lift the freeze, and review.',
  },
  alerts: [],
  duties: ['RB-G04'],
  roles: ['system-admin', 'unit-leader'],
  escalation: {
    zh: '一周内仍未撤回的临时措施，报分管领导。',
    en: 'A temporary measure still there after a week goes to the unit leader.',
  },
  scope: 'network',

  parameters: {},
  people: [
    {
      zh: '临时封禁已逐项撤回（fadun runbook undo）',
      en: 'Temporary blocks were withdrawn one by one (fadun runbook undo)',
    },
    { zh: '变更冻结已解除并通知', en: 'The freeze was lifted and announced' },
    { zh: '总结报告已归档（备注填编号）', en: 'The report is filed (number in the note)' },
  ],
  look: async ({ platform, target, now }) => {
    const today = now().toISOString().slice(0, 10);
    const period = platform.site.guardPeriods.findLast(({ to }) => to < today);
    const runs = (await platform.runs()).filter(
      ({ network, startedAt }) => network === target.network && period && startedAt.slice(0, 10) >= period.from,
    );
    const standing = runs.filter(({ phase }) => phase !== 'undone');
    return {
      findings: standing
        .filter(({ phase }) => phase !== 'finished')
        .map(({ run, phase }) => ({
          subject: run,
          fault: { zh: `处置未收尾（${phase}）`, en: `the run is not closed (${phase})` },
          remedy: { zh: '继续、回退或中止。', en: 'Resume, undo or abort it.' },
        })),
      tables: [
        {
          title: { zh: '重保期间的处置', en: 'Runs of the period' },
          columns: [
            { zh: '编号', en: 'run' },
            { zh: '手册', en: 'runbook' },
            { zh: '阶段', en: 'phase' },
          ],
          rows: runs.map(({ run, runbook, phase }) => [run, runbook, phase]),
        },
      ],
      facts: { period: period?.id ?? 'none', 'measures standing': String(standing.length) },
    };
  },
});
