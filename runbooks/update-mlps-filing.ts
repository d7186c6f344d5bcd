import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const updateMlpsFiling = defineInspection({
  id: 'update-mlps-filing',
  title: runbooks['update-mlps-filing'].title,
  purpose: {
    zh: '比对等保备案与实际系统：缺备案、备案陈旧、级别变化。',
    en: 'Compares filings with the systems that run: none, old, or a level that changed.',
  },
  alerts: [],
  duties: ['RB-Y02'],
  roles: ['security-admin', 'unit-leader'],
  escalation: {
    zh: '无备案的二级及以上系统，十个工作日内补办。',
    en: 'A system of level 2 and up without a filing: file it within ten working days.',
  },
  scope: 'site',

  parameters: {},
  people: [
    { zh: '备案材料、数据资源与风险隐患清单已更新', en: 'Filing, data survey and list of risks are up to date' },
    { zh: '公安机关备案证明已归档', en: 'The proof of filing is filed' },
  ],
  look: async ({ platform, now }) => {
    const filed = Object.entries(platform.site.systems).filter(
      ([, { kind, mlpsLevel }]) => kind === 'deployed' && mlpsLevel >= 2,
    );
    const yearAgo = new Date(now().getTime() - 365 * 86_400_000).toISOString().slice(0, 10);
    return {
      findings: filed
        .filter(([, { filing }]) => !filing || filing.date < yearAgo)
        .map(([id, { filing }]) => ({
          subject: id,
          fault: filing
            ? { zh: `备案日期 ${filing.date}，已超过一年`, en: `filed ${filing.date}, more than a year ago` }
            : { zh: '没有备案', en: 'it has no filing' },
          remedy: { zh: '核对并更新备案。', en: 'Check it, and file anew.' },
        })),
      tables: [],
      facts: Object.fromEntries(
        filed.map(([id, { mlpsLevel, filing }]) => [id, `${mlpsLevel} ${filing?.number ?? ''}`]),
      ),
    };
  },
});
