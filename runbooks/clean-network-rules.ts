import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const cleanNetworkRules = defineInspection({
  id: 'clean-network-rules',
  title: runbooks['clean-network-rules'].title,
  purpose: {
    zh: '每周从线上策略中找出冗余、单边、不起作用的规则，以及允许与声明之间的差异。',
    en: 'Weekly, from the live policies: rules that are redundant, one-sided or without effect, and what differs from the declaration.',
  },
  alerts: [],
  duties: ['RB-W03'],
  roles: ['security-admin'],
  escalation: {
    zh: '允许多于声明的，当日按事件处理。',
    en: 'Where more is permitted than declared, treat it as an incident the same day.',
  },
  scope: 'network',
  parameters: {},
  people: [
    {
      zh: '边界设备上的规则已按设备变更单核对（平台读不到）',
      en: 'Rules on boundary devices were compared with their change sheets (the platform cannot read them)',
    },
    { zh: '应删规则已开变更单（备注填单号）', en: 'Change tickets were opened for what goes (numbers in the note)' },
  ],
  look: async ({ platform }) => {
    const { holds, declared, permitted, differences, hygiene } = await platform.reachability();
    return {
      findings: [
        ...differences.map((difference) => ({
          subject: 'proof',
          fault: { zh: difference, en: difference },
          remedy: { zh: '用 fadun explain 查看经过。', en: 'See how with fadun explain.' },
        })),
        ...hygiene.map(({ policy, fault }) => ({
          subject: policy,
          fault: { zh: fault, en: fault },
          remedy: {
            zh: '从声明中删去，或补上另一侧。',
            en: 'Take it out of the declaration, or give it its other side.',
          },
        })),
      ],
      tables: [
        {
          title: { zh: '线上策略', en: 'Live policies' },
          columns: [
            { zh: '证明', en: 'proof' },
            { zh: '声明', en: 'declared' },
            { zh: '允许', en: 'permitted' },
          ],
          rows: [[holds ? 'holds' : 'fails', String(declared), String(permitted)]],
        },
      ],
      facts: { declared: String(declared), permitted: String(permitted), 'to clean': String(hygiene.length) },
    };
  },
});
