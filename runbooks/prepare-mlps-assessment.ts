import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const prepareMlpsAssessment = defineInspection({
  id: 'prepare-mlps-assessment',
  title: runbooks['prepare-mlps-assessment'].title,
  purpose: {
    zh: '每年等级测评前导出三级及以上系统、条款证据与未整改项。测评结论只由有资质的机构作出。',
    en: 'Before the yearly assessment: systems of level 3 and up, evidence by clause, and what is still open. Only a licensed body concludes.',
  },
  alerts: [],
  duties: ['RB-Y01'],
  roles: ['security-admin', 'unit-leader'],
  escalation: {
    zh: '超过 12 个月未测评的系统，报单位负责人并暂停变更。',
    en: 'A system not assessed for twelve months: tell the unit leader, and hold its changes.',
  },
  scope: 'site',

  parameters: {},
  people: [
    { zh: '测评机构资质与保密协议已核对', en: 'Licence and confidentiality agreement of the body were checked' },
    { zh: '上次测评问题已整改（备注填未闭环项）', en: 'What the last one found is mended (open items in the note)' },
    {
      zh: '测评报告已取得并报送公安机关（备注填编号）',
      en: 'The report was received and handed to public security (number in the note)',
    },
  ],
  look: async ({ platform }) => {
    const systems = Object.entries(platform.site.systems).filter(
      ([, { kind, mlpsLevel }]) => kind === 'deployed' && mlpsLevel >= 3,
    );
    return {
      findings: [],
      tables: [
        {
          title: { zh: '三级及以上系统', en: 'Systems of level 3 and up' },
          columns: [
            { zh: '系统', en: 'system' },
            { zh: '级别', en: 'level' },
            { zh: '备案', en: 'filing' },
            { zh: '备案日期', en: 'filed' },
          ],
          rows: systems.map(([id, { mlpsLevel, filing }]) => [
            id,
            String(mlpsLevel),
            filing?.number ?? '—',
            filing?.date ?? '—',
          ]),
        },
      ],
      facts: { systems: systems.map(([id]) => id).join(',') },
    };
  },
});
