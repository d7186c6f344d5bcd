import { decommissionSystem } from '../../../runbooks/decommission-system.ts';
import { drill } from '../drill.ts';
import { problemsOf } from '../objects.ts';
import { approveSaved, savePlan } from './approved-plan.ts';
import { layDesk, standRelease } from './desk.ts';
import { changeProblems, preparedChange } from './effect.ts';
import { declaredSite, formerNamespace, formerSystem, withFormerSystem } from './site.ts';

/** A system that is declared no more (RB-C04): it goes with its namespace, and nobody else's permissions name it. */
export const decommissionSystemDrill = drill({
  id: 'decommission-system',
  runbook: decommissionSystem,
  depth: 'good',
  onDeclaredSite: true,
  writesTo: ['api'],
  reads: async () => ({ site: declaredSite }),
  async prepare(stage) {
    const desk = await layDesk(stage);
    await standRelease(stage, desk.folder, withFormerSystem());
    await savePlan(stage, desk, 'removal.json', [`Namespace ${formerNamespace}`]);
    const files = await approveSaved(desk, 'removal.json', { by: ['drill-security', 'drill-system'] });
    return preparedChange(stage, files, { system: formerSystem, ticket: 'CHG-2026-119' });
  },
  async check(stage, kept) {
    const policies = await stage.api.text('/apis/networking.k8s.io/v1/networkpolicies');
    return [
      ...(await changeProblems(stage, kept)),
      ...problemsOf({
        'its namespace is still there': (await stage.api.get(`/api/v1/namespaces/${formerNamespace}`)) === undefined,
        'a policy still names it': !policies?.includes(formerSystem),
      }),
    ];
  },
});
