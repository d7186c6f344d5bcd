import { alertRunbooks } from '../../stacks/catalogue/alerts.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { AlertBinding } from './bindings.ts';

/** An overdue duty leads to the runbook of that duty. */
const dutyOverdue = 'DutyOverdue';

/** The alerts that our own rules raise, each with its runbook. */
export function ownAlerts(site: Pick<Site, 'duties'>): readonly AlertBinding[] {
  const named = Object.entries(alertRunbooks).filter(([name]) => name !== dutyOverdue);
  return [
    ...named.map(([name, runbook]) => ({ name, labels: {}, runbook })),
    ...Object.entries(site.duties).map(([duty, { runbook }]) => ({ name: dutyOverdue, labels: { duty }, runbook })),
  ];
}
