import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../policies/kubernetes.ts';
import type { FieldsV1, LiveObject } from '../../../../scripts/engines/client/live.ts';
import { compareDeclared } from '../../../../scripts/engines/direct/compare/declared-fields.ts';
import { covers, formatPath } from '../../../../scripts/engines/direct/compare/field-set.ts';
import { ownerOf } from '../../../../scripts/engines/direct/compare/owners.ts';
import { nanosOf, sameQuantity } from '../../../../scripts/engines/direct/compare/quantity.ts';
import { undeclaredFields } from '../../../../scripts/engines/direct/compare/undeclared-fields.ts';

function object(rest: object, kind = 'Deployment'): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'a', namespace: 'n' }, ...rest } as KubernetesObject;
}
function live(rest: object, kind = 'Deployment', managedFields: object[] = []): LiveObject {
  const metadata = { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: 't', managedFields };
  return { apiVersion: 'v1', kind, metadata, ...rest } as unknown as LiveObject;
}
function fields(declared: object, actual: object, owned?: FieldsV1, kind = 'Deployment'): string[] {
  return compareDeclared(object(declared, kind), live(actual, kind), owned).differences.map(({ path }) =>
    formatPath(path),
  );
}

describe('quantities', () => {
  test.each([
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['0.5', '500m'],
    ['1e3', '1k'],
    ['1E', '1000P'],
    ['.5Gi', '512Mi'],
    ['1u', '1000n'],
    [2, '2'],
    ['-1.50', '-1500m'],
    ['0.1n', '1n'],
  ])('%s is %s', (a, b) => {
    expect(sameQuantity(a, b)).toBe(true);
  });

  test.each([
    ['1000m', '1001m'],
    ['1G', '1Gi'],
    ['1m', '1M'],
    ['abc', 'abc'],
    ['', ''],
    ['1 Gi', '1Gi'],
    ['1e999999999', '1e999999999'],
  ])('%s is not %s as a quantity', (a, b) => {
    expect(sameQuantity(a, b)).toBe(false);
  });

  test('a thousand of one suffix is one of the next', () => {
    const steps = [
      ['n', 'u'],
      ['u', 'm'],
      ['m', ''],
      ['', 'k'],
      ['k', 'M'],
      ['M', 'G'],
      ['G', 'T'],
      ['T', 'P'],
      ['P', 'E'],
    ];
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(...steps), (count, [small, large]) => {
        expect(nanosOf(`${count * 1000}${small}`)).toBe(nanosOf(`${count}${large}`));
      }),
    );
  });
});

