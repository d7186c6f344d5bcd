import { applyChange } from '../../../runbooks/apply-change.ts';
import { applyEmergencyChange } from '../../../runbooks/apply-emergency-change.ts';
import { drill } from '../drill.ts';
import { problemsOf } from '../objects.ts';
import { approveSaved, savePlan } from './approved-plan.ts';
import { layDesk, standRelease } from './desk.ts';
import { changeProblems, preparedChange } from './effect.ts';
import { withClosedGateway, withFormerImage } from './site.ts';

/** A release that moves an image and opens a connection (RB-C01): exactly the plan is done, and its approval used up. */
export const applyChangeDrill = drill({
  id: 'apply-change',
  runbook: applyChange,
  depth: 'good',
  onDeclaredSite: true,
  writesTo: ['api'],
  async prepare(stage) {
    const desk = await layDesk(stage);
    await standRelease(stage, desk.folder, withClosedGateway('smart-justice/api'));
    await savePlan(stage, desk, 'change.json');
    const files = await approveSaved(desk, 'change.json', { by: ['drill-security'] });
    return preparedChange(stage, files, { ticket: 'CHG-2026-118' });
  },
  check: changeProblems,
});

/** A patch that cannot wait (RB-C03): two consent to it in a file each, the run takes the emergency path, a review falls due. */
export const applyEmergencyChangeDrill = drill({
  id: 'apply-emergency-change',
  runbook: applyEmergencyChange,
  depth: 'good',
  onDeclaredSite: true,
  writesTo: ['api'],
  async prepare(stage) {
    const desk = await layDesk(stage);
    await standRelease(stage, desk.folder, withFormerImage('security-assurance/api'));
    await savePlan(stage, desk, 'change.json');
    const files = await approveSaved(desk, 'change.json', { by: ['drill-security', 'drill-system'] });
    return preparedChange(stage, files, { ticket: 'INC-2026-031' });
  },
  async check(stage, kept, journal) {
    const started = journal.find(({ type }) => type === 'run-started')?.body;
    return [
      ...(await changeProblems(stage, kept)),
      ...problemsOf({
        'the run did not take the emergency path': started?.path === 'emergency',
        'no review falls due': typeof started?.reviewDue === 'string',
      }),
    ];
  },
});
