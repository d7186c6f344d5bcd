import type { Text } from '../../stacks/model/vocabulary.ts';
import type { Step } from '../kit/runbook.ts';
import { firstReport, summaryReportDays } from './reporting-clocks.ts';

/** The report of an incident: only people can make it, and the platform says so. */
export function reportStep<Parameters>(further: readonly Text[] = []): Step<Parameters> {
  const { 'critical-infrastructure': infrastructure, 'central-organ': central, other } = firstReport;
  return {
    id: 'report',
    title: { zh: '报告', en: 'Report' },
    precheck: async () => [],
    plan: async () => [
      {
        id: 'report',
        kind: 'manual',
        does: {
          zh: '由人完成报告与告知（平台不代为报告）',
          en: 'people report and notify (the platform reports to nobody)',
        },
        checklist: [
          {
            zh: `已用 triage-incident 定级并起算首报时限：关基 ${infrastructure.hours} 小时、中央和国家机关 ${central.hours} 小时、其他 ${other.hours} 小时`,
            en: `Graded with triage-incident, which starts the clock of the first report: ${infrastructure.hours} h for critical infrastructure, ${central.hours} h for central organs, ${other.hours} h for all others`,
          },
          ...further,
          {
            zh: `处置结束后 ${summaryReportDays} 日内报送总结（summarize-incident）`,
            en: `A summary follows within ${summaryReportDays} days after handling (summarize-incident)`,
          },
        ],
      },
    ],
    observe: async () => 'not-done',
    verify: async () => [],
    undo: 'nothing',
  };
}