describe('declared fields', () => {
  const scalar = fc.oneof(fc.integer({ min: 1 }), fc.constant(true), fc.string({ minLength: 1 }));
  const tree = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, scalar, tie('map'), tie('list')),
    map: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('value'), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    }),
    list: fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
  })).map;

  test('any object equals itself, owned or not', () => {
    fc.assert(
      fc.property(tree, (spec) => {
        expect(fields({ spec }, { spec: structuredClone(spec) })).toEqual([]);
        expect(fields({ spec }, { spec: structuredClone(spec) }, { 'f:spec': {} })).toEqual([]);
      }),
    );
  });

  test('any changed or removed leaf is found, and at its path', () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.boolean(), (spec, choice, remove) => {
        const changed = structuredClone(spec);
        const leaves = leavesOf(changed, []);
        const { holder, key, path } = leaves[choice % leaves.length] as Leaf;
        if (remove && !Array.isArray(holder)) delete (holder as Record<string, unknown>)[key];
        else (holder as Record<string, unknown>)[key] = 'entirely different';
        fc.pre(JSON.stringify(changed) !== JSON.stringify(spec));
        expect(fields({ spec }, { spec: changed }, { 'f:spec': {} })).toEqual([`.spec${path}`]);
      }),
    );
  });

  test('a missing zero value is the server’s omission when owned, and a removal when not', () => {
    const declared = { spec: { hostNetwork: false, automountServiceAccountToken: false } };
    const owned = { 'f:spec': { 'f:hostNetwork': {} } };
    expect(fields(declared, { spec: {} }, owned)).toEqual(['.spec.automountServiceAccountToken']);
    expect(fields(declared, { spec: {} }), 'no field set of ours at all').toEqual([
      '.spec.automountServiceAccountToken',
    ]);
  });

  test('items merge by key as the field set says, in any order and beside others’', () => {
    const declared = {
      spec: {
        things: [
          { id: 'a', size: 1 },
          { id: 'b', size: 2 },
        ],
      },
    };
    const actual = { spec: { things: [{ id: 'x' }, { id: 'b', size: 2 }, { id: 'a', size: 3 }] } };
    const item = { '.': {}, 'f:id': {}, 'f:size': {} };
    const owned = { 'f:spec': { 'f:things': { 'k:{"id":"a"}': item, 'k:{"id":"b"}': item } } };
    expect(fields(declared, actual, owned)).toEqual(['.spec.things[id="a"].size']);
    expect(fields(declared, actual), 'as a whole where nothing says so').toEqual(['.spec.things']);
  });

  test('a key field that is left out has its default: one port number, two protocols', () => {
    const declared = { spec: { ports: [{ port: 53 }, { port: 53, protocol: 'UDP' }] } };
    const actual = {
      spec: {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    };
    expect(fields(declared, actual, undefined, 'Service')).toEqual([]);
    expect(fields(declared, { spec: { ports: actual.spec.ports.slice(0, 1) } }, undefined, 'Service')).toEqual([
      '.spec.ports[port=53,protocol="TCP"]',
    ]);
  });

  test('quantities count only where quantities are', () => {
    const declared = { spec: { limits: { cpu: '1000m' }, note: '1000m' } };
    expect(fields(declared, { spec: { limits: { cpu: '1' }, note: '1' } })).toEqual(['.spec.note']);
    const data = { data: { limits: '1000m' } };
    expect(fields(data, { data: { limits: '1' } }, undefined, 'ConfigMap')).toEqual(['.data.limits']);
  });

  test('a right value that is not ours yet is told apart, so that it gets applied', () => {
    const declared = object({ spec: { a: 1, b: 2 } });
    const both = { 'f:spec': { 'f:a': {}, 'f:b': {} } };
    expect(compareDeclared(declared, live({ spec: { a: 1, b: 2 } }), both)).toMatchObject({
      differences: [],
      unowned: false,
    });
    const one = { 'f:spec': { 'f:a': {} } };
    expect(compareDeclared(declared, live({ spec: { a: 1, b: 2 } }), one)).toMatchObject({
      differences: [],
      unowned: true,
    });
  });
});

describe('undeclared fields', () => {
  const undeclared = (declared: object, actual: object, set: FieldsV1) =>
    undeclaredFields(object(declared), live(actual), set).map(({ path }) => formatPath(path));

  test('a whole added item is one finding; a declared item with an added field is that field', () => {
    const set = {
      'f:spec': {
        'f:containers': {
          'k:{"name":"web"}': { 'f:tty': {} },
          'k:{"name":"shell"}': { '.': {}, 'f:name': {}, 'f:image': {} },
        },
      },
    };
    const containers = [
      { name: 'web', tty: true },
      { name: 'shell', image: 'x' },
    ];
    expect(undeclared({ spec: { containers: [{ name: 'web' }] } }, { spec: { containers } }, set)).toEqual([
      '.spec.containers[name="web"].tty',
      '.spec.containers[name="shell"]',
    ]);
  });

  test('what another holds of a whole map or list is compared to its last item, defaults aside', () => {
    const set = { 'f:spec': { 'f:egress': {} } };
    const declared = { spec: { egress: [{ ports: [{ port: 53 }] }] } };
    expect(undeclared(declared, { spec: { egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }] } }, set)).toEqual([]);
    expect(undeclared(declared, { spec: { egress: [{ ports: [{ port: 53 }] }, {}] } }, set)).toEqual(['.spec.egress']);
    const wider = { spec: { egress: [{ ports: [{ port: 53, endPort: 60 }] }] } };
    expect(undeclared(declared, wider, set)).toEqual(['.spec.egress']);
  });

  test('finalizers count by value; status and what the server writes do not count', () => {
    const set = { 'f:metadata': { 'f:finalizers': { 'v:"keep"': {} }, 'f:uid': {} }, 'f:status': { 'f:phase': {} } };
    const actual = live({ status: { phase: 'x' } });
    const kept = { ...actual, metadata: { ...actual.metadata, finalizers: ['keep'] } } as LiveObject;
    expect(undeclaredFields(object({}), kept, set).map(({ path }) => formatPath(path))).toEqual([
      '.metadata.finalizers[="keep"]',
    ]);
  });
});

