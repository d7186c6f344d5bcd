import { isUnknown } from '../inputs/unknown.ts';
import { arithmetic, negate, position } from './arithmetic.ts';
import { type Evaluate, later } from './compile.ts';
import { type CelValue, celCompare, celEquals, fail, isMap, mapGet, typeName } from './values.ts';

/** A bool operand. @throws CelFailure for other values */
function bool(value: CelValue): boolean {
  return typeof value === 'boolean' ? value : fail(`expected bool, got ${typeName(value)}`);
}

/** `one && other` where an error on one side yields to the deciding value on the other (CEL, "Logical operators"). */
function either(deciding: boolean, one: Evaluate, other: Evaluate): Evaluate {
  return (frame) => {
    let left: boolean;
    try {
      left = bool(one(frame));
    } catch (failure) {
      if (bool(other(frame)) === deciding) return deciding;
      throw failure;
    }
    return left === deciding ? deciding : bool(other(frame));
  };
}

function index(map: CelValue, key: CelValue): CelValue {
  if (Array.isArray(map)) {
    const value = map[position(key)];
    if (isUnknown(value)) throw later(value, `item ${String(key)}`);
    return value === undefined ? fail(`index out of bounds: ${String(key)}`) : value;
  }
  if (!isMap(map)) return fail(`no such overload: ${typeName(map)}[${typeName(key)}]`);
  const value = mapGet(map, key);
  if (isUnknown(value)) throw later(value, `${String(key)}`);
  return value === undefined ? fail(`no such key: ${String(key)}`) : value;
}

function contains(item: CelValue, container: CelValue): boolean {
  if (Array.isArray(container)) {
    if (typeof item === 'string') return container.includes(item);
    return container.some((one) => celEquals(one, item));
  }
  return isMap(container) ? mapGet(container, item) !== undefined : fail(`no such overload: in ${typeName(container)}`);
}

type Build = (args: readonly Evaluate[]) => Evaluate;

const binary =
  (run: (one: CelValue, other: CelValue) => CelValue): Build =>
  ([one, other]) =>
  (frame) =>
    run(one!(frame), other!(frame));

/** CEL's operators by the names that the parser gives them. */
export const operators: Readonly<Record<string, Build>> = {
  '_&&_': (args) => args.reduce((one, other) => either(false, one, other)),
  '_||_': (args) => args.reduce((one, other) => either(true, one, other)),
  '!_':
    ([one]) =>
    (frame) =>
      !bool(one!(frame)),
  '-_':
    ([one]) =>
    (frame) =>
      negate(one!(frame)),
  '_?_:_':
    ([condition, then, otherwise]) =>
    (frame) =>
      bool(condition!(frame)) ? then!(frame) : otherwise!(frame),
  '_==_': binary(celEquals),
  '_!=_': binary((one, other) => !celEquals(one, other)),
  '_<_': binary((one, other) => celCompare(one, other) < 0),
  '_<=_': binary((one, other) => celCompare(one, other) <= 0),
  '_>_': binary((one, other) => celCompare(one, other) > 0),
  '_>=_': binary((one, other) => celCompare(one, other) >= 0),
  '_+_': binary((one, other) => arithmetic('+', one, other)),
  '_-_': binary((one, other) => arithmetic('-', one, other)),
  '_*_': binary((one, other) => arithmetic('*', one, other)),
  '_/_': binary((one, other) => arithmetic('/', one, other)),
  '_%_': binary((one, other) => arithmetic('%', one, other)),
  '_[_]': binary(index),
  '@in': binary(contains),
};
