import { expect, it } from 'vitest';
import { isRunbook, loadProcedures } from '../../../runbooks/index.ts';
import { drilledRunbooks } from '../../../scripts/drills/perform-drills.ts';

it('every runbook that acts has a drill, and so have the inspections of protection periods', async () => {
  const drilled = await drilledRunbooks();
  const procedures = await loadProcedures();
  const isOfGuardPeriod = (duties: readonly string[]) => duties.some((duty) => duty.startsWith('RB-G'));
  const undrilled = procedures
    .filter((one) => isRunbook(one) || isOfGuardPeriod(one.duties))
    .map(({ id }) => id)
    .filter((id) => !drilled.includes(id));
  expect(undrilled).toEqual([]);
});
