import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';
import { dataAssets } from './looks/data-assets.ts';

export const regradeData = defineInspection({
  id: 'regrade-data',
  title: runbooks['regrade-data'].title,
  purpose: {
    zh: '每年数据目录重新定级：列出全部资产与现定级别，由人逐项判断是否触发重新定级（GB/T 43697 附录 J）。',
    en: 'Yearly re-grading: all assets with their class; people judge each against the triggers of GB/T 43697 Annex J.',
  },
  alerts: [],
  duties: ['RB-Y09'],
  roles: ['data-security-officer'],
  escalation: {
    zh: '级别升高的，一个月内补足保护措施。',
    en: 'A class that rises: protection follows within a month.',
  },
  scope: 'site',

  parameters: {},
  people: [
    {
      zh: '数据规模、用途、共享范围有变化的资产已逐项复核',
      en: 'Assets whose size, use or sharing changed were looked at one by one',
    },
    {
      zh: '定级结果已批准并改入声明（备注填变更单号）',
      en: 'The result was approved and entered in the declaration (number in the note)',
    },
  ],
  look: async ({ platform }) =>
    dataAssets(platform, { zh: '数据资产', en: 'Data assets' }, ({ system }) => system !== ''),
});
