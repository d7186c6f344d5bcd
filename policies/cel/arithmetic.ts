import {
  CelDouble,
  CelDuration,
  CelTimestamp,
  CelUint,
  type CelValue,
  double,
  fail,
  int,
  integral,
  isInt,
  numeric,
  typeName,
} from './values.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

const UINT_MAX = 2n ** 64n - 1n;

/**
 * `one operator other` by CEL's overloads: ints and uints checked for overflow, doubles, strings, bytes, lists,
 * timestamps and durations.
 * @throws CelFailure for overflow, division by zero, or types that have no such operation
 */
export function arithmetic(operator: ArithmeticOperator, one: CelValue, other: CelValue): CelValue {
  if (operator === '+') {
    if (typeof one === 'string' && typeof other === 'string') return one + other;
    if (Array.isArray(one) && Array.isArray(other)) return one.length === 0 ? other : [...one, ...other];
    if (one instanceof Uint8Array && other instanceof Uint8Array) return new Uint8Array([...one, ...other]);
  }
  if (isInt(one) && isInt(other)) return ints(operator, one, other);
  if (one instanceof CelUint && other instanceof CelUint) return uints(operator, one.value, other.value);
  if (isDouble(one) && isDouble(other)) return doubles(operator, numeric(one)!, numeric(other)!);
  return times(operator, one, other) ?? fail(`no such overload: ${typeName(one)} ${operator} ${typeName(other)}`);
}

/** `-value`. @throws CelFailure for values that are not numbers */
export function negate(value: CelValue): CelValue {
  if (isInt(value)) return int(-BigInt(value));
  if (isDouble(value)) return double(-numeric(value)!);
  return fail(`no such overload: -${typeName(value)}`);
}

function isDouble(value: CelValue): boolean {
  return value instanceof CelDouble || (typeof value === 'number' && !Number.isInteger(value));
}

function ints(operator: ArithmeticOperator, one: number | bigint, other: number | bigint): CelValue {
  if (typeof one === 'number' && typeof other === 'number') {
    const quick = operator === '+' ? one + other : operator === '-' ? one - other : Number.NaN;
    if (Number.isSafeInteger(quick)) return quick;
  }
  return int(exact(operator, BigInt(one), BigInt(other)));
}

function uints(operator: ArithmeticOperator, one: bigint, other: bigint): CelValue {
  const value = exact(operator, one, other);
  if (value < 0n || value > UINT_MAX) fail('unsigned integer overflow');
  return new CelUint(value);
}

function exact(operator: ArithmeticOperator, one: bigint, other: bigint): bigint {
  switch (operator) {
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
      return other === 0n ? fail('division by zero') : one / other;
    case '%':
      return other === 0n ? fail('modulus by zero') : one % other;
    default:
      return operator satisfies never;
  }
}

function doubles(operator: ArithmeticOperator, one: number, other: number): CelValue {
  switch (operator) {
    case '+':
      return double(one + other);
    case '-':
      return double(one - other);
    case '*':
      return double(one * other);
    case '/':
      return double(one / other);
    case '%':
      return fail('no such overload: double % double');
    default:
      return operator satisfies never;
  }
}

function times(operator: ArithmeticOperator, one: CelValue, other: CelValue): CelValue | undefined {
  if (operator !== '+' && operator !== '-') return undefined;
  const sign = operator === '+' ? 1n : -1n;
  if (one instanceof CelTimestamp) {
    if (other instanceof CelDuration) return new CelTimestamp(one.nanoseconds + sign * other.nanoseconds);
    if (other instanceof CelTimestamp && sign < 0n) return new CelDuration(one.nanoseconds - other.nanoseconds);
  }
  if (one instanceof CelDuration) {
    if (other instanceof CelDuration) return new CelDuration(one.nanoseconds + sign * other.nanoseconds);
    if (other instanceof CelTimestamp && sign > 0n) return new CelTimestamp(one.nanoseconds + other.nanoseconds);
  }
  return undefined;
}

/** The position that an int or an integral double names. @throws CelFailure for other values */
export function position(value: CelValue): number {
  const exactly = integral(value);
  if (exactly !== undefined) return Number(exactly);
  const loose = numeric(value);
  return loose !== undefined && Number.isInteger(loose) ? loose : fail(`not an index: ${typeName(value)}`);
}
