import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const testSecurityAwareness = defineInspection({
  id: 'test-security-awareness',
  title: runbooks['test-security-awareness'].title,
  purpose: {
    zh: '每年按岗位进行安全意识与技能考核。只能由人完成。',
    en: 'Yearly test of awareness and skill by post. Only people can do this.',
  },
  alerts: [],
  duties: ['RB-Y07'],
  roles: ['unit-leader'],
  escalation: {
    zh: '未通过的，补考前停用其特权账号。',
    en: 'Who fails loses privileged accounts until the next test.',
  },
  scope: 'site',

  parameters: {},
  people: [
    { zh: '各岗位考核内容与其职责相符', en: 'Each post was tested on what it does' },
    { zh: '全员已考核，补考安排已明确', en: 'Everyone was tested, and re-tests are set' },
    { zh: '成绩与签到已归档', en: 'Results and attendance are filed' },
  ],
});
