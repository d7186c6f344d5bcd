import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

/** Days before its end at which a waiver is decided anew. */
const decisionDays = 30;

export const reviewCompliance = defineInspection({
  id: 'review-compliance',
  title: runbooks['review-compliance'].title,
  purpose: {
    zh: '每季度对本网全部对象跑全部规则，并复核豁免及其剩余天数。结论是条款证据，不是合规结论。',
    en: 'Once a quarter: all rules over all objects of the network, and all waivers with their days left. It is evidence for clauses, never a verdict of compliance.',
  },
  alerts: [],
  duties: ['RB-Q01'],
  roles: ['security-admin'],
  escalation: {
    zh: '阻断项一周内不能整改的，报单位负责人决定豁免或停用。',
    en: 'What blocks and cannot be mended within a week: the unit leader decides on waiver or shutdown.',
  },
  scope: 'network',
  parameters: {},
  people: [
    {
      zh: '每项豁免仍有必要，责任人与批准人不是同一人',
      en: 'Each waiver is still needed, and its owner is not its approver',
    },
  ],
  look: async ({ platform }) => {
    const { verdicts, blocking, waivers } = await platform.compliance();
    return {
      findings: [
        ...blocking.map(({ rule, object, message }) => ({
          subject: `${rule} ${object}`,
          fault: { zh: message, en: message },
          remedy: { zh: '整改，或由另一人批准豁免。', en: 'Mend it, or have another person waive it.' },
        })),
        ...waivers
          .filter(({ daysLeft }) => daysLeft <= decisionDays)
          .map(({ id, daysLeft }) => ({
            subject: `waiver ${id}`,
            fault: { zh: `还有 ${daysLeft} 天到期`, en: `it ends in ${daysLeft} days` },
            remedy: { zh: '决定整改或重新申请。', en: 'Decide: mend, or apply anew.' },
          })),
      ],
      tables: [
        {
          title: { zh: '规则结论', en: 'Verdicts' },
          columns: [
            { zh: '结论', en: 'verdict' },
            { zh: '数量', en: 'count' },
          ],
          rows: Object.entries(verdicts).map(([verdict, count]) => [verdict, String(count)]),
        },
        {
          title: { zh: '豁免', en: 'Waivers' },
          columns: [
            { zh: '豁免', en: 'waiver' },
            { zh: '规则', en: 'rule' },
            { zh: '剩余天数', en: 'days left' },
          ],
          rows: waivers.map(({ id, rule, daysLeft }) => [id, rule, String(daysLeft)]),
        },
      ],
      facts: Object.fromEntries(Object.entries(verdicts).map(([verdict, count]) => [verdict, String(count)])),
    };
  },
});
