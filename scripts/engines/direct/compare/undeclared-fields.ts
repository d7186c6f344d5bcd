import type { KubernetesObject } from '../../../../policies/kubernetes.ts';
import type { FieldsV1, LiveObject } from '../../client/live.ts';
import type { Difference } from './difference.ts';
import { type FieldStep, hasKeys, isLeaf, parseKeys } from './field-set.ts';
import { isInnerDefault, withLimitDefaults } from './inner-defaults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Parts of metadata that people set; the rest is the server's. */
const settableMetadata = new Set(['labels', 'annotations', 'finalizers']);

/**
 * Live fields that a set of owned fields holds and that nobody declared: with the field set of another manager, what
 * that manager added; with one's own, what was applied earlier and is declared no more.
 */
export function undeclaredFields(declared: KubernetesObject, live: LiveObject, set: FieldsV1): Difference[] {
  const found: Difference[] = [];
  visit([], declared, live, set, found);
  return found;
}

function visit(path: FieldStep[], declared: unknown, live: unknown, set: FieldsV1, found: Difference[]) {
  for (const step in set) {
    if (step === '.') continue;
    const below = set[step] as FieldsV1;
    if (step.startsWith('f:')) visitField(path, step.slice(2), declared, live, below, found);
    else if (step.startsWith('k:')) visitItem(path, parseKeys(step), declared, live, below, found);
    else if (step.startsWith('v:')) visitValue(path, JSON.parse(step.slice(2)), declared, live, found);
  }
}

function visitField(
  path: FieldStep[],
  field: string,
  declared: unknown,
  live: unknown,
  set: FieldsV1,
  found: Difference[],
) {
  if (isServers(path, field)) return;
  const actual = (live as Fields | undefined)?.[field];
  if (actual === undefined) return;
  const expected = (declared as Fields | undefined)?.[field];
  visitBelow([...path, { field }], expected, actual, set, found);
}

function visitItem(
  path: FieldStep[],
  keys: Fields,
  declared: unknown,
  live: unknown,
  set: FieldsV1,
  found: Difference[],
) {
  const at = (list: unknown) => (Array.isArray(list) ? list.find((item) => hasKeys(item as Fields, keys)) : undefined);
  const actual = at(live);
  if (actual !== undefined) visitBelow([...path, { keys }], at(declared), actual, set, found);
}

function visitValue(path: FieldStep[], value: unknown, declared: unknown, live: unknown, found: Difference[]) {
  const has = (list: unknown) => Array.isArray(list) && list.includes(value);
  if (has(live) && !has(declared)) found.push({ path: [...path, { value }], expected: undefined, actual: value });
}

function visitBelow(path: FieldStep[], expected: unknown, actual: unknown, set: FieldsV1, found: Difference[]) {
  if (expected === undefined) addUndeclared(path, actual, set, found);
  else if (!isLeaf(set)) visit(path, expected, actual, set, found);
  else if (hasMore(path, withLimitDefaults(path, expected), actual)) found.push({ path, expected, actual });
}

/** A whole subtree is one finding; the children of a map whose `.` is not held may belong to somebody else. */
function addUndeclared(path: FieldStep[], actual: unknown, set: FieldsV1, found: Difference[]) {
  const isKeyedItem = 'keys' in (path.at(-1) as FieldStep);
  if (isLeaf(set) || (isKeyedItem && '.' in set)) found.push({ path, expected: undefined, actual });
  else visit(path, undefined, actual, set, found);
}

function isServers(path: readonly FieldStep[], field: string): boolean {
  if (path.length === 0) return field === 'status';
  const root = path[0] as { field: string };
  return path.length === 1 && root.field === 'metadata' && !settableMetadata.has(field);
}

/** Whether a live value holds more than the declared one, server defaults aside. */
function hasMore(path: readonly FieldStep[], declared: unknown, live: unknown): boolean {
  if (Array.isArray(declared) && Array.isArray(live)) {
    return live.length > declared.length || declared.some((item, index) => hasMore(path, item, live[index]));
  }
  if (typeof declared !== 'object' || declared === null || typeof live !== 'object' || live === null) return false;
  return Object.entries(live).some(([field, value]) => {
    const expected = (declared as Fields)[field];
    return expected === undefined
      ? !isInnerDefault(path, field, value, declared as Fields)
      : hasMore(path, expected, value);
  });
}
