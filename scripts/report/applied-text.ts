import type { AppliedPlan } from '../change/apply-plan.ts';

/** What applying came to, network by network, for people. */
export function appliedText(applied: readonly AppliedPlan[], language: 'zh' | 'en'): string {
  return applied
    .flatMap(({ network, changed, pruned, objects, verified, approvers, journal, seconds, reviewDue, resumed }) => [
      language === 'zh'
        ? `${network}:${resumed ? '续接;' : ''}变更 ${changed},清除 ${pruned.length},核验 ${verified}/${objects},审批人 ${approvers.join('、')},${seconds} 秒`
        : `${network}: ${resumed ? 'resumed; ' : ''}${changed} changed, ${pruned.length} pruned, ${verified} of ${objects} verified, approved by ${approvers.join(', ')}, ${seconds} s`,
      ...(reviewDue
        ? [language === 'zh' ? `  应急变更,${reviewDue} 前复核` : `  emergency change, review due ${reviewDue}`]
        : []),
      `  ${journal}`,
    ])
    .join('\n');
}
