import { problemText } from '../../../policies/reachability/problem.ts';
import type { ProofReport } from '../../../policies/reachability/report.ts';
import type { Language } from '../context.ts';

/** A proof for people: the numbers, each difference with its witness, each invariant. */
export function proofLines(report: ProofReport, language: Language): string {
  const text = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const witness = (
    sign: string,
    { network, from, to, ports, policies, because }: ProofReport['permittedNotDeclared'][number],
  ) => `${sign} ${network}: ${from} → ${to} ${ports}\n    ${[...policies, because].filter(Boolean).join('; ')}`;
  return [
    report.holds ? text('证明成立', 'The proof holds.') : text('证明不成立', 'The proof does not hold.'),
    text(
      `${report.networks} 个网络,${report.workloads} 个工作负载,${report.policies} 条策略;声明 ${report.declared},允许 ${report.permitted};用时 ${report.seconds.toFixed(2)} 秒`,
      `${report.networks} networks, ${report.workloads} workloads, ${report.policies} policies; ${report.declared} declared, ${report.permitted} permitted; ${report.seconds.toFixed(2)} s`,
    ),
    text(
      `允许而未声明:${report.permittedNotDeclared.length}`,
      `Permitted and not declared: ${report.permittedNotDeclared.length}`,
    ),
    ...report.permittedNotDeclared.map((difference) => witness('  +', difference)),
    text(
      `声明而未允许:${report.declaredNotPermitted.length}`,
      `Declared and not permitted: ${report.declaredNotPermitted.length}`,
    ),
    ...report.declaredNotPermitted.map((difference) => witness('  -', difference)),
    ...report.invariants.map(
      (invariant) =>
        `  ${invariant.holds ? text('成立', 'holds') : text('不成立', 'FAILS')}  ${invariant.title[language]}${
          invariant.holds ? '' : `\n    ${JSON.stringify(invariant.witness)}`
        }`,
    ),
    ...report.void.map(
      ({ network, subject, can, by }) => `  ${text('作废', 'void')}: ${network}: ${subject}: ${can} (${by})`,
    ),
    ...report.problems.map((problem) => `  ${problemText(problem)}`),
  ].join('\n');
}
