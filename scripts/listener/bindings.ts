import { isRunbook, loadProcedure, type Procedure } from '../../runbooks/index.ts';
import type { ReceivedAlert } from './webhook.ts';

/** An alert of our own rules, and what it leads to. The alert's own words about that are not asked. */
export interface AlertBinding {
  readonly name: string;
  /** Labels that the rule sets itself, and that must be there. */
  readonly labels: Readonly<Record<string, string>>;
  readonly runbook: string;
}

/** What an alert leads to, with the parameters that its labels gave. */
export interface Prepared {
  readonly alert: string;
  readonly runbook: string;
  readonly kind: 'runbook' | 'inspection';
  readonly parameters: Readonly<Record<string, string>>;
  /** Required parameters that no label gave, or gave in a form that does not fit: a person fills them in. */
  readonly missing: readonly string[];
}

/**
 * Parameters that a label of the metrics contract may fill in. A label reaches a parameter by this table and by the
 * parameter's anchored pattern, or not at all.
 */
const labelOfParameter: Readonly<Record<string, string>> = {
  namespace: 'namespace',
  node: 'node',
  channel: 'channel',
  system: 'system',
};

/** The binding of an alert among our own; undefined for one that no rule of ours raises. */
export function bindingOf(bindings: readonly AlertBinding[], { labels }: ReceivedAlert): AlertBinding | undefined {
  return bindings.find(
    ({ name, labels: own }) =>
      labels.alertname === name && Object.entries(own).every(([label, value]) => labels[label] === value),
  );
}

/** What the binding leads to; undefined where its procedure is not there. */
export async function prepare(binding: AlertBinding, alert: ReceivedAlert): Promise<Prepared | undefined> {
  const procedure = await loadProcedure(binding.runbook);
  if (!procedure) return undefined;
  const given = Object.keys(procedure.parameters).flatMap((name) => {
    const value = valueFor(procedure, name, alert.labels);
    return value === undefined ? [] : [[name, value] as const];
  });
  const parameters = Object.fromEntries(given);
  const missing = Object.entries(procedure.parameters)
    .filter(([name, { optional }]) => !optional && !Object.hasOwn(parameters, name))
    .map(([name]) => name);
  const kind = isRunbook(procedure) ? 'runbook' : 'inspection';
  return { alert: binding.name, runbook: procedure.id, kind, parameters, missing };
}

function valueFor(procedure: Procedure, name: string, labels: ReceivedAlert['labels']): string | undefined {
  const label = Object.hasOwn(labelOfParameter, name) ? labelOfParameter[name]! : undefined;
  const value = label !== undefined && Object.hasOwn(labels, label) ? labels[label]! : undefined;
  const { pattern, longest } = procedure.parameters[name]!;
  return value !== undefined && value.length <= longest && pattern.test(value) ? value : undefined;
}
