import { unknownMarker } from '../unknown.ts';
import { inlinedBlocks } from './exceptions.ts';
import { propertyFor, type Shape } from './schema.ts';
import { isServerAssigned } from './server-assigned.ts';
import { isRecord, type Json } from './walk.ts';

/** Deeper than any plan; a cycle cannot be in JSON, but an attack can nest. */
const depthLimit = 64;

/**
 * Puts a marker into a plan's `values` wherever `after_unknown` says that only apply will tell. What the server assigns
 * to an attribute that the configuration does not set is left out instead. Where the configuration cannot say (a
 * `dynamic` block is not in it), the value counts as unknown.
 *
 * @param type Kubernetes type of the resource, undefined where it has none.
 * @param expressions The resource's `expressions` in the plan's configuration, undefined where the plan has none.
 */
export function withUnknowns(
  type: string | undefined,
  values: Json,
  afterUnknown: unknown,
  expressions: unknown,
): Json {
  const overlaid = overlay(type, values, afterUnknown, expressions, 0);
  return isRecord(overlaid) ? overlaid : values;
}

function overlay(
  type: string | undefined,
  value: unknown,
  unknown: unknown,
  expression: unknown,
  depth: number,
): unknown {
  if (unknown === true || depth > depthLimit) return unknownMarker(referenceOf(expression));
  if (Array.isArray(unknown)) return overlayList(type, value, unknown, expression, depth);
  if (isRecord(unknown)) return overlayBlock(type, value, unknown, expression, depth);
  return value;
}

function overlayList(
  type: string | undefined,
  value: unknown,
  unknown: readonly unknown[],
  expression: unknown,
  depth: number,
): unknown {
  const items = Array.isArray(value) ? value : [];
  const blocks = Array.isArray(expression) && expression.length === unknown.length ? expression : undefined;
  const length = Math.max(items.length, unknown.length);
  return Array.from({ length }, (_, index) => {
    const ofItem = Array.isArray(expression) ? blocks?.[index] : expression;
    return overlay(type, items[index], unknown[index], ofItem, depth + 1);
  });
}

function overlayBlock(
  type: string | undefined,
  value: unknown,
  unknown: Json,
  expression: unknown,
  depth: number,
): unknown {
  const entries = new Map(isRecord(value) ? Object.entries(value) : []);
  for (const [attribute, inner] of Object.entries(unknown)) {
    const declared = declarationOf(expression, attribute);
    if (inner === true && type && declared === 'undeclared' && isServerAssigned(type, attribute)) continue;
    const expressionOfInner = declared === 'undeclared' ? undefined : declared;
    const typeOfInner = type && innerType(type, attribute);
    const overlaid = overlay(typeOfInner, entries.get(attribute), inner, expressionOfInner, depth + 1);
    if (overlaid !== undefined) entries.set(attribute, overlaid);
  }
  return Object.fromEntries(entries);
}

/** The expression of an attribute; `undeclared` only where the configuration of the block is there and lacks it. */
function declarationOf(expression: unknown, attribute: string): unknown {
  if (!isRecord(expression)) return undefined;
  if (isLeafExpression(expression)) return expression;
  return Object.hasOwn(expression, attribute) ? expression[attribute] : 'undeclared';
}

/** An attribute's expression, whose value may be a map, as against the expressions of a block. */
function isLeafExpression(expression: Json): boolean {
  return Array.isArray(expression.references) || Object.hasOwn(expression, 'constant_value');
}

function referenceOf(expression: unknown): string {
  const references = isRecord(expression) ? expression.references : undefined;
  return Array.isArray(references) && typeof references[0] === 'string' ? references[0] : '';
}

function innerType(type: string, attribute: string): string | undefined {
  if (inlinedBlocks[type]?.has(attribute)) return type;
  let shape: Shape | undefined = propertyFor(type, attribute)?.shape;
  while (shape?.is === 'list') shape = shape.of;
  return shape?.is === 'struct' ? shape.type : undefined;
}
