import { loadProcedures } from '../../runbooks/index.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { AlertBinding } from './bindings.ts';

/** The alerts that our own rules raise in a network, each with its runbook. */
export async function ownAlerts(site: Site, _network: string): Promise<readonly AlertBinding[]> {
  const named = (await loadProcedures()).flatMap(({ id, alerts }) =>
    alerts.map((name) => ({ name, labels: {}, runbook: id })),
  );
  const duties = Object.entries(site.duties).map(([duty, { runbook }]) => ({
    name: 'DutyOverdue',
    labels: { duty },
    runbook,
  }));
  return [...named, ...duties];
}
