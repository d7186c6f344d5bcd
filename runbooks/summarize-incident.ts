import { holdNamespace, holdOf } from '../policies/hold.ts';
import { listObjects } from './kit/cluster/read.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { summaryDue } from './steps/reporting-clocks.ts';

export const summarizeIncident = defineRunbook({
  id: 'summarize-incident',
  title: { zh: '事件总结', en: 'Summarise an incident' },
  purpose: {
    zh: '处置结束后 30 日内完成总结报告；平台给出时限与尚未撤回的处置，内容由人撰写。',
    en: 'The summary within 30 days after handling: the platform gives the date and the measures still in force, people write it.',
  },
  alerts: [],
  duties: ['RB-I12'],
  roles: ['unit-leader', 'security-admin'],
  blastRadius: { zh: '只读。', en: 'Reads only.' },
  escalation: {
    zh: '临近时限仍未完成的，报单位负责人；不得以总结未完成为由延迟补报。',
    en: 'Near the date the unit leader is told; an unfinished summary is no reason to hold back a supplement.',
  },
  class: 'additive',
  reversible: true,
  parameters: {
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
    handled: parameter.moment({ zh: '处置结束时间', en: 'when handling ended' }),
  },
  steps: [
    {
      id: 'summarise',
      title: { zh: '总结', en: 'Summarise' },
      precheck: async ({ parameters: { handled }, read, now }) => {
        const marks = await listObjects(read, 'ConfigMap', holdNamespace);
        const standing = marks.flatMap((mark) => holdOf(mark) ?? []);
        const due = summaryDue(handled);
        return [
          {
            holds: handled.getTime() <= now().getTime(),
            statement: { zh: '处置结束时间不在将来', en: 'handling did not end in the future' },
          },
          {
            holds: true,
            statement: { zh: '总结时限', en: 'the summary is due' },
            seen: `${due.toISOString()} (${Math.floor((due.getTime() - now().getTime()) / 86_400_000)} d)`,
          },
          {
            holds: true,
            statement: { zh: '尚未撤回的处置', en: 'measures still in force' },
            seen: standing.map(({ name, run, since }) => `${name} ${run} ${since}`).join('; ') || '0',
          },
        ];
      },
      plan: async ({ parameters: { handled } }) => [
        {
          id: 'summarise',
          kind: 'manual',
          does: { zh: '由人撰写并报送总结报告', en: 'people write the summary and hand it in' },
          checklist: [
            {
              zh: `报告已于 ${summaryDue(handled).toISOString()} 前报送并取得回执`,
              en: `Handed in before ${summaryDue(handled).toISOString()}, receipt kept`,
            },
            {
              zh: '含原因、影响、处置过程、责任与整改措施',
              en: 'It holds cause, impact, handling, responsibility and what changes',
            },
            {
              zh: '整改项已成为站点声明或规则的变更',
              en: 'What changes has become a change of the declaration or of a rule',
            },
            {
              zh: '证据包已归档，临时处置已撤回或写明保留理由',
              en: 'Evidence is archived; measures are withdrawn, or the reason to keep them is written down',
            },
          ],
        },
      ],
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
  ],
});
