import { CelOpaque, type CelValue, fail } from '../values.ts';
import { accepts, globalFunction, type LibraryFunction, method, text } from './function.ts';
import { compareQuantities, Quantity } from './quantity.ts';

const shape =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** A semantic version (semver.org 2.0.0); build metadata does not count. */
class Semver extends CelOpaque {
  readonly typeName = 'kubernetes.Semver';
  readonly numbers: readonly [number, number, number];
  readonly prerelease: readonly string[];

  constructor(numbers: readonly [number, number, number], prerelease: readonly string[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof Semver && compare(this, other) === 0;
  }
}

function parse(written: string, normalise: CelValue): Semver {
  const parts = shape.exec(normalise === true ? normalised(written) : written);
  if (!parts) return fail(`not a semantic version: ${written}`);
  return new Semver([Number(parts[1]), Number(parts[2]), Number(parts[3])], parts[4] ? parts[4].split('.') : []);
}

/** Drops a leading v and leading zeros, adds missing minor and patch numbers. */
function normalised(written: string): string {
  const [, core = '', rest = ''] = /^v?([^-+]*)(.*)$/s.exec(written) ?? [];
  const numbers = core.split('.').map((number) => number.replace(/^0+(?=\d)/, ''));
  while (numbers.length < 3 && rest === '') numbers.push('0');
  return numbers.join('.') + rest;
}

function compare(one: Semver, other: Semver): number {
  for (const at of [0, 1, 2] as const) {
    if (one.numbers[at] !== other.numbers[at]) return one.numbers[at] < other.numbers[at] ? -1 : 1;
  }
  if (one.prerelease.length === 0 || other.prerelease.length === 0) {
    return Math.sign(other.prerelease.length - one.prerelease.length);
  }
  for (let at = 0; at < Math.max(one.prerelease.length, other.prerelease.length); at++) {
    const order = compareIdentifiers(one.prerelease[at], other.prerelease[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
  const [left, right] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (left && right) return Math.sign(Number(one) - Number(other));
  if (left !== right) return left ? -1 : 1;
  return one < other ? -1 : 1;
}

function semver(value: CelValue): Semver {
  return value instanceof Semver ? value : fail('expected a semantic version');
}

/** Both libraries name their comparisons alike; the receiver decides. */
function order(on: CelValue, other: CelValue): number {
  return on instanceof Quantity ? compareQuantities(on, other) : compare(semver(on), semver(other));
}

/** Kubernetes' semver library, and the comparisons it shares with quantities. */
export const versions: readonly LibraryFunction[] = [
  globalFunction('semver', 1, (written, normalise) => parse(text(written), normalise), 2),
  globalFunction('isSemver', 1, (written, normalise) => accepts(() => parse(text(written), normalise)), 2),
  method('major', 0, (on) => semver(on).numbers[0]),
  method('minor', 0, (on) => semver(on).numbers[1]),
  method('patch', 0, (on) => semver(on).numbers[2]),
  method('compareTo', 1, order),
  method('isLessThan', 1, (on, other) => order(on, other) < 0),
  method('isGreaterThan', 1, (on, other) => order(on, other) > 0),
];
