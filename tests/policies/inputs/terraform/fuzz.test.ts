// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform interpolates in plain text
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversionResult } from '../../../../policies/inputs/terraform/conversion.ts';
import { convertPlan } from '../../../../policies/inputs/terraform/plan.ts';
import {
  convertibleResources,
  manifestResource,
  unconvertibleResources,
} from '../../../../policies/inputs/terraform/resources.ts';
import { convertTerraform } from '../../../../policies/inputs/terraform/synthesised.ts';

const knownTypes = [...convertibleResources.keys(), ...unconvertibleResources.keys(), manifestResource];
const resourceType = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...knownTypes) },
  fc.constantFrom('kubernetes_unheard_of', 'random_id', '__proto__', ''),
);

/** Text that has a meaning somewhere on the way: interpolations, templates, numbers, markers, prototype names. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '${kubernetes_namespace_v1.a.metadata[0].name}',
    '${kubernetes_config_map_v1.a.data}',
    'a ${local.x} b',
    '$${literal}',
    '${',
    '%{ if true }',
    '0644',
    '-1',
    '1e400',
    '99999999999999999999',
    'YQ==',
    '__proto__',
    '',
  ),
);

const attributeName = fc.oneof(
  fc.constantFrom(
    ...['metadata', 'spec', 'data', 'binary_data', 'template', 'container', 'name', 'namespace', 'labels', 'dynamic'],
    ...['count', 'for_each', 'rule', 'subject', 'ingress', 'port', 'volume', 'config_map', 'manifest', 'generate_name'],
    ...['sources', 'projected', 'persistent_volume_source', 'replicas', '//', '$unknown', '__proto__', 'constructor'],
  ),
  fc.string(),
);

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    { weight: 3, arbitrary: text },
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(attributeName, tie('value'), { maxKeys: 4 }),
  ),
}));

const named = fc.record({ name: fc.oneof(fc.constantFrom('a', 'b'), text), namespace: fc.constant('n') });

/** Half of the bodies look like resources, so that conversion goes deep. */
const body = fc.oneof(
  anyValue,
  fc
    .tuple(fc.dictionary(attributeName, anyValue, { maxKeys: 5 }), fc.oneof(named, anyValue))
    .map(([attributes, metadata]) => ({ ...attributes, metadata })),
);

interface GeneratedResource {
  readonly type: string;
  readonly name: string;
  readonly body: unknown;
}

const resources = fc.uniqueArray(fc.record({ type: resourceType, name: fc.constantFrom('a', 'b', 'c', 'd'), body }), {
  selector: ({ type, name }) => `${type}.${name}`,
  maxLength: 8,
});

function asTerraform(list: readonly GeneratedResource[]): unknown {
  const byType = new Map<string, [string, unknown][]>();
  for (const { type, name, body } of list) byType.set(type, [...(byType.get(type) ?? []), [name, body]]);
  return {
    resource: Object.fromEntries([...byType].map(([type, bodies]) => [type, Object.fromEntries(bodies)])),
    locals: { x: 'local' },
  };
}

/** Every resource is one of: an object, failed with an error, withheld with an unknown, foreign. */
function expectAllAccounted(result: ConversionResult, resourcesIn: number): void {
  const { objects, errors, unknowns, foreign, counts } = result;
  expect(counts.resources).toBe(resourcesIn);
  expect(counts.objects + counts.failed + counts.withheld + counts.foreign).toBe(resourcesIn);
  expect(objects.length).toBe(counts.objects);
  expect(foreign.length).toBe(counts.foreign);
  expect(distinct(errors.map(({ source }) => source.address))).toBe(counts.failed);
  const withheld = unknowns.filter((unknown) => unknown.withheld).map(({ source }) => source.address);
  expect(distinct(withheld)).toBeGreaterThanOrEqual(counts.withheld);
  for (const { fault, remedy } of errors) expect([typeof fault, typeof remedy]).toEqual(['string', 'string']);
  for (const { object } of objects) {
    expect([typeof object.apiVersion, typeof object.kind, typeof object.metadata.name]).toEqual(
      Array(3).fill('string'),
    );
  }
}

function distinct(values: readonly unknown[]): number {
  return new Set(values).size;
}

describe('synthesised Terraform JSON, fuzzed', () => {
  it('never crashes the converter and never loses a resource', () => {
    const reached = { objects: 0, failed: 0, withheld: 0, foreign: 0 };
    fc.assert(
      fc.property(resources, (list) => {
        const json = JSON.parse(JSON.stringify(asTerraform(list)));
        const result = convertTerraform(json, { stack: 's' });
        expectAllAccounted(result, list.length);
        expect(convertTerraform(json, { stack: 's' })).toEqual(result);
        for (const outcome of Object.keys(reached) as (keyof typeof reached)[])
          reached[outcome] += result.counts[outcome];
      }),
      { numRuns: 2_000 },
    );
    console.log('resources by outcome', reached);
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(100);
  });

  it('that is not Terraform at all is an error or empty, never a crash', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (json, resource) => {
        const isRecord = typeof json === 'object' && json !== null && !Array.isArray(json);
        expect(convertTerraform(json, { stack: 's' }).errors.length > 0 || isRecord).toBe(true);
        const { counts } = convertTerraform({ resource }, { stack: 's' });
        if (typeof resource === 'string') expect(counts.failed).toBe(1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('nested without end is refused, not followed', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 20_000; level += 1) deep = [{ a: deep }];
    for (const body of [{ manifest: deep }, { metadata: deep }, { metadata: { name: 'a', labels: deep } }]) {
      for (const type of [manifestResource, 'kubernetes_config_map_v1']) {
        expectAllAccounted(convertTerraform({ resource: { [type]: { a: body } } }, { stack: 's' }), 1);
      }
    }
  });
});

describe('plan JSON, fuzzed', () => {
  const unknownShape = fc.oneof(fc.constant(true), anyValue);

  it('never crashes the converter and never loses a resource', () => {
    fc.assert(
      fc.property(resources, unknownShape, anyValue, fc.boolean(), (list, afterUnknown, expressions, inModule) => {
        const planned = list.map(({ type, name, body }) => {
          const address = `${inModule ? 'module.m[0].' : ''}${type}.${name}`;
          return { address, mode: 'managed', type, name, values: body, sensitive_values: afterUnknown };
        });
        const module = inModule ? { child_modules: [{ resources: planned }] } : { resources: planned };
        const plan = {
          planned_values: { root_module: module },
          resource_changes: planned.map(({ address, type }) => {
            return { address, mode: 'managed', type, change: { actions: ['create'], after_unknown: afterUnknown } };
          }),
          configuration: {
            root_module: { resources: list.map(({ type, name }) => ({ address: `${type}.${name}`, expressions })) },
          },
        };
        expectAllAccounted(convertPlan(JSON.parse(JSON.stringify(plan)), { file: 'p' }), list.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('that is not a plan at all is an error, never a crash', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (json, planned, rest) => {
        convertPlan({ planned_values: planned, resource_changes: rest, configuration: rest }, { file: 'p' });
        expect(convertPlan(json, { file: 'p' }).errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
