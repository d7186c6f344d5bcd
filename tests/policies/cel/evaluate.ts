import { compile } from '../../../policies/cel/compile.ts';
import { CelFailure, type CelValue } from '../../../policies/cel/values.ts';

/** Value of an expression over some variables, or the failure it ends in. */
export function evaluate(source: string, variables: Readonly<Record<string, CelValue>> = {}): CelValue | CelFailure {
  const names = Object.keys(variables);
  const program = compile(source, { slots: new Map(names.map((name, slot) => [name, slot])) });
  try {
    return program.evaluate(names.map((name) => variables[name]));
  } catch (failure) {
    if (failure instanceof CelFailure) return failure;
    throw failure;
  }
}
