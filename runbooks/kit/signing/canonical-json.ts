/** What JSON can hold; digests and signatures are taken over nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * Canonical JSON of RFC 8785 (JCS): members sorted by UTF-16 code units, ECMAScript numbers, no white space. Members
 * whose value is `undefined` are left out, as `JSON.stringify` does.
 * @throws TypeError naming the path, for what JSON cannot carry: NaN, infinities, bigint, functions, dates and other
 * class instances, lone surrogates, cycles.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', []);
}

function write(value: unknown, path: string, ancestors: readonly object[]): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value, path);
  if (typeof value === 'string') return writeString(value, path);
  if (typeof value !== 'object') throw unfit(path, `a ${typeof value}`);
  if (ancestors.includes(value)) throw unfit(path, 'a cycle');
  const inside = [...ancestors, value];
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, `${path}[${index}]`, inside)).join(',')}]`;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw unfit(path, `a ${prototype.constructor?.name}`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${writeString(name, path)}:${write(member, `${path}.${name}`, inside)}`);
  return `{${members.join(',')}}`;
}

function writeNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw unfit(path, String(value));
  return JSON.stringify(value);
}

/** RFC 8785 3.2.2.2: lone surrogates are an error, since no UTF-8 exists for them. */
function writeString(value: string, path: string): string {
  if (!value.isWellFormed()) throw unfit(path, 'a lone surrogate');
  return JSON.stringify(value);
}

function unfit(path: string, what: string): TypeError {
  return new TypeError(
    `${path}: ${what} has no canonical JSON. Give plain objects, lists, strings and finite numbers.`,
  );
}
