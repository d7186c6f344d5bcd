/**
 * Sets of numbers as sorted, disjoint, half-open intervals `[lo, hi)` in one flat array: `[lo, hi, lo, hi, …]`.
 * Ports use numbers, addresses use bigints; both need only comparison.
 */
export type Intervals<T extends number | bigint> = readonly T[];

/** Sorts and joins intervals that overlap or touch. */
export function normalise<T extends number | bigint>(pairs: readonly (readonly [T, T])[]): Intervals<T> {
  const sorted = pairs.filter(([lo, hi]) => lo < hi).sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const out: T[] = [];
  for (const [lo, hi] of sorted) {
    const last = out.length - 1;
    if (last > 0 && lo <= out[last]!) {
      if (hi > out[last]!) out[last] = hi;
    } else out.push(lo, hi);
  }
  return out;
}

export function union<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const pairs: [T, T][] = [];
  for (const set of [a, b]) for (let i = 0; i < set.length; i += 2) pairs.push([set[i]!, set[i + 1]!]);
  return normalise(pairs);
}

export function intersect<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  const out: T[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const lo = a[i]! > b[j]! ? a[i]! : b[j]!;
    const hi = a[i + 1]! < b[j + 1]! ? a[i + 1]! : b[j + 1]!;
    if (lo < hi) out.push(lo, hi);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return out;
}

/** What is in `a` and not in `b`. */
export function subtract<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  const out: T[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let lo = a[i]!;
    const hi = a[i + 1]!;
    while (j < b.length && b[j + 1]! <= lo) j += 2;
    for (let k = j; k < b.length && b[k]! < hi; k += 2) {
      if (b[k]! > lo) out.push(lo, b[k]!);
      if (b[k + 1]! > lo) lo = b[k + 1]!;
    }
    if (lo < hi) out.push(lo, hi);
  }
  return out;
}

export function includes<T extends number | bigint>(set: Intervals<T>, value: T): boolean {
  for (let i = 0; i < set.length; i += 2) if (value >= set[i]! && value < set[i + 1]!) return true;
  return false;
}

/** Whether two sets share a value. */
export function overlaps<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): boolean {
  return intersect(a, b).length > 0;
}

/** Whether every value of `a` is in `b`. */
export function isSubset<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): boolean {
  return subtract(a, b).length === 0;
}
