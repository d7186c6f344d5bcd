import type { FieldsV1 } from '../../client/live.ts';

/** One step of a field path: a name, an item of a list by its keys, by its value or by its place. */
export type FieldStep =
  | { readonly field: string }
  | { readonly keys: Readonly<Record<string, unknown>> }
  | { readonly value: unknown }
  | { readonly index: number };

/** From an object's root. */
export type FieldPath = readonly FieldStep[];

/** A node with nothing below it stands for the whole value: an atomic list or map, or a scalar (KEP-555). */
export function isLeaf(node: FieldsV1): boolean {
  for (const _ in node) return false;
  return true;
}

/** The set below a field; a leaf covers everything below it. */
export function childOf(node: FieldsV1 | undefined, field: string): FieldsV1 | undefined {
  if (node === undefined || isLeaf(node)) return node;
  return node[`f:${field}`];
}

/** Key fields of the items of a list that merges by key, as an owner's field set shows them; else undefined. */
export function keyFieldsOf(node: FieldsV1 | undefined): string[] | undefined {
  for (const step in node) {
    if (step.startsWith('k:')) return Object.keys(parseKeys(step));
  }
  return undefined;
}

/** Whether this is the field set of a list that merges by value, such as finalizers. */
export function isValueSet(node: FieldsV1 | undefined): boolean {
  for (const step in node) {
    if (step.startsWith('v:')) return true;
  }
  return false;
}

/** The set below the item with these keys. */
export function itemOf(node: FieldsV1, keys: Readonly<Record<string, unknown>>): FieldsV1 | undefined {
  for (const step in node) {
    if (step.startsWith('k:') && hasKeys(keys, parseKeys(step))) return node[step];
  }
  return undefined;
}

/** `k:{"name":"web"}` → `{name: "web"}`. */
export function parseKeys(step: string): Record<string, unknown> {
  return JSON.parse(step.slice(2)) as Record<string, unknown>;
}

/** Values that the server gives to key fields that a declaration leaves out. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** The value of a key field in an item, its default included. */
export function keyValue(item: Readonly<Record<string, unknown>>, field: string): unknown {
  return item[field] ?? keyDefaults[field];
}

/** Whether an item of a list has all these keys. */
export function hasKeys(item: Readonly<Record<string, unknown>>, keys: Readonly<Record<string, unknown>>): boolean {
  for (const field in keys) {
    if (keyValue(item, field) !== keys[field]) return false;
  }
  return true;
}

/** Whether a field set holds the field at a path, by itself or by a leaf above it. */
export function covers(set: FieldsV1 | undefined, path: FieldPath): boolean {
  let node = set;
  for (const step of path) {
    if (node === undefined) return false;
    if (isLeaf(node)) return true;
    if ('field' in step) node = node[`f:${step.field}`];
    else if ('keys' in step) node = itemOf(node, step.keys);
    else if ('value' in step) node = node[`v:${JSON.stringify(step.value)}`];
    else node = node[`i:${step.index}`];
  }
  return node !== undefined;
}

/** `.spec.containers[name="web"].image`, as the API server writes paths; names with dots or slashes are quoted. */
export function formatPath(path: FieldPath): string {
  return path.map(formatStep).join('');
}

function formatStep(step: FieldStep): string {
  if ('field' in step) return /[./]/.test(step.field) ? `["${step.field}"]` : `.${step.field}`;
  if ('index' in step) return `[${step.index}]`;
  if ('value' in step) return `[=${JSON.stringify(step.value)}]`;
  const pairs = Object.entries(step.keys).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `[${pairs.join(',')}]`;
}
