import { soundSystem } from './register-facts.ts';
import { type RegisterFault, registerRule } from './register-rule.ts';

/** Each deployed system is filed with the police, and one with important data names its officer. Evidence for mlps3:8.1.9.1 d). */
export const systemsAreFiled = registerRule({
  id: 'systems-are-filed',
  title: {
    en: 'Deployed systems are filed and have a data security officer',
    zh: '已部署系统完成备案并明确数据安全负责人',
  },
  reason: {
    en: 'Grading without filing binds nobody; important data without an officer have no owner.',
    zh: '只定级不备案没有约束力；重要数据无负责人即无人负责。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.9.1 d)', 'data:DSL 27'],
  remedy: { en: 'Give filing number and date, and the post of the officer.', zh: '填写备案编号、日期及负责人岗位。' },
  judge({ systems, declaredOn }) {
    const deployed = systems.filter(({ kind }) => kind === 'deployed');
    const faults = deployed.flatMap(({ path, filing, dataClass, dataSecurityOfficer }): RegisterFault[] => [
      ...(filing && filing.number.trim() !== '' && filing.date <= declaredOn
        ? []
        : [{ path: `${path}.filing`, message: 'is not filed' }]),
      ...(dataClass === 'general' || dataSecurityOfficer
        ? []
        : [{ path: `${path}.dataSecurityOfficer`, message: `${dataClass} data without a data security officer` }]),
    ]);
    return { judged: deployed.length, faults };
  },
  examples: {
    compliant: [
      {},
      {
        systems: [
          soundSystem,
          { id: 'word', path: 'systems.word', kind: 'programme', mlpsLevel: 2, dataClass: 'general' },
        ],
      },
    ],
    violating: [
      { filing: undefined },
      { filing: { number: ' ', date: '2025-11-28' } },
      { filing: { number: 'EX-1', date: '2027-01-01' } },
      { dataSecurityOfficer: undefined },
    ].map((change) => ({ systems: [{ ...soundSystem, ...change } as typeof soundSystem] })),
  },
});
