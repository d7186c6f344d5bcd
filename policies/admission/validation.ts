import { isItemsRule, type ObjectRule, type Settings } from '../rule.ts';
import type { Waiver } from '../waiver.ts';
import { celString, toAdmission } from './rewrite.ts';
import { compileWaivers } from './waived.ts';

/** One validation of a ValidatingAdmissionPolicy. */
export interface Validation {
  readonly expression: string;
  readonly message: string;
  readonly messageExpression?: string;
  readonly reason: 'Forbidden';
}

/** Namespaces of the control plane's own components, in CEL. */
const inSystemNamespace = 'request.namespace in ["kube-system", "kube-public", "kube-node-lease"]';

/**
 * The validation that says of an object what the rule says off-line.
 * @param resources resource names that the rule targets, when its policy matches others too
 */
export function validationOf(
  rule: ObjectRule,
  options: { settings?: Settings; waivers?: readonly Waiver[]; resources?: readonly string[] } = {},
): Validation {
  const settings = { ...rule.settings, ...picked(rule.settings, options.settings) };
  const written = (source: string) => toAdmission(source, settings, { mixed: options.resources !== undefined });
  const waived = compileWaivers(rule, options.waivers ?? []);
  const holds = isItemsRule(rule) ? `(${waived.item ? `${waived.item} || ` : ''}(${written(rule.holds)}))` : '';
  const items = isItemsRule(rule) ? `(${written(rule.items)})` : '';
  const judged = isItemsRule(rule) ? `${items}.all(item, ${holds})` : `(${written(rule.expression)})`;
  const conditions = [
    options.resources && `request.resource.resource in [${options.resources.map(celString).join(', ')}]`,
    rule.systemNamespaces === 'exempt' ? `!(${inSystemNamespace})` : undefined,
    rule.where === undefined ? undefined : `(${written(rule.where)})`,
    waived.object && `!(${waived.object})`,
  ].filter((one) => one !== undefined);
  const expression = conditions.length === 0 ? judged : `${conditions.join(' && ')} ? ${judged} : true`;
  const message = `[${rule.id}] ${rule.title.en}. ${rule.title.zh}。`;
  const shown = messageOf(rule, written, items, holds);
  return { expression, message, ...(shown ? { messageExpression: shown } : {}), reason: 'Forbidden' };
}

/** Site settings that replace defaults of this rule. */
function picked(defaults: Settings = {}, site: Settings = {}): Settings {
  return Object.fromEntries(Object.entries(site).filter(([name]) => Object.hasOwn(defaults, name)));
}

/** CEL of the rule's own message: the same text that off-line findings carry, items joined by a semicolon. */
function messageOf(
  rule: ObjectRule,
  written: (source: string) => string,
  items: string,
  holds: string,
): string | undefined {
  const head = celString(`[${rule.id}] `);
  if (rule.value === undefined) return celString(`[${rule.id}] ${rule.message}`);
  const parts = rule.message.split('{value}').map(celString);
  const text = parts.join(` + string(dyn(${written(rule.value)})) + `);
  if (!isItemsRule(rule)) return `${head} + ${text}`;
  return `${head} + ${items}.filter(item, !${holds}).map(item, ${text}).join("; ")`;
}
