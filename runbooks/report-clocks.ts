import { runbooks } from '../stacks/catalogue/runbooks.ts';
import type { Organ } from '../stacks/model/vocabulary.ts';
import { defineInspection } from './kit/inspection.ts';
import { samplesOf } from './looks/sources.ts';

const reported = ['red', 'orange'] as const;

export const reportClocks = defineInspection({
  id: 'report-clocks',
  title: runbooks['report-clocks'].title,
  purpose: {
    zh: '每日按单位汇总法定时限的红色、橙色事项并送达；只有数量，没有案件数据。',
    en: 'Daily: red and orange items of statutory clocks by organ, delivered to each. Counts only, no case data.',
  },
  alerts: [],
  duties: ['RB-D04'],
  roles: ['on-call'],
  escalation: {
    zh: '红色事项半日内无回执的，报政法委分管领导。',
    en: 'A red item without a receipt within half a day goes to the committee’s unit leader.',
  },
  scope: 'network',
  parameters: {},
  people: [
    {
      zh: '汇总表已送达各单位并取得回执（备注填回执编号）',
      en: 'The digest was delivered to each organ and acknowledged (note the receipts)',
    },
  ],
  look: async (context) => {
    const { site } = context.platform;
    const { samples, missing } = await samplesOf(context, 'zf_clock_open_cases');
    const counts = new Map<string, number>();
    for (const { labels, value } of samples) {
      const owner = site.systems[labels.system ?? '']?.owner ?? 'ALL';
      if (!reported.some((level) => level === labels.level) || value === 0) continue;
      const key = `${owner} ${labels.clock} ${labels.level}`;
      counts.set(key, (counts.get(key) ?? 0) + value);
    }
    const rows = [...counts].map(([key, count]) => [...key.split(' '), String(count)]).sort();
    const red = rows.filter(([, , level]) => level === 'red');
    return {
      findings: [
        ...missing,
        ...red.map(([organ, clock, , count]) => ({
          subject: `${organ as Organ} ${clock}`,
          fault: { zh: `红色 ${count} 件`, en: `${count} red` },
          remedy: { zh: '当日送达该单位并跟踪。', en: 'Deliver to the organ today, and follow it up.' },
        })),
      ],
      tables: [
        {
          title: { zh: '时限红橙事项', en: 'Red and orange items' },
          columns: [
            { zh: '单位', en: 'organ' },
            { zh: '时限', en: 'clock' },
            { zh: '级别', en: 'level' },
            { zh: '件数', en: 'cases' },
          ],
          rows,
        },
      ],
      facts: { 'red items': String(red.length), 'orange items': String(rows.length - red.length) },
    };
  },
});
