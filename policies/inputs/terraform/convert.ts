import type { KubernetesObject, ObjectSource } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import { isUnknown, type UnknownMarker, type UnknownValue, unknownMarker } from '../unknown.ts';
import { base64Attributes, inlinedBlocks, octalProperties, refusedAttributes, unfoldedBlocks } from './exceptions.ts';
import { isProviderArgument } from './provider-arguments.ts';
import { providerOmissions } from './provider-conditions.ts';
import { providerDefaults } from './provider-defaults.ts';
import type { ResourceKind } from './resources.ts';
import { type Converted, convertBase64, convertOctal, convertScalar, excerpt } from './scalars.ts';
import { type Property, propertyFor, type Shape } from './schema.ts';

export type Json = Record<string, unknown>;

/** Turns text with Terraform interpolations into its value, or into a marker where only apply knows it. */
export type ResolveText = (text: string) => unknown;

/** What walking one resource yields beside its object. */
interface Walk {
  readonly source: ObjectSource;
  readonly resolveText: ResolveText;
  readonly faults: InputError[];
  readonly unknowns: UnknownValue[];
  /** Where the walk stands, in Terraform's names and in Kubernetes'. */
  readonly attributePath: (string | number)[];
  readonly objectPath: (string | number)[];
}

type Encoding = 'plain' | 'octal' | 'base64';

/** Deeper than any Kubernetes type; what nests further is an accident or an attack. */
const depthLimit = 64;

const absent = undefined;

/**
 * The Kubernetes object that the provider creates of a resource's attributes, or why there is none: `faults` are then
 * not empty, or an entry of `unknowns` is `withheld`.
 */
export interface ConvertedResource {
  readonly object?: KubernetesObject;
  readonly faults: readonly InputError[];
  readonly unknowns: readonly UnknownValue[];
}

/** Converts a typed resource by the schema of its Kubernetes kind. */
export function convertResource(
  kind: ResourceKind,
  attributes: Json,
  source: ObjectSource,
  resolveText: ResolveText,
): ConvertedResource {
  const walk = startWalk(source, resolveText);
  const body = convertStruct(walk, kind.type, attributes, true);
  const metadata = (body?.metadata ?? {}) as Json;
  if (isUnknown(metadata)) return finish(walk, { ...body, apiVersion: kind.apiVersion, kind: kind.kind });
  if (kind.namespaced) metadata.namespace ??= 'default';
  if (kind.defaultName) metadata.name ??= kind.defaultName;
  return finish(walk, { ...body, apiVersion: kind.apiVersion, kind: kind.kind, metadata });
}

/** Passes the `manifest` of a `kubernetes_manifest` through, with its interpolations resolved. */
export function convertManifest(attributes: Json, source: ObjectSource, resolveText: ResolveText): ConvertedResource {
  const walk = startWalk(source, resolveText);
  walk.attributePath.push('manifest');
  const manifest = passThrough(walk, attributes.manifest ?? {});
  walk.attributePath.pop();
  return finish(walk, isRecord(manifest) ? manifest : { $manifest: manifest });
}

function startWalk(source: ObjectSource, resolveText: ResolveText): Walk {
  return { source, resolveText, faults: [], unknowns: [], attributePath: [], objectPath: [] };
}

function finish(walk: Walk, body: Json): ConvertedResource {
  const { source, faults, unknowns } = walk;
  const { apiVersion, kind, metadata, ...rest } = body;
  for (const [path, value] of identity(apiVersion, kind, metadata)) {
    if (isUnknown(value)) return { faults, unknowns: [...unknowns, withheld(source, path, value)] };
    if (typeof value === 'string' && value !== '') continue;
    if (path === 'metadata.name' && isRecord(metadata) && metadata.generateName) {
      return { faults, unknowns: [...unknowns, withheld(source, path, unknownMarker('metadata.generate_name'))] };
    }
    faults.push({ source, path, fault: 'an object needs it, and it is not set', remedy: 'Set it to text.' });
  }
  if (faults.length > 0) return { faults, unknowns };
  return { object: { apiVersion, kind, metadata, ...rest } as KubernetesObject, faults, unknowns };
}

function identity(apiVersion: unknown, kind: unknown, metadata: unknown): [string, unknown][] {
  const { name, namespace } =
    isRecord(metadata) && !isUnknown(metadata) ? metadata : { name: metadata, namespace: absent };
  const parts: [string, unknown][] = [
    ['apiVersion', apiVersion],
    ['kind', kind],
    ['metadata.name', isRecord(name) && !isUnknown(name) ? absent : name],
  ];
  return namespace === absent ? parts : [...parts, ['metadata.namespace', namespace]];
}

function withheld(source: ObjectSource, path: string, { $unknown }: UnknownMarker): UnknownValue {
  return { source, path, reference: $unknown, withheld: true };
}

