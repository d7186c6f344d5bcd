import { CelOptional, type CelValue, fail, isInt, typeName } from '../values.ts';

/** A function of the CEL library over native values; a method's target is its first argument. */
export interface LibraryFunction {
  readonly name: string;
  readonly method: boolean;
  /** Fewest and most arguments, the target included. */
  readonly least: number;
  readonly most: number;
  // biome-ignore lint/suspicious/noExplicitAny: overloads are told apart at run time, by the guards below
  readonly run: (...args: any[]) => CelValue;
}

type Run = LibraryFunction['run'];

/** `name(…)` with `least` to `most` arguments. */
export function globalFunction(name: string, least: number, run: Run, most = least): LibraryFunction {
  return { name, method: false, least, most, run };
}

/** `target.name(…)` with `least` to `most` arguments after the target. */
export function method(name: string, least: number, run: Run, most = least): LibraryFunction {
  return { name, method: true, least: least + 1, most: most + 1, run };
}

/** @throws CelFailure when the value is no string */
export function text(value: CelValue): string {
  return typeof value === 'string' ? value : fail(`expected string, got ${typeName(value)}`);
}

/** @throws CelFailure when the value is no list */
export function list(value: CelValue): readonly CelValue[] {
  return Array.isArray(value) ? value : fail(`expected list, got ${typeName(value)}`);
}

/** A small int as a number. @throws CelFailure when the value is no int */
export function count(value: CelValue): number {
  return isInt(value) ? Number(value) : fail(`expected int, got ${typeName(value)}`);
}

/** Whether `parse` accepts the value; for the isX() functions. */
export function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

export const none = new CelOptional(false, null);
