import type { JudgementOutcome } from '../../pipeline/judge-objects.ts';
import { findingsText } from '../../report/findings.ts';
import type { Language } from '../context.ts';

/** What could not be read, the findings by rule, what the proof says, and what the gate decided. */
export function findingLines({ result, decision }: JudgementOutcome, language: Language, all: boolean): string {
  const verdict = decision.open ? { zh: '放行', en: 'The gate is open.' } : { zh: '不放行', en: 'The gate is closed.' };
  return [
    ...result.inputErrors,
    findingsText(result, { language, all }).trimEnd(),
    ...decision.proofDifferences,
    verdict[language],
  ].join('\n');
}
