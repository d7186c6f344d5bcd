import type { Text } from '../../stacks/model/vocabulary.ts';
import { createRedactor } from './redaction/redactor.ts';
import { type Refusal, Refused } from './refusal.ts';

const redactor = createRedactor();

/** A typed parameter: an anchored pattern, a length, and a reading. Values arrive as strings and are never trusted. */
export interface Parameter<Value> {
  readonly description: Text;
  /** Matches the whole value; built by `whole`, so that it is anchored. */
  readonly pattern: RegExp;
  readonly longest: number;
  readonly example: string;
  /** @throws Error saying what does not fit, for what a pattern cannot judge (ranges, dates). */
  readonly read: (text: string) => Value;
  readonly optional?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the value type is inferred in ParameterValues
export type ParameterSet = Readonly<Record<string, Parameter<any>>>;

/** The values of a set, by name; optional ones may be absent. */
export type ParameterValues<Set extends ParameterSet> = {
  readonly [Name in keyof Set]: Set[Name] extends { readonly optional: true }
    ? ReturnType<Set[Name]['read']> | undefined
    : ReturnType<Set[Name]['read']>;
};

/** A pattern over the whole value: `^(?:…)$` without the m flag, so that no newline can end it early. */
function whole(source: string): RegExp {
  return new RegExp(`^(?:${source})$`, 'u');
}

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';

function textual(description: Text, source: string, longest: number, example: string): Parameter<string> {
  return { description, pattern: whole(source), longest, example, read: (text) => text };
}

/** The kinds of parameters. All are ASCII and begin with a letter or digit, except `reason`. */
export const parameter = {
  /** A DNS label (RFC 1123): namespaces, networks, services. */
  label: (description: Text) => textual(description, label, 63, 'court-filing'),
  /** A DNS subdomain (RFC 1123): nodes, pods, most object names. */
  name: (description: Text) => textual(description, `${label}(?:\\.${label})*`, 253, 'node-03.court-net'),
  /** One of a few words. */
  choice: <const Word extends string>(description: Text, words: readonly [Word, ...Word[]]): Parameter<Word> => ({
    description,
    pattern: whole(words.map((word) => word.replace(/[^A-Za-z0-9-]/g, '\\$&')).join('|')),
    longest: Math.max(...words.map((word) => word.length)),
    example: words[0],
    read: (text) => text as Word,
  }),
  /** A whole number within bounds, in plain decimal digits. */
  integer: (description: Text, lowest: number, highest: number): Parameter<number> => ({
    description,
    pattern: whole('0|[1-9][0-9]*'),
    longest: 15,
    example: String(lowest),
    read: (text) => within(Number(text), lowest, highest),
  }),
  /** A duration such as `30s`, `10m` or `4h`, read as seconds. */
  duration: (description: Text, highestSeconds: number): Parameter<number> => ({
    description,
    pattern: whole('[1-9][0-9]{0,5}[smh]'),
    longest: 7,
    example: '10m',
    read: (text) =>
      within(Number(text.slice(0, -1)) * { s: 1, m: 60, h: 3600 }[text.at(-1) as 's']!, 1, highestSeconds),
  }),
  /** An image by digest: `registry/path@sha256:…`. */
  image: (description: Text) =>
    textual(
      description,
      '[a-z0-9][a-z0-9.:/_-]{0,254}@sha256:[0-9a-f]{64}',
      330,
      `court/filing@sha256:${'0'.repeat(64)}`,
    ),
  /** An image to look for: a digest alone, or a repository in lower case with an optional registry, port and tag. */
  imageName: (description: Text) =>
    textual(
      description,
      'sha256:[0-9a-f]{64}|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?::[0-9]{1,5}(?=/))?(?:/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?',
      330,
      'court/filing',
    ),
  /** A channel, system or runbook id of the model. */
  modelId: (description: Text) => textual(description, '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?', 63, 'X13'),
  /** Scheme, host and port of a web server, without path, query or user. */
  address: (description: Text) =>
    textual(
      description,
      `https?://${label}(?:\\.${label})*(?::[1-9][0-9]{0,4})?`,
      200,
      'https://prometheus.ops.court.example:9090',
    ),
  /** The name of a file or folder of the working folder: no path, and no way out of it. */
  fileName: (description: Text) =>
    textual(description, '[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.))*', 120, 'change-2026-031.json'),
  /** A moment to the minute with its zone: `2026-03-02T11:05+08:00`. */
  moment: (description: Text): Parameter<Date> => ({
    description,
    pattern: whole(
      '20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9](?:Z|[+]08:00)',
    ),
    longest: 22,
    example: '2026-03-02T11:05+08:00',
    read: (text) => {
      const read = new Date(text);
      const day = new Date(`${text.slice(0, 10)}T00:00Z`);
      if (Number.isNaN(read.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10))
        throw new Error('there is no such day');
      return read;
    },
  }),
  /** A ticket or incident number. */
  ticket: (description: Text) => textual(description, '[A-Z]{2,8}-[0-9]{4}-[0-9]{1,6}', 20, 'INC-2026-031'),
  /** A sentence for people; it is recorded, shown and signed as it is, so that what must not be written is refused. */
  reason: (description: Text): Parameter<string> => ({
    description,
    pattern: whole('[\\p{Script=Han}A-Za-z0-9][\\p{Script=Han}A-Za-z0-9 ,.:;()/，。：；（）、-]*'),
    longest: 300,
    example: 'INC-2026-031: 勒索软件处置',
    read: (text) => {
      const [, kind] = /\[redacted:([\w-]+)\]/.exec(redactor.text(text)) ?? [];
      if (kind) throw new Error(`it holds what looks like a secret or an identifier (${kind}); say it without`);
      return text;
    },
  }),
  optional: <Value>(inner: Parameter<Value>): Parameter<Value> & { readonly optional: true } => ({
    ...inner,
    optional: true,
  }),
} as const;

/**
 * Reads given strings against a set of parameters.
 * @throws Refused with every fault at once: unknown, missing, too long, not matching, out of range.
 */
export function readParameters<Set extends ParameterSet>(
  set: Set,
  given: Readonly<Record<string, unknown>>,
): ParameterValues<Set> {
  const refusals: Refusal[] = Object.keys(given)
    .filter((name) => !Object.hasOwn(set, name))
    .map((name) =>
      refuse(
        show(name),
        'unknown-parameter',
        { zh: '没有这个参数', en: 'there is no such parameter' },
        Object.keys(set).join(', '),
      ),
    );
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(set)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const fault = faultOf(definition, value);
    if (fault) refusals.push(refuse(name, 'bad-parameter', fault, definition.example));
    else if (value !== undefined) values[name] = definition.read(value as string);
  }
  if (refusals.length > 0) throw new Refused(refusals);
  return values as ParameterValues<Set>;
}

