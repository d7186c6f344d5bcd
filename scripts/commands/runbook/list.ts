import { isRunbook, loadProcedures } from '../../../runbooks/index.ts';
import { alertsServedBy } from '../../../stacks/catalogue/alerts.ts';
import type { CommandContext, CommandResult } from '../context.ts';
import { table } from '../text-table.ts';

/** `fadun runbook list`. JSON: `[{id, title, kind, class, reversible, roles, alerts, duties}]`; `kind` is `runbook` or `inspection`. */
export async function run(_context: CommandContext): Promise<CommandResult> {
  const rows = (await loadProcedures()).map((procedure) => ({
    id: procedure.id,
    title: procedure.title,
    kind: isRunbook(procedure) ? 'runbook' : 'inspection',
    class: isRunbook(procedure) ? procedure.class : null,
    reversible: isRunbook(procedure) ? procedure.reversible : null,
    roles: procedure.roles,
    alerts: alertsServedBy(procedure.id),
    duties: procedure.duties,
  }));
  return {
    exitCode: 0,
    data: rows,
    human: (language) =>
      table(rows.map((row) => [row.id, row.class ?? '—', row.duties.join(','), row.title[language]])),
  };
}
