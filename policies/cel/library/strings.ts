import { CelUint, type CelValue, fail, isMap, mapKeys, typeName } from '../values.ts';
import { count, type LibraryFunction, list, method, text } from './function.ts';
import { matches } from './regex.ts';
import { formatString } from './string-format.ts';

/** CEL's standard string functions and the strings extension, version 2. Positions count code points. */
export const strings: readonly LibraryFunction[] = [
  method('contains', 1, (on, part) => text(on).includes(text(part))),
  method('startsWith', 1, (on, part) => text(on).startsWith(text(part))),
  method('endsWith', 1, (on, part) => text(on).endsWith(text(part))),
  method('matches', 1, (on, pattern) => matches(text(on), text(pattern))),
  method('size', 0, size),
  method('charAt', 1, charAt),
  method('indexOf', 1, indexOf, 2),
  method('lastIndexOf', 1, lastIndexOf, 2),
  method('join', 0, (on, separator = '') => list(on).map(text).join(text(separator)), 1),
  method('lowerAscii', 0, (on) => text(on).replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  method('upperAscii', 0, (on) => text(on).replace(/[a-z]+/g, (part) => part.toUpperCase())),
  method('replace', 2, replace, 3),
  method('split', 1, split, 2),
  method('substring', 1, substring, 2),
  method('trim', 0, (on) => text(on).replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')),
  method('format', 1, (on, values) => formatString(text(on), list(values))),
];

/** `size(x)`: code points, bytes, items or entries. */
export function size(value: CelValue): number {
  if (typeof value === 'string') return codePoints(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return isMap(value) ? mapKeys(value).length : fail(`no such overload: size(${typeName(value)})`);
}

function codePoints(value: string): number {
  let surrogates = 0;
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) surrogates++;
  }
  return value.length - surrogates;
}

function charAt(on: CelValue, at: CelValue): string {
  const characters = [...text(on)];
  const wanted = count(at);
  if (wanted < 0 || wanted > characters.length) fail(`index out of range: ${wanted}`);
  return characters[wanted] ?? '';
}

/** Of a string's part or (lists extension) of an item. */
function indexOf(on: CelValue, part: CelValue, from: CelValue = 0): number {
  const characters = [...text(on)];
  const start = count(from);
  if (start < 0 || start > characters.length) fail(`index out of range: ${start}`);
  const found = characters.slice(start).join('').indexOf(text(part));
  if (found < 0) return -1;
  return start + codePoints(characters.slice(start).join('').slice(0, found));
}

function lastIndexOf(on: CelValue, part: CelValue, from?: CelValue): number {
  const whole = text(on);
  const characters = [...whole];
  const wanted = [...text(part)];
  const last = from === undefined ? characters.length : count(from);
  if (last < 0 || last > characters.length) fail(`index out of range: ${last}`);
  for (let at = Math.min(last, characters.length - wanted.length); at >= 0; at--) {
    if (wanted.every((one, offset) => characters[at + offset] === one)) return at;
  }
  return -1;
}

function replace(on: CelValue, from: CelValue, to: CelValue, limit: CelValue = -1): string {
  const most = count(limit);
  if (most < 0) return text(on).replaceAll(text(from), () => text(to));
  let done = 0;
  return text(on).replaceAll(text(from), (part) => (done++ < most ? text(to) : part));
}

function split(on: CelValue, separator: CelValue, limit: CelValue = -1): string[] {
  const parts = text(separator) === '' ? [...text(on)] : text(on).split(text(separator));
  const most = count(limit);
  if (most < 0 || parts.length <= most) return parts;
  if (most === 0) return [];
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(text(separator))];
}

function substring(on: CelValue, from: CelValue, to?: CelValue): string {
  const characters = [...text(on)];
  const start = count(from);
  const end = to === undefined ? characters.length : count(to);
  if (start < 0 || end > characters.length || start > end) fail(`index out of range: ${start}`);
  return characters.slice(start, end).join('');
}

/** `string(x)`. @throws CelFailure for values that have no text */
export function toText(value: CelValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof CelUint) return String(value.value);
  return fail(`no such overload: string(${typeName(value)})`);
}
