import { isUnknown, unknownMarker } from '../unknown.ts';
import {
  applyDefaults,
  type Encoding,
  encodingOf,
  entryOf,
  isEmpty,
  merged,
  unfold,
  withoutCounterpart,
} from './blocks.ts';
import { inlinedBlocks, refusedAttributes, unfoldedBlocks, writeOnlyRevisions } from './exceptions.ts';
import { isProviderArgument } from './provider-arguments.ts';
import { providerOmissions } from './provider-conditions.ts';
import { type Converted, convertBase64, convertOctal, convertScalar, excerpt } from './scalars.ts';
import { propertyFor, type Shape } from './schema.ts';
import { absent, depthLimit, enter, fault, isRecord, type Json, leave, recordUnknown, type Walk } from './walk.ts';

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

/** Converts a block to a Kubernetes struct: attributes by name, then what the provider adds and leaves out. */
export function convertStruct(walk: Walk, type: string, value: unknown, isRoot: boolean): Json | undefined {
  if (!isRecord(value)) return fault(walk, `${excerpt(value)} stands where a block belongs`, 'Give a block.');
  const target: Json = {};
  fillStruct(walk, type, value, target, isRoot);
  applyDefaults(type, value, target);
  for (const omitted of providerOmissions[type]?.(target) ?? []) delete target[omitted];
  return target;
}

function fillStruct(walk: Walk, type: string, block: Json, target: Json, isRoot: boolean): void {
  for (const attribute of Object.keys(block)) {
    const given = block[attribute];
    if (given === null || given === undefined) continue;
    const writeOnly = entryOf(writeOnlyRevisions, type, attribute);
    if (writeOnly && block[writeOnly] == null) fillProperty(walk, type, writeOnly, unknownMarker(writeOnly), target);
    if (isProviderArgument(type, attribute, isRoot)) continue;
    if (attribute === 'dynamic') fillDynamic(walk, type, given, target);
    else if (inlinedBlocks[type]?.has(attribute)) fillInlined(walk, type, attribute, given, target);
    else fillProperty(walk, type, attribute, given, target);
  }
}

function fillProperty(walk: Walk, type: string, attribute: string, given: unknown, target: Json): void {
  const refusal = entryOf(refusedAttributes, type, attribute);
  const property = refusal ? absent : propertyFor(type, attribute);
  enter(walk, attribute, property?.name ?? attribute);
  if (property) {
    const blocks = entryOf(unfoldedBlocks, type, attribute);
    const value = blocks ? unfold(given, blocks) : given;
    const converted = convert(walk, property.shape, value, encodingOf(type, attribute, property));
    if (converted !== absent && converted !== '') target[property.name] = merged(target[property.name], converted);
  } else if (!isEmpty(given)) {
    const reason = refusal ?? withoutCounterpart(type);
    fault(walk, reason.fault, reason.remedy);
  }
  leave(walk);
}

/** Unknown as a whole, an inlined block may set anything, and makes the type that holds it unknown. */
function fillInlined(walk: Walk, type: string, attribute: string, given: unknown, target: Json): void {
  const blocks = Array.isArray(given) ? given : [given];
  walk.attributePath.push(attribute);
  for (const block of blocks) {
    if (isUnknown(block)) Object.assign(target, recordUnknown(walk, block));
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

/** Data without a schema: its texts are resolved, everything else stays. */
export function passThrough(walk: Walk, given: unknown): unknown {
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
