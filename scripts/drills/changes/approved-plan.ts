import { join } from 'node:path';
import type { Stage } from '../drill.ts';
import type { DrillStaff } from '../people.ts';
import { command, type Desk, signedBy } from './desk.ts';

/** How a plan is consented to. */
interface Consent {
  readonly by: readonly (keyof DrillStaff)[];
  /** The bundle that the plan is of. @default none */
  readonly bundle?: string;
}

/** Plans the declared release against what stands, as `fadun plan --save` does. */
export function savePlan(stage: Stage, desk: Desk, name: string, prune: readonly string[] = []): Promise<void> {
  return command(import('../../commands/change/plan.ts'), [stage.site], {
    ...signedBy(desk, 'drill-operator'),
    out: desk.out,
    network: [stage.network],
    save: join(desk.folder, name),
    prune,
  });
}

/** Has a saved plan approved, as `fadun approve` does; gives a file for each approver, as runbooks take them. */
export async function approveSaved(
  desk: Desk,
  name: string,
  { by, bundle }: Consent,
): Promise<{ readonly plan: string; readonly approval: string; readonly approval2?: string }> {
  const files = by.map((person) => `approved-by-${person}.json`);
  for (const [index, person] of by.entries())
    await command(import('../../commands/change/approve.ts'), [join(desk.folder, name)], {
      ...signedBy(desk, person),
      path: 'normal',
      yes: true,
      save: join(desk.folder, files[index]!),
      ...(bundle !== undefined && { bundle: join(desk.folder, bundle) }),
    });
  const [approval, approval2] = files;
  return { plan: name, approval: approval!, ...(approval2 !== undefined && { approval2 }) };
}
