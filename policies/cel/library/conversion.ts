import {
  CelDouble,
  CelDuration,
  CelOptional,
  CelTimestamp,
  CelType,
  CelUint,
  type CelValue,
  double,
  fail,
  int,
  integral,
  numeric,
  typeName,
} from '../values.ts';
import { globalFunction, type LibraryFunction, method, none } from './function.ts';
import { Cidr, IpAddress } from './ip.ts';
import { size, toText } from './strings.ts';
import { durationText, timestampText } from './time.ts';

/** CEL's conversions, `type`, `size`, `dyn` and optional values. */
export const conversions: readonly LibraryFunction[] = [
  globalFunction('size', 1, size),
  globalFunction('dyn', 1, (value) => value),
  globalFunction('type', 1, (value) => new CelType(typeName(value))),
  globalFunction('string', 1, written),
  globalFunction('int', 1, toInt),
  globalFunction('uint', 1, toUint),
  globalFunction('double', 1, toDouble),
  globalFunction('bool', 1, toBool),
  globalFunction('bytes', 1, (value) =>
    value instanceof Uint8Array ? value : new TextEncoder().encode(toText(value)),
  ),
  globalFunction('optional.none', 0, () => none),
  globalFunction('optional.of', 1, (value) => new CelOptional(true, value)),
  method('hasValue', 0, (on) => optional(on).present),
  method('value', 0, (on) => (optional(on).present ? optional(on).value : fail('optional.none() dereference'))),
  method('orValue', 1, (on, otherwise) => (optional(on).present ? optional(on).value : otherwise)),
  method('or', 1, (on, otherwise) => (optional(on).present ? on : optional(otherwise))),
];

function optional(value: CelValue): CelOptional {
  return value instanceof CelOptional ? value : fail(`expected an optional, got ${typeName(value)}`);
}

function written(value: CelValue): string {
  if (value instanceof CelDouble) return String(value.value);
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (value instanceof IpAddress || value instanceof Cidr) return value.toString();
  if (value instanceof Uint8Array) return new TextDecoder('utf-8', { fatal: true }).decode(value);
  return toText(value);
}

function toInt(value: CelValue): number | bigint {
  const exact = integral(value);
  if (exact !== undefined) return int(exact);
  const loose = numeric(value);
  if (loose !== undefined) return Number.isFinite(loose) ? int(BigInt(Math.trunc(loose))) : fail('integer overflow');
  if (value instanceof CelTimestamp) return int(value.nanoseconds / 1_000_000_000n);
  if (value instanceof CelDuration) return int(value.nanoseconds);
  return typeof value === 'string' && /^[+-]?\d+$/.test(value)
    ? int(BigInt(value.replace(/^\+/, '')))
    : fail(`no int: ${String(value)}`);
}

function toUint(value: CelValue): CelUint {
  const exact = value instanceof CelUint ? value.value : BigInt(toInt(value));
  return exact < 0n ? fail('unsigned integer overflow') : new CelUint(exact);
}

function toDouble(value: CelValue): CelValue {
  const loose = numeric(value);
  if (loose !== undefined) return double(loose);
  if (typeof value !== 'string' || value.trim() === '' || Number.isNaN(Number(value)))
    fail(`no double: ${String(value)}`);
  return double(Number(value));
}

const truths: Readonly<Record<string, boolean>> = {
  ...{ '1': true, t: true, T: true, true: true, TRUE: true, True: true },
  ...{ '0': false, f: false, F: false, false: false, FALSE: false, False: false },
};

function toBool(value: CelValue): boolean {
  if (typeof value === 'boolean') return value;
  const known = typeof value === 'string' ? truths[value] : undefined;
  return known ?? fail(`no bool: ${String(value)}`);
}
