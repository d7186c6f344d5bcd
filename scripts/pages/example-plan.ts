import type { Action } from '../../runbooks/kit/action.ts';
import { readParameters } from '../../runbooks/kit/parameters.ts';
import type { ReadAccess, Runbook } from '../../runbooks/kit/runbook.ts';

/**
 * What each step of a runbook would do on a target where nothing stands, with the examples of its parameters. A step that
 * needs something to be there plans nothing here, and its page says that the plan decides.
 */
export async function examplePlan(runbook: Runbook): Promise<Readonly<Record<string, readonly Action[]>>> {
  const given = Object.entries(runbook.parameters).map(([name, { example }]) => [name, example] as const);
  const parameters = readParameters(runbook.parameters, Object.fromEntries(given));
  const context = {
    parameters,
    target: { site: 'SITE', network: 'NETWORK' },
    read: emptyTarget,
    now: () => new Date(0),
  };
  const steps: Record<string, readonly Action[]> = {};
  for (const step of runbook.steps) {
    const actions = await step.plan(context).catch((): readonly Action[] => []);
    if (actions.length > 0) steps[step.id] = actions;
  }
  return steps;
}

const emptyTarget: ReadAccess = { get: async () => undefined, declared: async () => [] };
