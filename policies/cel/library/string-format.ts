import {
  CelDouble,
  CelDuration,
  CelTimestamp,
  CelUint,
  type CelValue,
  fail,
  integral,
  isMap,
  mapGet,
  mapKeys,
  numeric,
  typeName,
} from '../values.ts';
import { durationText, timestampText } from './time.ts';

/**
 * `"…".format([…])` of the strings extension: %s %d %f %e %b %x %X %o and %%.
 * @throws CelFailure for a clause that does not fit its value
 */
export function formatString(pattern: string, values: readonly CelValue[]): string {
  let next = 0;
  const formatted = pattern.replace(
    /%(?:\.(\d+))?([a-zA-Z%])/g,
    (_clause, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= values.length) fail(`index ${next} out of range`);
      return formatOne(verb, precision === undefined ? 6 : Number(precision), values[next++]);
    },
  );
  return formatted;
}

function formatOne(verb: string, precision: number, value: CelValue): string {
  switch (verb) {
    case 's':
      return shown(value);
    case 'd':
      return String(integral(value) ?? fail(`%d does not take ${typeName(value)}`));
    case 'f':
      return (numeric(value) ?? fail(`%f does not take ${typeName(value)}`)).toFixed(precision);
    case 'e': {
      const text = (numeric(value) ?? fail(`%e does not take ${typeName(value)}`)).toExponential(precision);
      return text.replace(/e([+-])(\d)$/, 'e$10$2');
    }
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : radix(value, 2);
    case 'o':
      return radix(value, 8);
    case 'x':
      return hex(value);
    case 'X':
      return hex(value).toUpperCase();
    default:
      return fail(`unrecognized formatting clause: ${verb}`);
  }
}

function radix(value: CelValue, base: number): string {
  return (integral(value) ?? fail(`no number: ${typeName(value)}`)).toString(base);
}

function hex(value: CelValue): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('hex');
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : radix(value, 16);
}

/** What %s shows, nested values included. */
function shown(value: CelValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof CelUint || value instanceof CelDouble) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (isMap(value)) {
    const entries = mapKeys(value).map((key) => `${shown(key)}: ${shown(mapGet(value, key))}`);
    return `{${entries.sort().join(', ')}}`;
  }
  return fail(`%s does not take ${typeName(value)}`);
}