test('the holder of a field is the latest manager whose set covers it, by the field or by a whole above it', () => {
  const entry = (manager: string, time: string, spec: FieldsV1, operation = 'Update') => ({
    manager,
    operation,
    time,
    fieldsV1: { 'f:spec': spec },
  });
  const actual = live({}, 'Deployment', [
    entry('fadun', '2026-01-09T00:00:00Z', { 'f:a': {} }, 'Apply'),
    entry('early', '2026-01-01T00:00:00Z', { 'f:a': {} }),
    entry('late', '2026-01-02T00:00:00Z', { 'f:a': {} }),
    entry('other', '2026-01-03T00:00:00Z', { 'f:b': {} }),
  ]);
  const path = [{ field: 'spec' }, { field: 'a' }, { field: 'deep' }];
  expect(ownerOf(actual, path, 'fadun')).toEqual({ manager: 'late', since: '2026-01-02T00:00:00Z' });
  expect(ownerOf(actual, [{ field: 'spec' }, { field: 'c' }], 'fadun')).toBeUndefined();
  expect(
    covers({ 'f:spec': { 'f:l': { 'k:{"name":"x"}': {} } } }, [
      { field: 'spec' },
      { field: 'l' },
      { keys: { name: 'y' } },
    ]),
  ).toBe(false);
});

interface Leaf {
  readonly holder: object;
  readonly key: string;
  readonly path: string;
}

function leavesOf(value: unknown, path: readonly string[]): Leaf[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const step = Array.isArray(value) ? `[${key}]` : `.${key}`;
    const here = [...path, step];
    if (typeof below === 'object' && below !== null) return leavesOf(below, here);
    return [{ holder: value, key, path: here.join('') }];
  });
}

describe('what was applied as a whole and is declared with less', () => {
  const leaf = (...path: string[]): FieldsV1 =>
    path.reduceRight<FieldsV1>((below, step) => ({ [`f:${step}`]: below }), {});
  const limits = { type: 'Container', max: { cpu: '2' }, default: { cpu: '2' }, defaultRequest: { cpu: '2' } };

  test.each<[string, object, object, FieldsV1, string[]]>([
    [
      'a maximum that is dropped from a limit range',
      { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
      { spec: { limits: [{ type: 'Container', default: { cpu: '1' }, max: { cpu: '2' } }] } },
      leaf('spec', 'limits'),
      ['.spec.limits'],
    ],
    [
      'what the server takes from the maximum is its own',
      { spec: { limits: [{ type: 'Container', max: { cpu: '2000m' } }] } },
      { spec: { limits: [limits] } },
      leaf('spec', 'limits'),
      [],
    ],
    [
      'a pod selector that is dropped from a peer',
      { spec: { ingress: [{ from: [{ namespaceSelector: {} }] }] } },
      { spec: { ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { a: 'b' } } }] }] } },
      leaf('spec', 'ingress'),
      ['.spec.ingress'],
    ],
    [
      'an empty namespace selector of a peer is no default',
      { spec: { ingress: [{ from: [{ podSelector: {} }] }] } },
      { spec: { ingress: [{ from: [{ podSelector: {}, namespaceSelector: {} }] }] } },
      leaf('spec', 'ingress'),
      ['.spec.ingress'],
    ],
    [
      'selectors that the server adds to an admission policy are its own',
      { spec: { matchConstraints: { resourceRules: [{ operations: ['*'] }] } } },
      {
        spec: {
          matchConstraints: {
            namespaceSelector: {},
            objectSelector: {},
            matchPolicy: 'Equivalent',
            resourceRules: [{ operations: ['*'], scope: '*' }],
          },
        },
      },
      leaf('spec', 'matchConstraints'),
      [],
    ],
  ])('%s', (_name, declared, actual, set, expected) => {
    expect(undeclaredFields(object(declared), live(actual), set).map(({ path }) => formatPath(path))).toEqual(expected);
  });
});
