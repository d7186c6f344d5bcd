import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const auditPersonalInformation = defineInspection({
  id: 'audit-personal-information',
  title: runbooks['audit-personal-information'].title,
  purpose: {
    zh: '个人信息保护合规审计：导出个人信息资产、字段数量与处理依据。',
    en: 'Personal-information compliance audit: assets that hold it, how many fields, and on what basis.',
  },
  alerts: [],
  duties: ['RB-Y10'],
  roles: ['data-security-officer', 'audit-admin'],
  escalation: {
    zh: '无处理依据的，停止处理并报分管领导。',
    en: 'Without a basis the processing stops; tell the unit leader.',
  },
  scope: 'site',

  parameters: {},
  people: [
    { zh: '收集字段与处理目的相符，无超范围收集', en: 'Fields collected fit their purpose, and no more' },
    { zh: '个人权利请求均已在期限内答复', en: 'Requests of individuals were answered in time' },
    { zh: '审计报告已归档（备注填编号）', en: 'The report is filed (number in the note)' },
  ],
  look: async ({ platform }) => {
    const assets = Object.entries(platform.site.assets).filter(([, { personalInformation }]) => personalInformation);
    return {
      findings: assets
        .filter(([, { legalBasis }]) => legalBasis.trim() === '')
        .map(([id]) => ({
          subject: id,
          fault: { zh: '没有处理依据', en: 'it has no legal basis' },
          remedy: { zh: '补充依据，或停止处理。', en: 'State one, or stop processing.' },
        })),
      tables: [
        {
          title: { zh: '个人信息资产', en: 'Assets with personal information' },
          columns: [
            { zh: '资产', en: 'asset' },
            { zh: '字段数', en: 'fields' },
            { zh: '依据', en: 'basis' },
          ],
          rows: assets.map(([id, { fields, legalBasis }]) => [id, String(fields.length), legalBasis]),
        },
      ],
      facts: { assets: assets.map(([id]) => id).join(',') },
    };
  },
});
