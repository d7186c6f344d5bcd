import { isUnknown } from '../unknown.ts';
import { base64Attributes, octalProperties } from './exceptions.ts';
import { providerDefaults } from './provider-defaults.ts';
import { type Property, propertyFor } from './schema.ts';
import { isRecord, type Json } from './walk.ts';

/** How text carries a value that Kubernetes holds as an integer or as bytes. */
export type Encoding = 'plain' | 'octal' | 'base64';

/** What a table says of an attribute. Attributes come from outside, and `constructor` is one a plain lookup would find. */
export function entryOf<T>(
  table: Readonly<Record<string, Readonly<Record<string, T>>>>,
  type: string,
  attribute: string,
): T | undefined {
  const ofType = table[type];
  return ofType && Object.hasOwn(ofType, attribute) ? ofType[attribute] : undefined;
}

/** A default yields to what is declared, empty text included, which the provider takes for unset. */
export function applyDefaults(type: string, block: Json, target: Json): void {
  const defaults = providerDefaults[type];
  if (!defaults) return;
  for (const path in defaults) {
    if (path.includes('.')) setWithin(target, path.split('.'), defaults[path]);
    else if (!(path in target) && (defaults[path] === '' || !isDeclared(type, block, path)))
      target[path] = defaults[path];
  }
}

function setWithin(target: Json, path: readonly string[], value: unknown): void {
  let holder: unknown = target;
  for (const step of path.slice(0, -1)) holder = isRecord(holder) ? holder[step] : undefined;
  if (isRecord(holder) && !isUnknown(holder)) holder[path.at(-1)!] ??= value;
}

function isDeclared(type: string, block: Json, property: string): boolean {
  return Object.keys(block).some(
    (attribute) => block[attribute] != null && propertyFor(type, attribute)?.name === property,
  );
}

/** One block for each thing the given blocks hold; what is not among `names` stays in a block of its own. */
export function unfold(given: unknown, names: readonly string[]): unknown {
  const blocks = Array.isArray(given) ? given : [given];
  return blocks.flatMap((block) => {
    if (!isRecord(block) || isUnknown(block)) return [block];
    const single = names.flatMap((name) => listed(block[name]).map((item) => ({ [name]: item })));
    const others = Object.entries(block).filter(([name, value]) => !names.includes(name) && value != null);
    return others.length > 0 ? [...single, Object.fromEntries(others)] : single;
  });
}

/** A block alone, or a list of blocks, as a list. */
function listed(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** `data` and `binary_data` of a Secret are one map in Kubernetes; beside a `dynamic` block a static one is not all. */
export function merged(before: unknown, converted: unknown): unknown {
  if (isUnknown(before)) return before;
  return isRecord(before) && isRecord(converted) && !isUnknown(converted) ? { ...before, ...converted } : converted;
}

/** How this attribute carries its value. */
export function encodingOf(type: string, attribute: string, property: Property): Encoding {
  if (octalProperties[type]?.has(property.name)) return 'octal';
  return base64Attributes[type]?.has(attribute) ? 'base64' : 'plain';
}

/** A plan lists every block a resource may have; an empty list declares none. */
export function isEmpty(given: unknown): boolean {
  return Array.isArray(given) && given.length === 0;
}

/** Why an attribute goes nowhere. */
export function withoutCounterpart(type: string): { fault: string; remedy: string } {
  return {
    fault: `no property of ${type} corresponds to it`,
    remedy: 'Correct the name, or add it to the exceptions of the converter.',
  };
}
