import { ownPath } from '../locate.ts';
import { templatePath } from '../pod-template.ts';
import { isItemsRule, type ObjectRule } from '../rule.ts';
import { joinPath } from '../subject.ts';
import { isMostOfObject, isUnder, type Waiver } from '../waiver.ts';
import { celString } from './rewrite.ts';
import { type CoveredKind, coveredBy } from './waived-descendants.ts';

/** Days begin and end in Beijing time, where every site is. */
const zone = '+08:00';

/** What waivers add to a rule's validation. Both are CEL; undefined where no waiver applies. */
export interface CompiledWaivers {
  /** True for objects on which the whole rule is set aside. */
  readonly object: string | undefined;
  /** True for items that are set aside. */
  readonly item: string | undefined;
}

/**
 * Compiles the waivers of one rule. CEL has no clock: a new object is compared by its creation time; for an update the
 * waiver counts until the policies are generated without it.
 */
export function compileWaivers(rule: ObjectRule, waivers: readonly Waiver[]): CompiledWaivers {
  const whole: string[] = [];
  const items: string[] = [];
  for (const waiver of waivers.filter((one) => one.rule === rule.id)) {
    for (const covered of coveredBy(waiver.scope, rule.targets.template)) {
      const item = itemCondition(rule, covered);
      if (item === 'never') continue;
      if (item === 'always') whole.push(scopeCondition(waiver, covered.is));
      else items.push(`(${scopeCondition(waiver, covered.is)} && ${item})`);
    }
  }
  return { object: joined(whole), item: joined(items) };
}

function joined(conditions: readonly string[]): string | undefined {
  return conditions.length === 0 ? undefined : conditions.map((one) => `(${one})`).join(' || ');
}

/** In the namespace and time of a waiver, what `is` says. */
function scopeCondition({ scope, from, until }: Waiver, is: string): string {
  const end = new Date(Date.parse(`${until}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const created = 'timestamp(dyn(object).metadata.creationTimestamp)';
  return [
    `request.namespace == ${celString(scope.namespace ?? '')}`,
    is,
    `(request.operation != "CREATE" || (${created} >= timestamp("${from}T00:00:00${zone}") && ${created} < timestamp("${end}T00:00:00${zone}")))`,
  ].join(' && ');
}

/** CEL over `item` for what the path covers; `always` for the whole object, `never` when the rule cannot reach it. */
function itemCondition(rule: ObjectRule, { kind, path }: CoveredKind): string {
  if (path === undefined) return 'always';
  if (!isItemsRule(rule)) {
    const template = rule.targets.template ? templatePath(kind) : '';
    return template !== undefined && isUnder(joinPath(template, ownPath(rule)), path) ? 'always' : 'never';
  }
  const element = /^(.*\])(?:\.(.*))?$/.exec(path);
  if (!element) return isMostOfObject(path) ? 'never' : `item in dyn(object).${path}`;
  const [, list, rest = ''] = element;
  const reached = rest === '' || isUnder(rule.path ?? '', rest);
  return reached ? `item == dyn(object).${list}` : 'never';
}