function convert(walk: Walk, shape: Shape, given: unknown, encoding: Encoding): unknown {
  const value = typeof given === 'string' ? walk.resolveText(given) : given;
  if (value === null || value === undefined) return absent;
  if (isUnknown(value)) return recordUnknown(walk, value);
  if (walk.attributePath.length > depthLimit) return fault(walk, 'it nests too deep', 'Flatten it.');
  switch (shape.is) {
    case 'any':
      return passThrough(walk, value);
    case 'list':
      return convertList(walk, shape.of, value);
    case 'map':
      return convertMap(walk, shape.of, value, encoding);
    case 'struct':
      return convertBlock(walk, shape.type, value);
    default:
      return convertLeaf(walk, shape.is, value, encoding);
  }
}

function convertLeaf(
  walk: Walk,
  is: Exclude<Shape['is'], 'list' | 'map' | 'struct' | 'any'>,
  value: unknown,
  encoding: Encoding,
): unknown {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return fault(walk, `${excerpt(value)} stands where one value belongs`, 'Give text, a number or a boolean.');
  }
  const result = convertText(is, value, encoding);
  return 'fault' in result ? fault(walk, result.fault, result.remedy) : result.value;
}

function convertText(
  is: Exclude<Shape['is'], 'list' | 'map' | 'struct' | 'any'>,
  value: string | number | boolean,
  encoding: Encoding,
): Converted {
  switch (encoding) {
    case 'octal':
      return convertOctal(value);
    case 'base64':
      return convertBase64(value);
    case 'plain':
      return convertScalar(is, value);
    default:
      return encoding satisfies never;
  }
}

/** Terraform writes a repeated block with one instance as that instance alone. An empty list is an absent one. */
function convertList(walk: Walk, of: Shape, value: unknown): unknown {
  if (!Array.isArray(value) && of.is !== 'struct') {
    return fault(walk, `${excerpt(value)} stands where a list belongs`, 'Give a list.');
  }
  const items = Array.isArray(value) ? value : [value];
  if (items.length === 0) return absent;
  return items.map((item, index) => {
    enter(walk, index, index);
    const converted = convert(walk, of, item ?? (of.is === 'struct' ? {} : ''), 'plain');
    leave(walk);
    return converted ?? '';
  });
}

function convertMap(walk: Walk, of: Shape, value: unknown, encoding: Encoding): unknown {
  const map = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (!isRecord(map)) return fault(walk, `${excerpt(value)} stands where a map belongs`, 'Give a map.');
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(map)) {
    const name = walk.resolveText(key);
    if (typeof name !== 'string') {
      fault(walk, `the key ${excerpt(key)} is known only after apply`, 'Name the key in the declaration.');
      continue;
    }
    enter(walk, key, name);
    const converted = convert(walk, of, item, encoding);
    if (converted !== absent) entries.push([name, converted]);
    leave(walk);
  }
  return entries.length > 0 ? Object.fromEntries(entries) : absent;
}

/** A block of which there is at most one: Terraform plans hold it in a list, synthesised stacks as it is. */
function convertBlock(walk: Walk, type: string, value: unknown): unknown {
  if (!Array.isArray(value)) return convertStruct(walk, type, value, false);
  if (value.length === 0) return absent;
  if (value.length > 1) {
    return fault(walk, `${value.length} blocks stand where Kubernetes has one`, 'Keep one of them.');
  }
  const only = typeof value[0] === 'string' ? walk.resolveText(value[0]) : value[0];
  return isUnknown(only) ? recordUnknown(walk, only) : convertStruct(walk, type, only ?? {}, false);
}

function convertStruct(walk: Walk, type: string, value: unknown, isRoot: boolean): Json | undefined {
  if (!isRecord(value)) return fault(walk, `${excerpt(value)} stands where a block belongs`, 'Give a block.');
  const target: Json = {};
  fillStruct(walk, type, value, target, isRoot);
  applyDefaults(type, value, target);
  for (const omitted of providerOmissions[type]?.(target) ?? []) delete target[omitted];
  return target;
}

/** A default yields to what is declared, empty text included, which the provider takes for unset. */
function applyDefaults(type: string, block: Json, target: Json): void {
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
  for (const step of path.slice(0, -1)) holder = isRecord(holder) ? holder[step] : absent;
  if (isRecord(holder) && !isUnknown(holder)) holder[path.at(-1)!] ??= value;
}

function fillStruct(walk: Walk, type: string, block: Json, target: Json, isRoot: boolean): void {
  for (const attribute of Object.keys(block)) {
    const given = block[attribute];
    if (given === null || given === undefined || isProviderArgument(type, attribute, isRoot)) continue;
    if (attribute === 'dynamic') fillDynamic(walk, type, given, target);
    else if (inlinedBlocks[type]?.has(attribute)) fillInlined(walk, type, attribute, given, target);
    else fillProperty(walk, type, attribute, given, target);
  }
}

