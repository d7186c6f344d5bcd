import { compileRule } from '../../policies/cel/rule-program.ts';
import type { EstateOutcome } from '../../policies/estate.ts';
import { judgeExample } from '../../policies/judge-example.ts';
import { isEstateRule, isItemsRule, type ObjectRule, type Rule } from '../../policies/rule.ts';

/** Whether an example gets another verdict from the mutant than its side demands. */
export function isNoticed(mutant: Rule): boolean {
  const judged = (side: 'compliant' | 'violating') =>
    mutant.examples[side].map((example) => judgeExample(mutant, example as never).verdict);
  const passes = judged('compliant').every((verdict) => verdict === 'pass' || verdict === 'notApplicable');
  const outright = judged('compliant').includes('pass');
  return !(passes && outright && judged('violating').every((verdict) => verdict === 'fail'));
}

/** The rule switched off, and turned round: what the examples must notice before anything finer. */
export function coarseMutants(rule: Rule): readonly (readonly [string, Rule])[] {
  if (isEstateRule(rule)) {
    return [
      ['finds nothing', { ...rule, evaluate: () => ({ judged: 1, findings: [] }) }],
      ['finds everything', { ...rule, evaluate: (estate) => everythingFound(rule.evaluate(estate)) }],
    ];
  }
  const body = isItemsRule(rule) ? 'holds' : 'expression';
  const source = (rule as unknown as Record<string, string>)[body]!;
  return [
    ['is switched off', { ...rule, [body]: 'true' } as ObjectRule],
    ['never holds', { ...rule, [body]: 'false' } as ObjectRule],
    ['is negated', { ...rule, [body]: `!(${source})` } as ObjectRule],
  ];
}

/** A finding for each thing judged, whatever it is like. */
function everythingFound({ judged }: EstateOutcome): EstateOutcome {
  const object = { apiVersion: 'v1', kind: 'Namespace', name: 'anything', source: 'mutant' };
  return { judged, findings: Array.from({ length: judged }, () => ({ object, path: '', message: 'found' })) };
}

/** Small changes of an expression: what is replaced by what. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/&&/g, '||'],
  [/\|\|/g, '&&'],
  [/==/g, '!='],
  [/!=/g, '=='],
  [/<=/g, '<'],
  [/>=/g, '>'],
  [/<(?!=)/g, '>='],
  [/>(?!=)/g, '<='],
  [/!(?!=)/g, ''],
  [/\.all\(/g, '.exists('],
  [/\.exists\(/g, '.all('],
  [/\.startsWith\(/g, '.endsWith('],
  [/\.endsWith\(/g, '.startsWith('],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/podSpec\.allContainers/g, 'podSpec.containers'],
];

/** Strings and comments of an expression, which no replacement of operators touches. */
const strings = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;

/**
 * Mutants of a rule: each replacement at each place, and each string of a list taken away.
 * Those that do not compile are left out.
 */
export function mutantsOf(rule: ObjectRule): readonly (readonly [string, ObjectRule])[] {
  const fields = isItemsRule(rule) ? ['items', 'holds', 'where'] : ['expression', 'where'];
  return fields.flatMap((field) => {
    const source = (rule as unknown as Record<string, string | undefined>)[field];
    if (source === undefined) return [];
    return mutationsOf(source).flatMap(([name, mutated]): (readonly [string, ObjectRule])[] => {
      const mutant = { ...rule, [field]: mutated } as ObjectRule;
      return compiles(mutant) ? [[`${field}: ${name}`, mutant]] : [];
    });
  });
}

function compiles(rule: ObjectRule): boolean {
  try {
    compileRule(rule);
    return true;
  } catch {
    return false;
  }
}

function mutationsOf(source: string): readonly (readonly [string, string])[] {
  const inStrings = [...source.matchAll(strings)].map((match) => [match.index, match.index + match[0].length] as const);
  const isInString = (at: number) => inStrings.some(([from, to]) => at >= from && at < to);
  const operators = replacements.flatMap(([pattern, to]) =>
    [...source.matchAll(pattern)]
      .filter((match) => !isInString(match.index))
      .map((match): [string, string] => {
        const mutated = source.slice(0, match.index) + to + source.slice(match.index + match[0].length);
        return [`${match[0]} → ${to || 'nothing'} at ${match.index}`, mutated];
      }),
  );
  const items = inStrings
    .filter(([from, to]) => /[[,]\s*$/.test(source.slice(0, from)) && /^\s*[,\]]/.test(source.slice(to)))
    .map(([from, to]): [string, string] => {
      return [`${source.slice(from, to)} changed at ${from}`, `${source.slice(0, from)}"(mutated)"${source.slice(to)}`];
    });
  return [...operators, ...items];
}

/** Mutants that mean the same as the rule on every object that the API accepts, with why. */
const equivalent: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

export function isEquivalentMutant(rule: string, name: string): boolean {
  return equivalent[rule]?.[name] !== undefined;
}