function faultOf(definition: Parameter<unknown>, value: unknown): Text | undefined {
  if (value === undefined) return definition.optional ? undefined : { zh: '缺少参数', en: 'it is missing' };
  if (typeof value !== 'string') return { zh: '不是文本', en: 'it is not text' };
  if (value.length > definition.longest) {
    return { zh: `超过 ${definition.longest} 个字符`, en: `it is longer than ${definition.longest} characters` };
  }
  if (!definition.pattern.test(value)) return { zh: `格式不符：${show(value)}`, en: `it does not fit: ${show(value)}` };
  try {
    definition.read(value);
    return undefined;
  } catch (error) {
    return { zh: `取值不符：${(error as Error).message}`, en: (error as Error).message };
  }
}

/** A hostile value must not reach the terminal as it is: redacted, in ASCII escapes, cut short. */
function show(value: string): string {
  return JSON.stringify(redactor.text(value.slice(0, 2_000)).slice(0, 40)).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function refuse(subject: string, code: string, fault: Text, example: string): Refusal {
  return { code, subject, fault, remedy: { zh: `应形如：${example}`, en: `Expected something like: ${example}` } };
}

function within(value: number, lowest: number, highest: number): number {
  if (value < lowest || value > highest) throw new Error(`it is not within ${lowest} and ${highest}`);
  return value;
}
