import { renamedAttributes } from './exceptions.ts';
import table from './kubernetes-types.generated.json' with { type: 'json' };

/** What a Kubernetes property holds. `struct` names another type of the table. */
export type Shape =
  | { readonly is: 'string' | 'integer' | 'number' | 'boolean' | 'bytes' | 'int-or-string' | 'any' }
  | { readonly is: 'list' | 'map'; readonly of: Shape }
  | { readonly is: 'struct'; readonly type: string };

/** The Kubernetes property an attribute stands for. */
export interface Property {
  readonly name: string;
  readonly shape: Shape;
}

const types: Readonly<Record<string, Readonly<Record<string, string>>>> = table.types;
const compiled = new Map<string, ReadonlyMap<string, Property>>();
const shapes = new Map<string, Shape>();

/**
 * The properties of a Kubernetes type by the names Terraform may give them: snake_case without its underscores, as it
 * is or in the singular. Compiled once a type.
 */
function propertiesOf(type: string): ReadonlyMap<string, Property> {
  const known = compiled.get(type);
  if (known) return known;
  const declared = types[type];
  if (!declared)
    throw new Error(`${type}: no such Kubernetes type in the table. Run scripts/tables/kubernetes-types.ts.`);
  const exact = Object.entries(declared).map(
    ([name, code]) => [name.toLowerCase(), { name, shape: shapeOf(code) }] as const,
  );
  const byName = new Map<string, Property>();
  for (const [name, property] of exact) for (const form of singularForms(name)) byName.set(form, property);
  for (const [name, property] of exact) byName.set(name, property);
  for (const [attribute, name] of Object.entries(renamedAttributes[type] ?? {})) {
    byName.set(attribute.replaceAll('_', ''), byName.get(name.toLowerCase())!);
  }
  compiled.set(type, byName);
  return byName;
}

function singularForms(plural: string): string[] {
  if (plural.endsWith('ies')) return [`${plural.slice(0, -3)}y`];
  if (plural.endsWith('sses')) return [plural.slice(0, -2)];
  return plural.endsWith('s') ? [plural.slice(0, -1)] : [];
}

function shapeOf(code: string): Shape {
  const known = shapes.get(code);
  if (known) return known;
  const shape = parseShape(code);
  shapes.set(code, shape);
  return shape;
}

function parseShape(code: string): Shape {
  switch (code) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'bytes':
    case 'int-or-string':
    case 'any':
      return { is: code };
    case 'date':
      return { is: 'string' };
    default:
      if (code.startsWith('[')) return { is: 'list', of: shapeOf(code.slice(1)) };
      if (code.startsWith('{')) return { is: 'map', of: shapeOf(code.slice(1)) };
      return { is: 'struct', type: code };
  }
}

const attributes = new Map<string, Map<string, Property | undefined>>();

/** The property of `type` that the Terraform attribute stands for, or undefined where there is none. */
export function propertyFor(type: string, attribute: string): Property | undefined {
  const ofType = attributes.get(type) ?? new Map<string, Property | undefined>();
  attributes.set(type, ofType);
  if (!ofType.has(attribute)) ofType.set(attribute, propertiesOf(type).get(attribute.replaceAll('_', '')));
  return ofType.get(attribute);
}
