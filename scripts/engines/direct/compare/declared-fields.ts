import type { KubernetesObject } from '../../../../policies/kubernetes.ts';
import type { FieldsV1, LiveObject } from '../../client/live.ts';
import type { Comparison, Difference } from './difference.ts';
import { childOf, type FieldStep, hasKeys, isLeaf, isValueSet, itemOf, keyFieldsOf, keyValue } from './field-set.ts';
import { knownKeyFields, sameInAnyOrder } from './list-keys.ts';
import { isQuantityField, sameQuantity } from './quantity.ts';
import { isLeftOutWhenZero, isZero } from './zero-values.ts';

type Fields = Readonly<Record<string, unknown>>;

/** State of one walk down a declared object beside its live one. */
interface Walk {
  readonly kind: string;
  /** Whether the manager applied this object at all. */
  readonly applied: boolean;
  readonly path: FieldStep[];
  readonly differences: Difference[];
  unowned: boolean;
}

/** Kinds whose values are text of their own, never quantities. */
const opaqueKinds = new Set(['ConfigMap', 'Secret']);

/**
 * Compares what is declared with what is live. Live fields that are not declared do not count, except inside lists
 * that merge as a whole. Equal are: a quantity in another spelling; a zero value that the server leaves out.
 * @param owned the fields that the manager applied (`managedFields`, KEP-555): a zero value that is missing and owned
 *   was left out by the server; missing and not owned, somebody removed it
 */
export function compareDeclared(declared: KubernetesObject, live: LiveObject, owned?: FieldsV1): Comparison {
  const walk: Walk = { kind: declared.kind, applied: owned !== undefined, path: [], differences: [], unowned: false };
  for (const field in declared) {
    if (field === 'apiVersion' || field === 'kind' || field === 'metadata') continue;
    compareField(walk, field, '', declared[field], live[field], childOf(owned, field));
  }
  walk.path.push({ field: 'metadata' });
  const metadata = childOf(owned, 'metadata');
  for (const field in declared.metadata) {
    if (field === 'name' || field === 'namespace' || field === 'generateName') continue;
    const value = declared.metadata[field];
    if (isZero(value)) continue;
    compareField(walk, field, 'metadata', value, live.metadata[field], childOf(metadata, field));
  }
  return { differences: walk.differences, unowned: walk.unowned };
}

function compareField(walk: Walk, field: string, parent: string, declared: unknown, live: unknown, owned?: FieldsV1) {
  walk.path.push({ field });
  compareValue(walk, field, parent, declared, live, owned);
  walk.path.pop();
}

function compareValue(walk: Walk, field: string, parent: string, declared: unknown, live: unknown, owned?: FieldsV1) {
  if (live === undefined || live === null) {
    if (!isZero(declared) || !isLeftOut(walk, field, owned)) report(walk, declared, undefined);
    return;
  }
  if (Array.isArray(declared)) {
    if (Array.isArray(live)) compareList(walk, field, declared, live, owned);
    else report(walk, declared, live);
    return;
  }
  if (typeof declared === 'object' && declared !== null) {
    if (typeof live !== 'object' || Array.isArray(live)) return report(walk, declared, live);
    for (const key in declared) {
      compareField(walk, key, field, (declared as Fields)[key], (live as Fields)[key], childOf(owned, key));
    }
    return;
  }
  if (declared !== live && !isSameQuantity(walk, parent, field, declared, live)) return report(walk, declared, live);
  if (owned === undefined) walk.unowned = true;
}

function isLeftOut(walk: Walk, field: string, owned: FieldsV1 | undefined): boolean {
  return owned !== undefined || (!walk.applied && isLeftOutWhenZero(field));
}

function isSameQuantity({ kind, path }: Walk, parent: string, field: string, declared: unknown, live: unknown) {
  const root = path[0] as { field: string };
  if (opaqueKinds.has(kind) || root.field === 'metadata') return false;
  return isQuantityField(parent, field) && sameQuantity(declared, live);
}

function compareList(
  walk: Walk,
  field: string,
  declared: readonly unknown[],
  live: readonly unknown[],
  owned?: FieldsV1,
) {
  if (sameInAnyOrder(field, declared, live)) {
    if (owned === undefined) walk.unowned = true;
    return;
  }
  if (isValueSet(owned)) return compareValueSet(walk, declared, live);
  const whole = owned !== undefined && isLeaf(owned);
  const names = whole ? undefined : (keyFieldsOf(owned) ?? knownKeyFields(walk.kind, field, declared));
  if (names !== undefined) return compareByKeys(walk, names, declared as Fields[], live as Fields[], owned);
  if (declared.length !== live.length) return report(walk, declared, live);
  for (const [index, item] of declared.entries()) {
    walk.path.push({ index });
    compareValue(walk, '', field, item, live[index], owned);
    walk.path.pop();
  }
}

function compareValueSet(walk: Walk, declared: readonly unknown[], live: readonly unknown[]) {
  for (const value of declared) {
    if (live.includes(value)) continue;
    walk.path.push({ value });
    report(walk, value, undefined);
    walk.path.pop();
  }
}

function compareByKeys(
  walk: Walk,
  names: readonly string[],
  declared: readonly Fields[],
  live: readonly Fields[],
  owned?: FieldsV1,
) {
  for (const [index, item] of declared.entries()) {
    const keys = Object.fromEntries(names.map((name) => [name, keyValue(item, name)]));
    // The server keeps the order, so the item is nearly always at the same place.
    const there = live[index];
    const found = there !== undefined && hasKeys(there, keys) ? there : live.find((other) => hasKeys(other, keys));
    walk.path.push({ keys });
    if (found === undefined) report(walk, item, undefined);
    else compareValue(walk, '', '', item, found, owned && itemOf(owned, keys));
    walk.path.pop();
  }
}

function report(walk: Walk, expected: unknown, actual: unknown) {
  walk.differences.push({ path: [...walk.path], expected, actual });
}
