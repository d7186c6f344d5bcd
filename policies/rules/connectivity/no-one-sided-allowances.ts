import { allowance, closedNamespace, workload } from './example-objects.ts';
import { hygieneRule } from './hygiene-rule.ts';

/** An opening that waits for the other side is not least privilege (GB/T 22239 8.1.3.2 b). */
export const noOneSidedAllowances = hygieneRule({
  id: 'no-one-sided-allowances',
  kind: 'one-sided-allowance',
  title: { en: 'What one side allows the other side allows too', zh: '两端策略一致，不存在单侧放行' },
  reason: {
    en: 'A half-open connection becomes whole by one careless change on the other side.',
    zh: '单侧放行的连接，只需对端一次疏忽的变更即告打开。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.3.2 b)'],
  remedy: {
    en: 'Remove the allowance, or declare the flow so that both sides are generated.',
    zh: '删除该放行，或声明该访问，由平台生成两端策略。',
  },
  examples: {
    compliant: [closedNamespace],
    violating: [
      [...closedNamespace, workload('case', 'database'), ...allowance('case', 'api', 'database', 5432).slice(0, 1)],
    ],
  },
});
