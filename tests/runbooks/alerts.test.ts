import { describe, expect, it } from 'vitest';
import { isRunbook, loadProcedures } from '../../runbooks/index.ts';
import { alertRunbooks, alertsServedBy } from '../../stacks/catalogue/alerts.ts';

describe('procedures and alerts', () => {
  it('each list the alerts that lead to them, and no other', async () => {
    for (const { id, alerts } of await loadProcedures())
      expect([...alerts].sort(), id).toEqual([...alertsServedBy(id)].sort());
  });

  it('answer an alert by more than its duty where the alert asks for one that acts', async () => {
    const acting = new Set((await loadProcedures()).filter(isRunbook).map(({ id }) => id));
    const answered = Object.entries(alertRunbooks).filter(([, runbook]) => acting.has(runbook));
    expect(answered.length).toBeGreaterThan(10);
  });
});
