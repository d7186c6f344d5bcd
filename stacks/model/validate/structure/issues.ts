import type * as z from 'zod';
import type { Problem } from '../../problem.ts';
import { problem } from '../kinds.ts';
import { type PathSteps, path } from '../path.ts';
import { didYouMean, listed } from '../suggestion.ts';

type Issue = z.core.$ZodIssue;

/** A problem of structure, where it stands, and whether the entry around it can still be read. */
export interface StructureProblem {
  readonly problem: Problem;
  readonly steps: PathSteps;
  /** The entry has not the type that the model gives it: what it means cannot be judged. */
  readonly breaks: boolean;
}

/** Turns an issue of the schema library into located problems in plain words. */
export function structureProblems(issue: Issue, declaration: unknown, fieldsAt: FieldsAt): StructureProblem[] {
  const at = issue.path;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => sound([...at, key], unknownField(key, at, fieldsAt(at))));
    case 'invalid_type':
      return [broken(at, wrongType(issue.expected, at, valueAt(declaration, at)))];
    case 'invalid_value':
      return [broken(at, unknownValue(issue.values, at, valueAt(declaration, at)))];
    case 'invalid_union':
      return [broken(at, unknownVariant(at, valueAt(declaration, at)))];
    case 'too_small':
      return [outOfRange(issue, at, valueAt(declaration, at))];
    case 'invalid_format':
      return [broken(at, badDate(at, valueAt(declaration, at)))];
    case 'too_big':
      return [aboveRange(issue, at, valueAt(declaration, at))];
    default:
      return [sound(at, numberOutOfRange(at, issue.message))];
  }
}

/** Field names that the schema has at a path. */
export type FieldsAt = (steps: PathSteps) => readonly string[];

const sound = (steps: PathSteps, found: Problem): StructureProblem => ({ problem: found, steps, breaks: false });
const broken = (steps: PathSteps, found: Problem): StructureProblem => ({ problem: found, steps, breaks: true });

function unknownField(key: string, at: PathSteps, fields: readonly string[]): Problem {
  const suggestion = didYouMean(key, fields).trim();
  const remedy = suggestion || `Remove it; the fields here are ${listed(fields, 24)}.`;
  return problem('unknown-field', path(...at, key), `there is no field "${key}" here.`, remedy);
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of three numbers',
  object: 'an object',
  record: 'an object of entries by id',
};

function wrongType(expected: string, at: PathSteps, value: unknown): Problem {
  const wanted = typeNames[expected] ?? `a ${expected}`;
  const field = String(at.at(-1) ?? 'site');
  if (value === undefined) {
    return problem('missing-field', path(...at), `"${field}" is missing.`, `Give ${wanted}.`);
  }
  return problem('wrong-type', path(...at), `"${field}" is ${shown(value)}, not ${wanted}.`, `Give ${wanted}.`);
}

function unknownValue(values: readonly unknown[], at: PathSteps, value: unknown): Problem {
  const field = String(at.at(-1) ?? 'site');
  const names = values.map(String);
  if (value === undefined) {
    return problem('missing-field', path(...at), `"${field}" is missing.`, `Give one of ${listed(names, 40)}.`);
  }
  const suggestion = typeof value === 'string' ? didYouMean(value, names) : '';
  return problem(
    'unknown-value',
    path(...at),
    `${shown(value)} is not a value that "${field}" can have.`,
    `Use one of ${listed(names, 40)}.${suggestion}`,
  );
}

/** The unions of the model, each told apart by its kind. */
const unionVariants: Readonly<Record<string, readonly string[]>> = {
  stateBackend: ['local', 'pg', 'kubernetes', 's3'],
  providerMirror: ['network', 'filesystem'],
};

function unknownVariant(at: PathSteps, value: unknown): Problem {
  const kind = (value as { kind?: unknown } | undefined)?.kind;
  const inside = at.at(-1) === 'kind';
  const variants = unionVariants[String(at.at(inside ? -2 : -1))] ?? [];
  return unknownValue(variants, inside ? at : [...at, 'kind'], kind ?? value);
}

function outOfRange(issue: z.core.$ZodIssueTooSmall, at: PathSteps, value: unknown): StructureProblem {
  if (issue.origin === 'string') {
    const field = String(at.at(-1));
    return sound(at, problem('blank-text', path(...at), `"${field}" is blank.`, 'Write what it is.'));
  }
  if (issue.origin === 'array') {
    const field = String(at.at(-1));
    const breaks = Array.isArray(value) && value.length > 0;
    const found = problem(
      'empty-list',
      path(...at),
      `"${field}" has too few entries.`,
      `Give at least ${issue.minimum}.`,
    );
    return { problem: found, steps: at, breaks };
  }
  const least = issue.inclusive ? `at least ${issue.minimum}` : `more than ${issue.minimum}`;
  return sound(at, numberOutOfRange(at, `"${String(at.at(-1))}" is ${value}`, least));
}

function aboveRange(issue: z.core.$ZodIssueTooBig, at: PathSteps, value: unknown): StructureProblem {
  if (issue.origin === 'array') return broken(at, wrongType('tuple', at, value));
  const most = issue.inclusive ? `at most ${issue.maximum}` : `less than ${issue.maximum}`;
  return sound(at, numberOutOfRange(at, `"${String(at.at(-1))}" is ${value}`, most));
}

function numberOutOfRange(at: PathSteps, found: string, wanted = 'within its range'): Problem {
  return problem('number-out-of-range', path(...at), `${found}, which is out of range.`, `Give a number ${wanted}.`);
}

function badDate(at: PathSteps, value: unknown): Problem {
  const fault = `${shown(value)} is not a date of the calendar.`;
  return problem('bad-date', path(...at), fault, 'Write a date that exists as YYYY-MM-DD.');
}

/** What a value is, in words; never the text of an object, which may have none. */
function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function valueAt(declaration: unknown, steps: PathSteps): unknown {
  return steps.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step],
    declaration,
  );
}
