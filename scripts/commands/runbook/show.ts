import { isRunbook } from '../../../runbooks/index.ts';
import { alertsServedBy } from '../../../stacks/catalogue/alerts.ts';
import { requireProcedure } from '../../operations/procedures.ts';
import { pageOf } from '../../pages/pages.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';

/** `fadun runbook show ID`: its page. JSON: `{id, title, purpose, roles, alerts, duties, class, reversible, page}`. */
export async function run(context: CommandContext, positional: Positional): Promise<CommandResult> {
  const procedure = await requireProcedure(String(positional[0] ?? ''));
  const { id, title, purpose, roles, duties } = procedure;
  const acting = isRunbook(procedure) ? { class: procedure.class, reversible: procedure.reversible } : { class: null };
  const page = await pageOf(procedure, context.language);
  const alerts = alertsServedBy(id);
  return { exitCode: 0, data: { id, title, purpose, roles, alerts, duties, ...acting, page }, human: () => page };
}
