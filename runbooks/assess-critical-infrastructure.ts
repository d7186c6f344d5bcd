import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const assessCriticalInfrastructure = defineInspection({
  id: 'assess-critical-infrastructure',
  title: runbooks['assess-critical-infrastructure'].title,
  purpose: {
    zh: '被认定为关键信息基础设施的，每年检测评估一次。只能由人与有资质的机构完成。',
    en: 'Where the site is identified as critical infrastructure: yearly detection and assessment, by people and a qualified body.',
  },
  alerts: [],
  duties: ['RB-Y04'],
  roles: ['security-admin', 'unit-leader'],
  escalation: {
    zh: '重大风险当日报保护工作部门与公安机关。',
    en: 'A grave risk is reported the same day to the protection department and public security.',
  },
  scope: 'site',

  parameters: {},
  people: [
    {
      zh: '认定情况已与保护工作部门核对',
      en: 'Whether it is identified as such was checked with the protection department',
    },
    {
      zh: '检测评估已由有资质的机构完成（备注填报告编号）',
      en: 'A qualified body has done the assessment (number of the report in the note)',
    },
    { zh: '问题整改已闭环并报送', en: 'What it found is mended and reported' },
  ],
});
