import { expect, it } from 'vitest';
import { celLiteral } from '../../../policies/admission/rewrite.ts';
import { compileRule, derivedFields, ruleVariables } from '../../../policies/cel/rule-program.ts';
import { CelFailure, celEquals } from '../../../policies/cel/values.ts';
import { exampleParts } from '../../../policies/judge-example.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { normalise, normaliseTemplate } from '../../../policies/normalise.ts';
import { podTemplateOf } from '../../../policies/pod-template.ts';
import { isEstateRule, isItemsRule, type ObjectRule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { emptyFrame, setNamespace, setObject, setTemplate } from '../../../policies/subject.ts';
import { PodGenerator, seeded } from '../pss/random-pod.ts';
import { evaluate } from './evaluate.ts';
import { interpret } from './interpreter.ts';

/** Undefined where compiler and interpreter agree; else what each says. */
function difference(source: string, variables: Record<string, unknown>): string | undefined {
  const compiled = evaluate(source, variables);
  const interpreted = interpret(source, variables);
  const failed = [compiled, interpreted].filter((value) => value instanceof CelFailure).length;
  if (failed === 2 || (failed === 0 && celEquals(compiled, interpreted))) return undefined;
  return `${source}: compiled ${show(compiled)}, interpreted ${show(interpreted)}`;
}

function show(value: unknown): string {
  return value instanceof CelFailure
    ? `failure ${value.message}`
    : String(JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? `${one}` : one)));
}

/** Grows expressions of a wanted type over variables of every shape, faults included. */
class ExpressionGenerator {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  bool(depth: number): string {
    if (depth === 0) return this.pick(['true', 'false', 'flag', 'has(map.a)', 'has(map.z)', 'map.deep.on', 'map.z']);
    const next = depth - 1;
    return this.pick([
      () => `(${this.bool(next)} && ${this.bool(next)})`,
      () => `(${this.bool(next)} || ${this.bool(next)})`,
      () => `!${this.bool(next)}`,
      () => `(${this.number(next)} ${this.pick(['<', '<=', '>', '>=', '==', '!='])} ${this.number(next)})`,
      () => `(${this.text(next)} ${this.pick(['<', '==', '!='])} ${this.text(next)})`,
      () => `(${this.text(next)} in ${this.list(next)})`,
      () => `(${this.number(next)} in ${this.list(next)})`,
      () =>
        `${this.list(next)}.${this.pick(['all', 'exists', 'exists_one'])}(x, ${this.pick(['x == 1', 'x == text', 'x > 0', this.bool(next)])})`,
      () => `${this.text(next)}.${this.pick(['startsWith', 'contains', 'endsWith', 'matches'])}(${this.text(0)})`,
      () => `(${this.bool(next)} ? ${this.bool(next)} : ${this.bool(next)})`,
      () => `(${this.list(next)} == ${this.list(next)})`,
    ])();
  }

  private number(depth: number): string {
    if (depth === 0) return this.pick(['0', '1', '-3', '7', '2.5', '3u', 'n', 'map.a', 'map.z', 'big']);
    const next = depth - 1;
    return this.pick([
      () => `(${this.number(next)} ${this.pick(['+', '-', '*', '/', '%'])} ${this.number(next)})`,
      () => `size(${this.list(next)})`,
      () => `size(${this.text(next)})`,
      () => `${this.list(next)}[${this.pick(['0', '1', '5', '-1'])}]`,
      () => `${this.text(next)}.indexOf(${this.text(0)})`,
    ])();
  }

  private text(depth: number): string {
    if (depth === 0) return this.pick(['""', '"a"', '"abc"', 'text', 'map.s', 'map["s"]', 'map.z']);
    const next = depth - 1;
    return this.pick([
      () => `(${this.text(next)} + ${this.text(next)})`,
      () => `${this.text(next)}.lowerAscii()`,
      () => `string(${this.number(next)})`,
      () => `["a", ${this.text(next)}].join("-")`,
    ])();
  }

  private list(depth: number): string {
    if (depth === 0) return this.pick(['[]', '[1, 2, 3]', '["a", "b"]', 'items', 'map.list', 'map']);
    const next = depth - 1;
    return this.pick([
      () => `[${this.number(next)}, ${this.number(next)}]`,
      () => `(${this.list(next)} + ${this.list(next)})`,
      () => `${this.list(next)}.filter(y, ${this.pick(['y == 1', 'y != text', this.bool(next)])})`,
      () => `${this.list(next)}.map(y, ${this.pick(['y', 'y == text', '1'])})`,
    ])();
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)]!;
  }
}

const variables = {
  flag: true,
  n: 4,
  big: 9007199254740993n,
  text: 'abc',
  items: [1, 2, 'a', { b: 1 }],
  map: { a: 1, s: 'Abc', list: [3, 1, 2], deep: { on: false } },
};

it('agrees with the interpreter on 10,000 random expressions', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const generator = new ExpressionGenerator(seed);
  const found = new Set<string>();
  let valued = 0;
  for (let at = 0; at < 10_000 && found.size < 10; at++) {
    const source = generator.bool(1 + (at % 4));
    if (!(evaluate(source, variables) instanceof CelFailure)) valued++;
    const one = difference(source, variables);
    if (one) found.add(one);
  }
  expect([...found], `seed ${seed}`).toEqual([]);
  expect(valued, 'expressions that have a value').toBeGreaterThan(3_000);
});

/** The rule's expressions with derived fields and settings written out, as plain CEL over the frame's variables. */
function plainExpressions(rule: ObjectRule): string[] {
  const sources = isItemsRule(rule)
    ? [`(${rule.items}).map(item, (${rule.holds}))`, rule.items]
    : [rule.expression, ...(rule.value ? [rule.value] : [])];
  return [...sources, ...(rule.where ? [rule.where] : [])].map((source) => {
    let written = source;
    for (const [path, name] of derivedFields) written = written.replaceAll(path, name);
    for (const [name, value] of Object.entries(rule.settings ?? {}))
      written = written.replaceAll(`settings.${name}`, celLiteral(value));
    return written;
  });
}

function frameOf(object: KubernetesObject, labels: Readonly<Record<string, string>>): Record<string, unknown> {
  const frame = emptyFrame();
  const template = podTemplateOf(object);
  setObject(frame, normalise(object));
  setNamespace(frame, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x', labels } });
  if (template) {
    const inside = normaliseTemplate(template, object.kind === 'Pod');
    setTemplate(frame, inside.metadata, inside.spec);
  }
  return Object.fromEntries(
    ruleVariables.map((name, slot) => [name, frame[slot]] as const).filter(([, value]) => value !== undefined),
  );
}

const rules = allRules.filter((rule): rule is ObjectRule => !isEstateRule(rule));

it.each(rules.map((rule) => [rule.id, rule] as const))(
  'agrees with the interpreter on every expression of %s',
  (_id, rule) => {
    expect(() => compileRule(rule)).not.toThrow();
    const generator = new PodGenerator(7);
    const random = rule.targets.template ? Array.from({ length: 20 }, () => generator.pod('p', 0.5)) : [];
    const examples = [...rule.examples.compliant, ...rule.examples.violating].map(exampleParts);
    for (const source of plainExpressions(rule)) {
      for (const { object, namespaceLabels = {} } of [
        ...examples,
        ...random.map((object) => ({ object, namespaceLabels: {} })),
      ]) {
        expect(difference(source, frameOf(object, namespaceLabels))).toBeUndefined();
      }
    }
  },
);