function fillProperty(walk: Walk, type: string, attribute: string, given: unknown, target: Json): void {
  const property = refusedAttributes[type]?.[attribute] ? absent : propertyFor(type, attribute);
  enter(walk, attribute, property?.name ?? attribute);
  if (property) {
    const blocks = unfoldedBlocks[type]?.[attribute];
    const value = blocks ? unfold(given, blocks) : given;
    const converted = convert(walk, property.shape, value, encodingOf(type, attribute, property));
    if (converted !== absent && converted !== '') target[property.name] = merged(target[property.name], converted);
  } else if (!isEmpty(given)) {
    const refusal = refusedAttributes[type]?.[attribute] ?? withoutCounterpart(type);
    fault(walk, refusal.fault, refusal.remedy);
  }
  leave(walk);
}

/** A plan lists every block a resource may have; an empty list declares none. */
function isEmpty(given: unknown): boolean {
  return Array.isArray(given) && given.length === 0;
}

function withoutCounterpart(type: string): { fault: string; remedy: string } {
  return {
    fault: `no property of ${type} corresponds to it`,
    remedy: 'Correct the name, or add it to the exceptions of the converter.',
  };
}

/** One block for each thing the given blocks hold; what is not among `names` stays in a block of its own. */
function unfold(given: unknown, names: readonly string[]): unknown {
  const blocks = Array.isArray(given) ? given : [given];
  return blocks.flatMap((block) => {
    if (!isRecord(block) || isUnknown(block)) return [block];
    const single = names.flatMap((name) => listed(block[name]).map((item) => ({ [name]: item })));
    const others = Object.entries(block).filter(([name, value]) => !names.includes(name) && value != null);
    return others.length > 0 ? [...single, Object.fromEntries(others)] : single;
  });
}

function listed(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** `data` and `binary_data` of a Secret are one map in Kubernetes. */
function merged(before: unknown, converted: unknown): unknown {
  return isRecord(before) && isRecord(converted) && !isUnknown(converted) ? { ...before, ...converted } : converted;
}

function fillInlined(walk: Walk, type: string, attribute: string, given: unknown, target: Json): void {
  const blocks = Array.isArray(given) ? given : [given];
  walk.attributePath.push(attribute);
  for (const block of blocks) {
    if (isUnknown(block)) recordUnknown(walk, block);
    else if (isRecord(block)) fillStruct(walk, type, block, target, false);
    else if (block !== null) fault(walk, `${excerpt(block)} stands where a block belongs`, 'Give a block.');
  }
  walk.attributePath.pop();
}

/** How many blocks a `dynamic` yields is known only after apply. */
function fillDynamic(walk: Walk, type: string, given: unknown, target: Json): void {
  for (const block of Array.isArray(given) ? given : [given]) {
    for (const label of isRecord(block) ? Object.keys(block) : ['']) {
      fillProperty(walk, type, label, unknownMarker(`dynamic.${label}`), target);
    }
  }
}

function isDeclared(type: string, block: Json, property: string): boolean {
  return Object.keys(block).some(
    (attribute) => block[attribute] != null && propertyFor(type, attribute)?.name === property,
  );
}

function encodingOf(type: string, attribute: string, property: Property): Encoding {
  if (octalProperties[type]?.has(property.name)) return 'octal';
  return base64Attributes[type]?.has(attribute) ? 'base64' : 'plain';
}

/** Data without a schema: its texts are resolved, everything else stays. */
function passThrough(walk: Walk, given: unknown): unknown {
  const value = typeof given === 'string' ? walk.resolveText(given) : given;
  if (isUnknown(value)) return recordUnknown(walk, value);
  if (typeof value !== 'object' || value === null) return value;
  if (walk.attributePath.length > depthLimit) return fault(walk, 'it nests too deep', 'Flatten it.');
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  const converted: [string | number, unknown][] = [];
  for (const [key, item] of entries) {
    enter(walk, key, key);
    converted.push([key, passThrough(walk, item)]);
    leave(walk);
  }
  return Array.isArray(value) ? converted.map(([, item]) => item) : Object.fromEntries(converted);
}

function enter(walk: Walk, attribute: string | number, property: string | number): void {
  walk.attributePath.push(attribute);
  walk.objectPath.push(property);
}

function leave(walk: Walk): void {
  walk.attributePath.pop();
  walk.objectPath.pop();
}

function recordUnknown(walk: Walk, marker: UnknownMarker): UnknownMarker {
  const { source, unknowns, objectPath } = walk;
  unknowns.push({ source, path: pathText(objectPath), reference: marker.$unknown, withheld: false });
  return marker;
}

function fault(walk: Walk, text: string, remedy: string): undefined {
  walk.faults.push({ source: walk.source, path: pathText(walk.attributePath), fault: text, remedy });
  return absent;
}

/** `spec.template.containers[0].image`. */
function pathText(path: readonly (string | number)[]): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
