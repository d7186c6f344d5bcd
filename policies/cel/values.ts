/**
 * CEL values as native JavaScript values, so that Kubernetes objects are judged without a copy:
 *
 * - int: a number that is an integer, or a bigint beyond 2^53 · double: a number with a fraction, or CelDouble
 * - uint: CelUint · string, bool, null: themselves · bytes: Uint8Array
 * - list: an array · map: a plain object, or a Map where keys are not strings
 * - timestamp, duration, type, optional and the Kubernetes types: instances of their classes
 */
export type CelValue = unknown;

/** A double whose value may be integral; doubles with a fraction are plain numbers. */
export class CelDouble {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class CelUint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** Nanoseconds since the epoch. */
export class CelTimestamp {
  readonly nanoseconds: bigint;
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export class CelDuration {
  readonly nanoseconds: bigint;
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export class CelType {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An optional value (`optional.of`, `format.….validate`). */
export class CelOptional {
  readonly present: boolean;
  readonly value: CelValue;
  constructor(present: boolean, value: CelValue) {
    this.present = present;
    this.value = value;
  }
}

/** A Kubernetes type: compared by its own rule, never looked into. */
export abstract class CelOpaque {
  abstract readonly typeName: string;
  abstract equals(other: CelOpaque): boolean;
}

/** What an evaluation that has no value throws. Not an Error: a stack would cost more than the evaluation. */
export class CelFailure {
  readonly message: string;
  /** The value exists but is known only after apply. */
  readonly unknown: boolean;
  constructor(message: string, unknown = false) {
    this.message = message;
    this.unknown = unknown;
  }
}

/** Throws; typed so that it can stand in expressions. */
export function fail(message: string): never {
  throw new CelFailure(message);
}

export function isMap(value: CelValue): value is Record<string, CelValue> | Map<CelValue, CelValue> {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Map) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isInt(value: CelValue): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** The CEL name of a value's type, for messages and `type()`. */
export function typeName(value: CelValue): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'double';
    default:
  }
  if (Array.isArray(value)) return 'list';
  if (value instanceof CelDouble) return 'double';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  if (value instanceof CelType) return 'type';
  if (value instanceof CelOptional) return 'optional_type';
  if (value instanceof CelOpaque) return value.typeName;
  return isMap(value) ? 'map' : 'unknown';
}

/** A number for any numeric value; undefined for others. Precise only within 2^53. */
export function numeric(value: CelValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelDouble) return value.value;
  if (value instanceof CelUint) return Number(value.value);
  return undefined;
}

/** The exact integer behind an int or uint; undefined for others. */
export function integral(value: CelValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return value instanceof CelUint ? value.value : undefined;
}

const INT_MAX = 2n ** 63n - 1n;
const INT_MIN = -(2n ** 63n);

/** An int from an exact integer. @throws CelFailure beyond 64 bits */
export function int(value: bigint): number | bigint {
  if (value > INT_MAX || value < INT_MIN) fail('integer overflow');
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** A double from a number: plain where it has a fraction, wrapped where it would look like an int. */
export function double(value: number): number | CelDouble {
  return Number.isInteger(value) || !Number.isFinite(value) ? new CelDouble(value) : value;
}

export function mapGet(map: Record<string, CelValue> | Map<CelValue, CelValue>, key: CelValue): CelValue | undefined {
  if (map instanceof Map) {
    if (map.has(key)) return map.get(key);
    for (const [one, value] of map) if (celEquals(one, key)) return value;
    return undefined;
  }
  return typeof key === 'string' && Object.hasOwn(map, key) ? map[key] : undefined;
}

export function mapKeys(map: Record<string, CelValue> | Map<CelValue, CelValue>): CelValue[] {
  return map instanceof Map ? [...map.keys()] : Object.keys(map);
}

/** CEL equality: across numeric types by value, across other types false. */
export function celEquals(one: CelValue, other: CelValue): boolean {
  if (one === other) return !(typeof one === 'number' && Number.isNaN(one));
  if (typeof one !== 'object' && typeof other !== 'object' && typeof one === typeof other) return false;
  const left = numeric(one);
  if (left !== undefined) {
    const right = numeric(other);
    if (right === undefined) return false;
    const exact = integral(one);
    const exactOther = integral(other);
    return exact !== undefined && exactOther !== undefined ? exact === exactOther : left === right;
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => celEquals(item, other[at]));
  }
  if (one instanceof CelOpaque) {
    return other instanceof CelOpaque && one.typeName === other.typeName && one.equals(other);
  }
  if (one instanceof CelTimestamp) return other instanceof CelTimestamp && one.nanoseconds === other.nanoseconds;
  if (one instanceof CelDuration) return other instanceof CelDuration && one.nanoseconds === other.nanoseconds;
  if (one instanceof CelType) return other instanceof CelType && one.name === other.name;
  if (one instanceof Uint8Array) {
    return other instanceof Uint8Array && one.length === other.length && one.every((byte, at) => byte === other[at]);
  }
  if (one instanceof CelOptional) {
    if (!(other instanceof CelOptional) || one.present !== other.present) return false;
    return !one.present || celEquals(one.value, other.value);
  }
  return isMap(one) && isMap(other) && mapsEqual(one, other);
}

function mapsEqual(
  one: Record<string, CelValue> | Map<CelValue, CelValue>,
  other: Record<string, CelValue> | Map<CelValue, CelValue>,
): boolean {
  const keys = mapKeys(one);
  if (keys.length !== mapKeys(other).length) return false;
  return keys.every((key) => {
    const value = mapGet(other, key);
    return value !== undefined && celEquals(mapGet(one, key), value);
  });
}

/** -1, 0 or 1. @throws CelFailure for values without an order */
export function celCompare(one: CelValue, other: CelValue): number {
  if (typeof one === 'number' && typeof other === 'number') return one < other ? -1 : one > other ? 1 : 0;
  if (typeof one === 'string' && typeof other === 'string') return compareStrings(one, other);
  const left = numeric(one);
  const right = numeric(other);
  if (left !== undefined && right !== undefined) {
    const exact = integral(one);
    const exactOther = integral(other);
    if (exact !== undefined && exactOther !== undefined) return exact < exactOther ? -1 : exact > exactOther ? 1 : 0;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other);
  const order = nanoseconds(one, other);
  if (order) return order[0] < order[1] ? -1 : order[0] > order[1] ? 1 : 0;
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Math.sign(Buffer.compare(one, other));
  return fail(`no such overload: ${typeName(one)} < ${typeName(other)}`);
}

function nanoseconds(one: CelValue, other: CelValue): [bigint, bigint] | undefined {
  if (one instanceof CelTimestamp && other instanceof CelTimestamp) return [one.nanoseconds, other.nanoseconds];
  if (one instanceof CelDuration && other instanceof CelDuration) return [one.nanoseconds, other.nanoseconds];
  return undefined;
}

/** By code point, as CEL has it; UTF-16 order differs beyond the BMP. */
function compareStrings(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    if (one.charCodeAt(at) !== other.charCodeAt(at)) {
      return (one.codePointAt(at) as number) < (other.codePointAt(at) as number) ? -1 : 1;
    }
  }
  return one.length < other.length ? -1 : 1;
}
