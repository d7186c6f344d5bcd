import { arithmetic } from '../arithmetic.ts';
import { type CelValue, celCompare, celEquals, fail } from '../values.ts';
import { count, globalFunction, type LibraryFunction, list, method } from './function.ts';
import { strings } from './strings.ts';

function textual(name: string): LibraryFunction['run'] {
  return strings.find((one) => one.name === name)!.run;
}

/** Kubernetes' list library, the lists extension (version 3) and the sets extension. */
export const lists: readonly LibraryFunction[] = [
  method('isSorted', 0, (on) => list(on).every((item, at, all) => at === 0 || celCompare(all[at - 1], item) <= 0)),
  method('sum', 0, (on) => list(on).reduce((sum, item, at) => (at === 0 ? item : arithmetic('+', sum, item)), 0)),
  method('min', 0, (on) => extreme(list(on), -1)),
  method('max', 0, (on) => extreme(list(on), 1)),
  method(
    'indexOf',
    1,
    (on, ...rest) => (Array.isArray(on) ? firstIndex(on, rest[0]) : textual('indexOf')(on, ...rest)),
    2,
  ),
  method(
    'lastIndexOf',
    1,
    (on, ...rest) => (Array.isArray(on) ? lastIndex(on, rest[0]) : textual('lastIndexOf')(on, ...rest)),
    2,
  ),
  method('includes', 1, (on, item) =>
    Array.isArray(on) ? on.some((one) => celEquals(one, item)) : celEquals(on, item),
  ),
  method('slice', 2, slice),
  method('flatten', 0, (on, depth = 1) => flatten(list(on), count(depth)), 1),
  method('distinct', 0, (on) => distinct(list(on))),
  method('reverse', 0, (on) => (typeof on === 'string' ? [...on].reverse().join('') : [...list(on)].reverse())),
  method('sort', 0, (on) => [...list(on)].sort(celCompare)),
  method('first', 0, (on) => list(on)[0] ?? fail('the list is empty')),
  method('last', 0, (on) => list(on).at(-1) ?? fail('the list is empty')),
  globalFunction('lists.range', 1, (size) => Array.from({ length: count(size) }, (_, at) => at)),
  globalFunction('sets.contains', 2, (one, other) => containsAll(list(one), list(other))),
  globalFunction(
    'sets.equivalent',
    2,
    (one, other) => containsAll(list(one), list(other)) && containsAll(list(other), list(one)),
  ),
  globalFunction('sets.intersects', 2, (one, other) => list(other).some((item) => includes(list(one), item))),
];

function includes(items: readonly CelValue[], item: CelValue): boolean {
  return items.some((one) => celEquals(one, item));
}

function containsAll(items: readonly CelValue[], wanted: readonly CelValue[]): boolean {
  return wanted.every((item) => includes(items, item));
}

function extreme(items: readonly CelValue[], sign: 1 | -1): CelValue {
  if (items.length === 0) fail(`${sign < 0 ? 'min' : 'max'} called on an empty list`);
  return items.reduce((best, item) => (celCompare(item, best) * sign > 0 ? item : best));
}

function firstIndex(items: readonly CelValue[], item: CelValue): number {
  return items.findIndex((one) => celEquals(one, item));
}

function lastIndex(items: readonly CelValue[], item: CelValue): number {
  return items.findLastIndex((one) => celEquals(one, item));
}

function slice(on: CelValue, from: CelValue, to: CelValue): readonly CelValue[] {
  const items = list(on);
  const [start, end] = [count(from), count(to)];
  if (start < 0 || end > items.length || start > end) fail(`cannot slice(${start}, ${end}) a list of ${items.length}`);
  return items.slice(start, end);
}

function flatten(items: readonly CelValue[], depth: number): CelValue[] {
  if (depth < 0) fail('level must be non-negative');
  return items.flat(depth);
}

function distinct(items: readonly CelValue[]): CelValue[] {
  const kept: CelValue[] = [];
  for (const item of items) if (!includes(kept, item)) kept.push(item);
  return kept;
}
