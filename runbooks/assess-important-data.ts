import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';
import { dataAssets } from './looks/data-assets.ts';

export const assessImportantData = defineInspection({
  id: 'assess-important-data',
  title: runbooks['assess-important-data'].title,
  purpose: {
    zh: '每年重要数据风险评估：导出重要、核心数据资产及其管理方与使用方。',
    en: 'Yearly risk assessment of important data: important and core assets with their managers and users.',
  },
  alerts: [],
  duties: ['RB-Y05'],
  roles: ['data-security-officer'],
  escalation: {
    zh: '发现核心数据风险的，立即报数据主管部门。',
    en: 'A risk to core data is reported to the data authority at once.',
  },
  scope: 'site',

  parameters: {},
  people: [
    {
      zh: '每项资产的处理目的、方式、范围与保护措施已评估',
      en: 'Purpose, manner, scope and protection of each asset were assessed',
    },
    {
      zh: '评估报告已报送主管部门并取得回执（备注填编号）',
      en: 'The report was handed to the authority and acknowledged (number in the note)',
    },
  ],
  look: async ({ platform }) =>
    dataAssets(
      platform,
      { zh: '重要与核心数据资产', en: 'Important and core assets' },
      ({ dataClass }) => dataClass !== 'general',
    ),
});
