import { isRunbook } from '../../runbooks/index.ts';
import { inspectionPage, runbookPage } from '../../runbooks/kit/page.ts';
import { alertsServedBy } from '../../stacks/catalogue/alerts.ts';
import { duties } from '../../stacks/catalogue/duties/index.ts';
import { requireProcedure } from '../operations/procedures.ts';
import type { CommandContext, CommandResult, Language, Positional } from './context.ts';

/** `fadun runbook show ID`: its page. JSON: `{id, title, purpose, roles, alerts, duties, class, reversible, page}`. */
export async function run(context: CommandContext, positional: Positional): Promise<CommandResult> {
  const procedure = await requireProcedure(String(positional[0] ?? ''));
  const alerts = alertsServedBy(procedure.id);
  const facts = { alerts, duties: Object.fromEntries(Object.entries(duties).map(([id, { name }]) => [id, name])) };
  const pageIn = (language: Language) =>
    isRunbook(procedure) ? runbookPage(procedure, language, facts) : inspectionPage(procedure, language, facts);
  const { id, title, purpose, roles } = procedure;
  const acting = isRunbook(procedure) ? { class: procedure.class, reversible: procedure.reversible } : { class: null };
  const page = pageIn(context.language);
  return {
    exitCode: 0,
    data: { id, title, purpose, roles, alerts, duties: procedure.duties, ...acting, page },
    human: () => page,
  };
}
