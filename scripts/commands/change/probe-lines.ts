import type { ProbeReport } from '../../engines/direct/probe.ts';
import type { Language } from '../context.ts';

/** What admission probes showed: one line of totals, one for each that failed, one for each policy that none tried. */
export function probeLines(reports: readonly ProbeReport[], language: Language): string[] {
  const sum = (field: 'denied' | 'admitted') => reports.reduce((total, report) => total + report[field], 0);
  const failed = reports.flatMap(({ network, failed: list }) => list.map((one) => ({ network, ...one })));
  const untried = new Map(reports.flatMap((report) => report.untried.map(({ policy, why }) => [policy, why] as const)));
  const answers = {
    denied: { zh: '被拒绝', en: 'denied' },
    admitted: { zh: '被放行', en: 'admitted' },
    refused: { zh: '被其他检查拒绝', en: 'refused by something else' },
  } as const;
  return [
    language === 'zh'
      ? `准入探测:应拒绝而拒绝 ${sum('denied')},应放行而放行 ${sum('admitted')},不符 ${failed.length}`
      : `Admission probes: ${sum('denied')} denied and ${sum('admitted')} admitted as they should be, ${failed.length} otherwise`,
    ...failed.map(({ network, policy, kind, expected, answer, message }) => {
      const [is, wanted] = [answers[answer][language], answers[expected][language]];
      return language === 'zh'
        ? `  ${network}: ${policy}: ${kind} ${is},应${wanted}${message ? `:${message}` : ''}`
        : `  ${network}: ${policy}: ${kind} was ${is}, should be ${wanted}${message ? `: ${message}` : ''}`;
    }),
    ...[...untried].map(([policy, why]) => `  ${language === 'zh' ? '未探测' : 'not probed'}: ${policy}: ${why}`),
  ];
}
