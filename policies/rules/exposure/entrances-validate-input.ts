import { entranceRule } from './entrance-rule.ts';

/** What comes in is checked against the interface’s schema. Evidence for mlps3:8.1.4.4 d). */
export const entrancesValidateInput = entranceRule({
  id: 'entrances-validate-input',
  title: { en: 'Entrances validate input against its schema', zh: '入口按接口定义校验输入' },
  reason: { en: 'What a program does not expect, an attacker does.', zh: '程序未预期的输入，正是攻击者所用。' },
  severity: 'medium',
  controls: ['mlps3:8.1.4.4 d)'],
  remedy: { en: 'Set validation to enforce.', zh: '将 validation 设为 enforce。' },
  faults: ({ validation }) => (validation === 'enforce' ? [] : ['input is not held to a schema']),
  violating: [{ validation: 'report' }, { validation: undefined }],
});
