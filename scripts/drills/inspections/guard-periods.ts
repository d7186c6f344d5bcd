import { join } from 'node:path';
import { closeGuardPeriod } from '../../../runbooks/close-guard-period.ts';
import type { Inspection } from '../../../runbooks/kit/inspection.ts';
import { resumeRun, runRunbook, undoRun } from '../../../runbooks/kit/run/run.ts';
import { prepareGuardPeriod } from '../../../runbooks/prepare-guard-period.ts';
import { reportGuardShift } from '../../../runbooks/report-guard-shift.ts';
import { loadSite } from '../../../stacks/model/load.ts';
import type { Site } from '../../../stacks/model/site.ts';
import minimal from '../../../stacks/sites/minimal.ts';
import { isolateNamespaceDrill } from '../isolate-namespace.ts';
import { approveScene, sceneEnvironment, sceneRun } from '../scene.ts';
import type { InspectionDrill } from './inspection-drill.ts';

/** The declared site with a protection period, in days from now. */
function guarded(now: Date, from: number, to: number): Site {
  const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const period = { id: 'drill', name: { zh: '演练', en: 'Drill' }, from: day(from), to: day(to) };
  return loadSite({ ...minimal, guardPeriods: [period] }, 'declaration with a protection period');
}

const place = 'smart-justice-web';
const policy = `/apis/networking.k8s.io/v1/namespaces/${place}/networkpolicies/gateway-egress`;
const patch = 'application/json-patch+json';
const opening = { to: [{ ipBlock: { cidr: '10.90.0.0/24' } }], ports: [{ protocol: 'TCP', port: 8443 }] };

/** Somebody opens a way out by hand, and closes it again. */
function onDrift(inspection: Inspection, period: { readonly from: number; readonly to: number }): InspectionDrill {
  return {
    id: inspection.id,
    inspection,
    depth: 'good',
    site: (now) => guarded(now, period.from, period.to),
    async plant(scene) {
      const { api } = scene.stage;
      await api.send('PATCH', policy, [{ op: 'add', path: '/spec/egress/0', value: opening }], patch);
      return {
        subject: `NetworkPolicy ${place}/gateway-egress`,
        mend: async () => {
          await api.send('PATCH', policy, [{ op: 'remove', path: '/spec/egress/0' }], patch);
        },
      };
    },
  };
}

/** Within the fourteen days before a period (RB-G01): a policy that was opened by hand is named. */
export const prepareGuardPeriodDrill = onDrift(prepareGuardPeriod, { from: 7, to: 9 });

/** In a period (RB-G02): the same, in the report of the shift. */
export const reportGuardShiftDrill = onDrift(reportGuardShift, { from: -1, to: 1 });

/** After a period (RB-G04): a measure of its days that was left half-way is named until it is gone on with. */
export const closeGuardPeriodDrill: InspectionDrill = {
  id: closeGuardPeriod.id,
  inspection: closeGuardPeriod,
  depth: 'good',
  site: (now) => guarded(now, -7, -1),
  async plant({ stage, folders }) {
    const drill = isolateNamespaceDrill;
    // A run is a folder of its own; the scene keeps it where operations look for theirs.
    const folder = join(folders.runs, '..');
    const parameters = { namespace: place, ticket: 'INC-2026-031' };
    const { plan, consent, undoConsent } = await approveScene(stage, drill, folder, parameters, null);
    const { environment, close } = await sceneEnvironment(folder, drill);
    let acts = 0;
    await runRunbook(drill.runbook, plan, consent, sceneRun, { ...environment, interrupted: () => acts++ > 0 });
    return {
      subject: sceneRun,
      mend: async () => {
        await resumeRun(drill.runbook, sceneRun, environment);
      },
      tidy: async () => {
        await undoRun(drill.runbook, sceneRun, environment, undoConsent).finally(close);
      },
    };
  },
};
