import { describe, expect, it } from 'vitest';
import { inlinedBlocks, refusedAttributes } from '../../../../policies/inputs/terraform/exceptions.ts';
import { isProviderArgument } from '../../../../policies/inputs/terraform/provider-arguments.ts';
import {
  convertibleResources,
  manifestResource,
  unconvertibleResources,
} from '../../../../policies/inputs/terraform/resources.ts';
import { propertyFor, type Shape } from '../../../../policies/inputs/terraform/schema.ts';
import { convertTerraform } from '../../../../policies/inputs/terraform/synthesised.ts';
import { type ClassAttribute, type ClassAttributes, providerClasses } from './provider-classes.ts';

const classes = providerClasses();

/** A value that can be found again, and where it was put. */
interface Placed {
  readonly path: string;
  readonly value: unknown;
}

/** Attributes that a sibling's value decides about; the values below decide for one of them. */
const decided: Readonly<Record<string, unknown>> = {
  completion_mode: 'Indexed',
  'seccomp_profile.type': 'Localhost',
  'spec.type': 'LoadBalancer',
  'target.type': 'Utilization',
};

/** The other two values of an autoscaling target, which the target's type leaves out. */
const decidedAgainst = /\.target\.(average_value|value)$/;

/** Builds a body that sets every attribute, each number and text its own. */
function fill(type: string | undefined, attributes: ClassAttributes, path: string, placed: Placed[]): object {
  const body: Record<string, unknown> = {};
  for (const [name, attribute] of attributes) {
    const inner = path === '' ? name : `${path}.${name}`;
    if (type && (isProviderArgument(type, name, path === '') || refusedAttributes[type]?.[name])) continue;
    if (name === 'generate_name' || name.includes('_wo')) continue;
    const property = type ? propertyFor(type, name) : undefined;
    if (attribute.is === 'block') {
      const block = fill(typeOfBlock(type, name), attribute.attributes, inner, placed);
      body[name] = attribute.repeated ? [block] : block;
    } else body[name] = leaf(attribute, inner, property?.shape, placed);
  }
  return body;
}

function typeOfBlock(type: string | undefined, name: string): string | undefined {
  if (type && inlinedBlocks[type]?.has(name)) return type;
  let shape: Shape | undefined = type ? propertyFor(type, name)?.shape : undefined;
  while (shape?.is === 'list') shape = shape.of;
  return shape?.is === 'struct' ? shape.type : undefined;
}

function leaf(attribute: ClassAttribute & { in: string }, path: string, shape: Shape | undefined, placed: Placed[]) {
  const number = 1000 + placed.length;
  const preset = Object.entries(decided).find(([end]) => path.endsWith(end))?.[1];
  const one = preset ?? scalar(attribute.is, innermost(shape), path, number, placed);
  if (attribute.in === 'list') return [one];
  return attribute.in === 'map' ? { [`key-${number}`]: one } : one;
}

function innermost(shape: Shape | undefined): string | undefined {
  let inner = shape;
  while (inner?.is === 'list' || inner?.is === 'map') inner = inner.of;
  return inner?.is;
}

function scalar(is: string, wanted: string | undefined, path: string, number: number, placed: Placed[]): unknown {
  const place = (given: unknown, expected: unknown = given): unknown => {
    placed.push({ path, value: expected });
    return given;
  };
  if (is === 'boolean') return place(true);
  if (is === 'number') return place(number);
  if (/(^|[._])mode$/.test(path) && wanted === 'integer') return place(number.toString(8), number);
  if (wanted === 'integer') return place(String(number), number);
  if (wanted === 'bytes' && !path.endsWith('binary_data')) {
    return place(`text ${number}`, Buffer.from(`text ${number}`).toString('base64'));
  }
  if (wanted === 'bytes') return place(Buffer.from(`text ${number}`).toString('base64'));
  return place(`value-${number}`);
}

/** Every value in an object, so that each placed one can be looked up. */
function valuesIn(value: unknown, into: Set<unknown> = new Set()): Set<unknown> {
  if (typeof value !== 'object' || value === null) return into.add(value);
  for (const inner of Object.values(value)) valuesIn(inner, into);
  return into;
}

describe('the resource types of the provider', () => {
  it('are each converted, passed through, or refused with a reason', () => {
    const accounted = [...convertibleResources.keys(), ...unconvertibleResources.keys(), manifestResource];
    expect([...classes.keys()].sort()).toEqual(accounted.sort());
  });

  it('that are refused say so instead of yielding an object', () => {
    for (const type of unconvertibleResources.keys()) {
      const { objects, errors, counts } = convertTerraform({ resource: { [type]: { x: {} } } }, { stack: 's' });
      expect([objects.length, errors.length, counts.failed], type).toEqual([0, 1, 1]);
      expect(errors[0]!.remedy, type).not.toBe('');
    }
  });
});

describe('every attribute of every convertible resource', () => {
  let attributeCount = 0;
  it.each([...convertibleResources])('arrives in the object: %s', (type, kind) => {
    const placed: Placed[] = [];
    const body = fill(kind.type, classes.get(type)!, '', placed);
    const { objects, errors } = convertTerraform({ resource: { [type]: { x: body } } }, { stack: 's' });
    expect(errors).toEqual([]);
    const found = valuesIn(objects[0]!.object);
    const lost = placed.filter(({ value, path }) => !found.has(value) && !decidedAgainst.test(path));
    expect(lost).toEqual([]);
    attributeCount += placed.length;
  });

  it('adds up to the whole provider', () => {
    console.log(`${convertibleResources.size} resource types, ${attributeCount} values set and found again`);
    expect(attributeCount).toBeGreaterThan(7_000);
  });

  it('fails on an attribute that maps nowhere', () => {
    const body = { metadata: { name: 'a' }, spec: { pod_selector: {}, policy_types: [], colour: 'red' } };
    const { errors } = convertTerraform({ resource: { kubernetes_network_policy_v1: { x: body } } }, { stack: 's' });
    expect(errors).toMatchObject([
      { path: 'spec.colour', source: { file: 's', address: 'kubernetes_network_policy_v1.x' } },
    ]);
  });
});
