/**
 * A value that a plan knows only after apply.
 * Inputs put this one object wherever such a value stands; a rule that has to read it gives the verdict `unknown`.
 */
export const UNKNOWN: Readonly<Record<string, unknown>> = Object.freeze({ '(known after apply)': true });

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}
