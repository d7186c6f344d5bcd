import { defineInspection, type Inspection, type InspectionFinding } from '../../runbooks/kit/inspection.ts';
import type { RunbookPlan } from '../../runbooks/kit/plan-runbook.ts';
import type { Runbook } from '../../runbooks/kit/runbook.ts';

/** True where a plan changes nothing: its prechecks have been looked into, and nothing is left to do. */
export function changesNothing({ steps }: RunbookPlan): boolean {
  return steps.every(({ actions }) => actions.length === 0);
}

/**
 * A runbook whose plan changes nothing, as the inspection that it then is: what its prechecks saw is the report, and
 * nobody has to approve looking.
 */
export function asInspection(runbook: Runbook, plan: RunbookPlan): Inspection {
  const checks = plan.steps.flatMap((step) => step.checks);
  const findings = checks
    .filter(({ holds }) => !holds)
    .map(
      ({ statement, seen }): InspectionFinding => ({
        subject: runbook.id,
        fault: {
          zh: `不满足：${statement.zh}${seen ? `（${seen}）` : ''}`,
          en: `does not hold: ${statement.en}${seen ? ` (${seen})` : ''}`,
        },
        remedy: { zh: '按手册处理后重做。', en: 'Follow the runbook, then do it again.' },
      }),
    );
  const { id, title, purpose, alerts, duties, roles, escalation } = runbook;
  return defineInspection({
    id,
    title,
    purpose,
    alerts,
    duties,
    roles,
    escalation,
    scope: 'network',
    parameters: {},
    people: [],
    look: async () => ({
      findings,
      tables: [
        {
          title: { zh: '检查（无需改动）', en: 'Looked into (nothing to change)' },
          columns: [
            { zh: '检查', en: 'check' },
            { zh: '所见', en: 'seen' },
          ],
          rows: checks.map(({ statement, seen }) => [statement.en, seen ?? '']),
        },
      ],
    }),
  });
}
