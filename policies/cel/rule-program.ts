import { isItemsRule, type ObjectRule, type Settings } from '../rule.ts';
import { podTemplates } from '../targets.ts';
import { compile, type Frame, type Program, type Variables } from './compile.ts';
import { CelFailure, type CelValue } from './values.ts';

/** Names that expressions of rules can read, in the order of the frame's slots. */
export const ruleVariables = [
  'object',
  'labels',
  'annotations',
  'podSpec',
  'podMetadata',
  'podLabels',
  'podAnnotations',
  'allContainers',
  'startingContainers',
  'allVolumes',
  'allSecurityContexts',
  'namespaceObject',
  'namespaceLabels',
  'item',
] as const;

export type RuleVariable = (typeof ruleVariables)[number];

export const slotOf = Object.fromEntries(ruleVariables.map((name, slot) => [name, slot])) as Record<
  RuleVariable,
  number
>;

/** Fields of podSpec that are made up for rules. */
export const derivedFields: ReadonlyMap<string, RuleVariable> = new Map([
  ['podSpec.allContainers', 'allContainers'],
  ['podSpec.startingContainers', 'startingContainers'],
  ['podSpec.allVolumes', 'allVolumes'],
  ['podSpec.allSecurityContexts', 'allSecurityContexts'],
]);

/** What depends on the whole object or its namespace, and so not on the template alone. */
const beyondTemplate: readonly RuleVariable[] = [
  ...(['object', 'labels', 'annotations', 'namespaceObject', 'namespaceLabels'] as const),
];

/** A rule with its expressions compiled. */
export interface RuleProgram {
  readonly rule: ObjectRule;
  readonly where: Program | undefined;
  /** The expression, or what holds of each item. */
  readonly holds: Program;
  readonly items: Program | undefined;
  readonly value: Program | undefined;
  /** Its verdict depends on the pod template only. */
  readonly templateOnly: boolean;
  readonly reads: ReadonlySet<string>;
}

/**
 * Compiles a rule.
 * @param settings values that replace the rule's own defaults, by name
 * @throws Error naming the rule and the expression
 */
export function compileRule(rule: ObjectRule, settings: Settings = {}): RuleProgram {
  const constants = new Map(
    Object.entries(rule.settings ?? {}).map(([name, value]) => [`settings.${name}`, settings[name] ?? value]),
  );
  const slots = new Map(ruleVariables.map((name, slot) => [name as string, slot]));
  const variables: Variables = { slots, fields: derivedFields, constants };
  const made = (source: string | undefined) => (source === undefined ? undefined : compile(source, variables));
  try {
    const where = made(rule.where);
    const items = isItemsRule(rule) ? made(rule.items) : undefined;
    const holds = made(isItemsRule(rule) ? rule.holds : rule.expression)!;
    const value = made(rule.value);
    const reads = new Set([where, items, holds, value].flatMap((program) => [...(program?.reads ?? [])]));
    const templateOnly = rule.targets === podTemplates && beyondTemplate.every((name) => !reads.has(name));
    return { rule, where, items, holds, value, templateOnly, reads };
  } catch (cause) {
    throw new Error(`rule "${rule.id}": ${(cause as Error).message}`, { cause });
  }
}

/** One thing that a rule found on an object. */
export interface Hit {
  readonly verdict: 'fail' | 'error' | 'unknown';
  /** The item at fault, for the path; undefined when the whole object is. */
  readonly item?: CelValue;
  /** Position of the item in the list, and the list. */
  readonly at?: { readonly list: readonly CelValue[]; readonly index: number };
  readonly value?: CelValue;
  readonly message: string;
}

export type Outcome = 'pass' | 'notApplicable' | readonly Hit[];

/** Evaluates a rule on the frame: pass, notApplicable, or what is wrong. Never throws. */
export function evaluate(program: RuleProgram, frame: Frame): Outcome {
  try {
    if (program.where && program.where.evaluate(frame) !== true) return 'notApplicable';
    if (program.items) return evaluateItems(program, program.items.evaluate(frame), frame);
    return program.holds.evaluate(frame) === true ? 'pass' : [failed(program, frame)];
  } catch (failure) {
    return [troubled(failure)];
  }
}

function evaluateItems(program: RuleProgram, list: CelValue, frame: Frame): Outcome {
  if (!Array.isArray(list)) throw new CelFailure('items is not a list');
  let hits: Hit[] | undefined;
  for (let index = 0; index < list.length; index++) {
    frame[slotOf.item] = list[index];
    let hit: Hit | undefined;
    try {
      if (program.holds.evaluate(frame) !== true) hit = failed(program, frame);
    } catch (failure) {
      hit = troubled(failure);
    }
    if (!hit) continue;
    hits ??= [];
    hits.push({ ...hit, item: list[index], at: { list, index } });
  }
  return hits ?? 'pass';
}

function failed(program: RuleProgram, frame: Frame): Hit {
  const { message } = program.rule;
  if (!program.value) return { verdict: 'fail', message };
  let value: CelValue;
  try {
    value = program.value.evaluate(frame);
  } catch {
    return { verdict: 'fail', message: message.replaceAll('{value}', '?') };
  }
  return { verdict: 'fail', value, message: message.replaceAll('{value}', () => shown(value)) };
}

function shown(value: CelValue): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function troubled(failure: unknown): Hit {
  if (!(failure instanceof CelFailure)) throw failure;
  return failure.unknown
    ? { verdict: 'unknown', message: `cannot be judged yet: ${failure.message}` }
    : { verdict: 'error', message: `cannot be judged: ${failure.message}` };
}
