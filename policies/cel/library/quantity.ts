import { CelOpaque, type CelValue, double, fail, int, isInt } from '../values.ts';
import { accepts, globalFunction, type LibraryFunction, method, text } from './function.ts';

/** Exponents of the suffixes of resource.Quantity: decimal powers of ten, binary powers of two. */
const decimalSuffixes: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};
const binarySuffixes: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/** Quantities are kept to the nano; smaller parts are rounded up, as resource.Quantity does. */
const NANO = 10n ** 9n;

/** A resource quantity, exact, in billionths. */
export class Quantity extends CelOpaque {
  readonly typeName = 'kubernetes.Quantity';
  readonly nano: bigint;

  constructor(nano: bigint) {
    super();
    this.nano = nano;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof Quantity && other.nano === this.nano;
  }
}

/**
 * Reads a resource quantity: `1.5G`, `200m`, `12e6`, `64Mi`.
 * @throws CelFailure for other text
 */
export function parseQuantity(written: string): Quantity {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d+)|([a-zA-Z]{0,2}))$/.exec(written);
  if (!parts) return fail(`not a quantity: ${written}`);
  const [, sign, whole = '', fraction = '', , exponent, suffix = ''] = parts;
  if (whole + fraction === '') fail(`not a quantity: ${written}`);
  const digits = BigInt(whole + fraction || '0');
  const binary = binarySuffixes[suffix];
  const power = exponent === undefined ? decimalSuffixes[suffix] : Number(exponent);
  if (binary === undefined && power === undefined) fail(`not a quantity: ${written}`);
  const scaled = digits * NANO * (binary === undefined ? 1n : 1n << binary);
  const nano = shift(scaled, (binary === undefined ? power! : 0) - fraction.length);
  return new Quantity(sign === '-' ? -nano : nano);
}

function shift(value: bigint, tens: number): bigint {
  if (tens >= 0) return value * 10n ** BigInt(tens);
  const divisor = 10n ** BigInt(-tens);
  return (value + divisor - 1n) / divisor;
}

function quantity(value: CelValue): Quantity {
  return value instanceof Quantity ? value : fail('expected a quantity');
}

function operand(value: CelValue): bigint {
  return isInt(value) ? BigInt(value) * NANO : quantity(value).nano;
}

function compare(one: CelValue, other: CelValue): number {
  const [left, right] = [quantity(one).nano, quantity(other).nano];
  return left < right ? -1 : left > right ? 1 : 0;
}

function asInteger(value: CelValue): number | bigint {
  const { nano } = quantity(value);
  return nano % NANO === 0n ? int(nano / NANO) : fail('cannot convert value to integer');
}

/** Kubernetes' quantity library. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library */
export const quantities: readonly LibraryFunction[] = [
  globalFunction('quantity', 1, (written) => parseQuantity(text(written))),
  globalFunction('isQuantity', 1, (written) => accepts(() => parseQuantity(text(written)))),
  method('sign', 0, (on) => (quantity(on).nano < 0n ? -1 : quantity(on).nano > 0n ? 1 : 0)),
  method('add', 1, (on, other) => new Quantity(quantity(on).nano + operand(other))),
  method('sub', 1, (on, other) => new Quantity(quantity(on).nano - operand(other))),
  method('asInteger', 0, asInteger),
  method('isInteger', 0, (on) => accepts(() => asInteger(on))),
  method('asApproximateFloat', 0, (on) => double(Number(quantity(on).nano) / Number(NANO))),
];

/** Its comparisons, which semantic versions share by name. */
export const compareQuantities = compare;
