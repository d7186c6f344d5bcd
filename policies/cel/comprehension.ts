import { isUnknown } from '../inputs/unknown.ts';
import { compileExpr, type Evaluate, type Frame, later, type Scope } from './compile.ts';
import type { Expr } from './trees.ts';
import { type CelValue, fail, isMap, mapKeys, typeName } from './values.ts';

/** What the parser makes of the macros all, exists, exists_one, map and filter. */
interface Comprehension {
  readonly iterVar: string;
  readonly accuVar: string;
  readonly iterRange?: Expr;
  readonly accuInit?: Expr;
  readonly loopStep?: Expr;
}

/**
 * Recognises the macro behind a comprehension by its step and compiles a plain loop.
 * CEL's grammar offers no other way to write a comprehension, so nothing else can come here.
 */
export function compileComprehension(node: Comprehension, scope: Scope): Evaluate {
  const range = compileExpr(node.iterRange!, scope);
  const slot = scope.next.slot++;
  const inner: Scope = { ...scope, locals: new Map([...scope.locals, [node.iterVar, slot]]) };
  const step = node.loopStep!.exprKind;
  if (step.case !== 'callExpr') throw new Error('unsupported comprehension');
  const { function: name, args } = step.value;
  if (name === '_&&_') return quantifier(range, slot, compileExpr(args[1]!, inner), false);
  if (name === '_||_') return quantifier(range, slot, compileExpr(args[1]!, inner), true);
  if (name === '_+_') return collect(range, slot, undefined, compileExpr(appended(args[1]!), inner));
  if (name !== '_?_:_') throw new Error('unsupported comprehension');
  const condition = compileExpr(args[0]!, inner);
  const then = args[1]!.exprKind;
  if (then.case !== 'callExpr') throw new Error('unsupported comprehension');
  const added = then.value.args[1]!;
  return added.exprKind.case === 'constExpr'
    ? exactlyOne(range, slot, condition)
    : collect(range, slot, condition, compileExpr(appended(added), inner));
}

function appended(list: Expr): Expr {
  if (list.exprKind.case !== 'listExpr') throw new Error('unsupported comprehension');
  return list.exprKind.value.elements[0]!;
}

/** Items of a list, keys of a map. */
function itemsOf(value: CelValue): readonly CelValue[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? mapKeys(value) : fail(`cannot iterate over ${typeName(value)}`);
}

function known(item: CelValue): CelValue {
  if (isUnknown(item)) throw later(item, 'an item');
  return item;
}

/** all (decided by false) and exists (decided by true): a failure yields to an item that decides. */
function quantifier(range: Evaluate, slot: number, predicate: Evaluate, decisive: boolean): Evaluate {
  return (frame) => {
    let failure: unknown;
    for (const item of itemsOf(range(frame))) {
      try {
        if (test(frame, slot, item, predicate) === decisive) return decisive;
      } catch (cause) {
        failure ??= cause;
      }
    }
    if (failure !== undefined) throw failure;
    return !decisive;
  };
}

function exactlyOne(range: Evaluate, slot: number, predicate: Evaluate): Evaluate {
  return (frame) => {
    let count = 0;
    for (const item of itemsOf(range(frame))) if (test(frame, slot, item, predicate)) count++;
    return count === 1;
  };
}

function collect(range: Evaluate, slot: number, condition: Evaluate | undefined, value: Evaluate): Evaluate {
  return (frame) => {
    const collected: CelValue[] = [];
    for (const item of itemsOf(range(frame))) {
      if (condition && !test(frame, slot, item, condition)) continue;
      frame[slot] = known(item);
      collected.push(value(frame));
    }
    return collected;
  };
}

function test(frame: Frame, slot: number, item: CelValue, predicate: Evaluate): boolean {
  frame[slot] = known(item);
  const result = predicate(frame);
  return typeof result === 'boolean' ? result : fail(`expected bool, got ${typeName(result)}`);
}
