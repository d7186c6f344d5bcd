import type { JudgementOutcome } from '../pipeline/judge-objects.ts';
import type { Language } from './context.ts';

/** Findings for people, most severe first, then what the gate decided. */
export function findingLines({ result, decision }: JudgementOutcome, language: Language): string {
  const text = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const { verdicts } = result;
  return [
    ...result.inputErrors,
    ...[...decision.blocking, ...decision.remaining].map(
      ({ severity, verdict, rule, object, path, message, remedy, controls, waiver }) => {
        const name = `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`;
        const where = [object.network, name, path].filter(Boolean).join(': ');
        const evidence = controls.length > 0 ? `\n    ${text('对应条款', 'evidence for')} ${controls.join(', ')}` : '';
        return `${verdict} ${severity} ${rule}${waiver ? ` [${waiver}]` : ''}\n    ${where}: ${message}\n    ${remedy}${evidence}\n    ${object.source}`;
      },
    ),
    ...result.waivers.map(({ message, remedy }) => `${message}. ${remedy}`),
    ...decision.proofDifferences,
    text(
      `${result.objects} 个对象,${result.rules} 条规则:通过 ${verdicts.pass},不通过 ${verdicts.fail},错误 ${verdicts.error},未知 ${verdicts.unknown},豁免 ${verdicts.waived};用时 ${result.seconds} 秒`,
      `${result.objects} objects, ${result.rules} rules: ${verdicts.pass} pass, ${verdicts.fail} fail, ${verdicts.error} error, ${verdicts.unknown} unknown, ${verdicts.waived} waived; ${result.seconds} s`,
    ),
    decision.open ? text('放行', 'The gate is open.') : text('不放行', 'The gate is closed.'),
  ].join('\n');
}
