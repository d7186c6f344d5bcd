import type { FieldPath } from './field-set.ts';

/** One field whose live value is not the declared one. */
export interface Difference {
  readonly path: FieldPath;
  /** Undefined where nothing is declared. */
  readonly expected: unknown;
  /** Undefined where the live object has no such field. */
  readonly actual: unknown;
}

/** What comparing one declared object with its live one yields. */
export interface Comparison {
  /** Declared fields that differ. */
  readonly differences: Difference[];
  /** Whether a declared field is not among those that the manager applied, although its value is right. */
  readonly unowned: boolean;
}
