import { fail } from '../values.ts';
import { count, type LibraryFunction, method, text } from './function.ts';

const compiled = new Map<string, RegExp>();

/** What RE2 writes otherwise than JavaScript, outside and inside character classes. */
const rewrites: readonly (readonly [RegExp, string])[] = [
  [/\(\?P</g, '(?<'],
  [/\\A/g, '^'],
  [/\\z/g, '$'],
  [/\[\[:alpha:\]\]/g, '[A-Za-z]'],
  [/\[\[:digit:\]\]/g, '[0-9]'],
  [/\[\[:alnum:\]\]/g, '[0-9A-Za-z]'],
  [/\[\[:lower:\]\]/g, '[a-z]'],
  [/\[\[:upper:\]\]/g, '[A-Z]'],
  [/\[\[:space:\]\]/g, '[\\t\\n\\v\\f\\r ]'],
];

/**
 * A RegExp for an RE2 pattern, kept for the next use.
 * @throws CelFailure for a pattern that RE2 has not (look-around, back-references) or that does not parse
 */
export function regex(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) {
    known.lastIndex = 0;
    return known;
  }
  if (/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(pattern)) fail(`invalid regular expression: ${pattern}`);
  let source = pattern;
  for (const [from, to] of rewrites) source = source.replace(from, to);
  const flags = /^\(\?([ims]+)\)/.exec(source);
  if (flags) source = source.slice(flags[0].length);
  try {
    const made = new RegExp(source, `gu${flags?.[1] ?? ''}`);
    compiled.set(pattern, made);
    return made;
  } catch {
    return fail(`invalid regular expression: ${pattern}`);
  }
}

/** Whether the pattern is found anywhere in the text. */
export function matches(on: string, pattern: string): boolean {
  return regex(pattern).test(on);
}

/** Kubernetes' regex library. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library */
export const regexFunctions: readonly LibraryFunction[] = [
  method('find', 1, (on, pattern) => regex(text(pattern)).exec(text(on))?.[0] ?? ''),
  method(
    'findAll',
    1,
    (on, pattern, limit = -1) => {
      const all = text(on).match(regex(text(pattern))) ?? [];
      const most = count(limit);
      return most < 0 ? [...all] : all.slice(0, most);
    },
    2,
  ),
];
