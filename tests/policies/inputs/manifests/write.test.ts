import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readManifests } from '../../../../policies/inputs/manifests/read.ts';
import { renderObjects } from '../../../../policies/inputs/manifests/write.ts';
import { unknownMarker } from '../../../../policies/inputs/unknown.ts';
import type { KubernetesObject, SourcedObject } from '../../../../policies/kubernetes.ts';

const source = { file: 'test' };
const sourced = (object: KubernetesObject, network?: string): SourcedObject => ({
  object,
  source,
  ...(network ? { network } : {}),
});
const role = (name: string, namespace?: string): KubernetesObject => ({
  rules: [],
  metadata: { namespace, name } as KubernetesObject['metadata'],
  kind: 'Role',
  apiVersion: 'rbac.authorization.k8s.io/v1',
});

describe('rendered files', () => {
  it('are named by network, namespace, kind and group', () => {
    const { files } = renderObjects([
      sourced(role('a', 'n'), 'court-net'),
      sourced({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } }, 'court-net'),
      sourced(role('b', 'n')),
    ]);
    expect(files.map(({ path }) => path)).toEqual([
      'court-net/_cluster/namespace.yaml',
      'court-net/n/role.rbac.authorization.k8s.io.yaml',
      'n/role.rbac.authorization.k8s.io.yaml',
    ]);
  });

  it('are the same bytes for any order of objects and keys', () => {
    const objects = [role('b', 'web'), role('a', 'web'), role('a', 'api')].map((object) => sourced(object, 'net'));
    const reordered = objects.map(({ object: { apiVersion, kind, metadata, ...rest }, ...others }) => {
      return { ...others, object: { ...rest, kind, apiVersion, metadata } as KubernetesObject };
    });
    const { files } = renderObjects(objects);
    expect(renderObjects(reordered.reverse()).files).toEqual(files);
    expect(files[1]!.text).toBe(
      ['a', 'b']
        .map(
          (name) =>
            `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: ${name}\n  namespace: web\nrules: []\n`,
        )
        .join(''),
    );
  });

  it('stay inside their directory whatever an object is named', () => {
    const { files } = renderObjects([sourced({ ...role('a', '../../etc'), kind: '../Role' }, '..')]);
    expect(files[0]!.path.split('/')).not.toContain('..');
    expect(files[0]!.path.split('/')).toHaveLength(3);
  });

  it('hold no object with a value known only after apply; it is an error with its path', () => {
    const object = { ...role('a', 'n'), rules: [{ verbs: [unknownMarker('x.y')] }] };
    const { files, errors } = renderObjects([sourced(object)]);
    expect(files).toEqual([]);
    expect(errors).toMatchObject([{ path: 'rules[0].verbs[0]', source }]);
  });

  it('in JSON are one document, a List where there are several', () => {
    const { files } = renderObjects([sourced(role('a', 'n')), sourced(role('b', 'n'))], { format: 'json' });
    expect(files[0]!.path).toMatch(/\.json$/);
    expect(JSON.parse(files[0]!.text)).toMatchObject({ kind: 'List', items: [{ kind: 'Role' }, { kind: 'Role' }] });
  });
});

describe('what is rendered', () => {
  /** Text that YAML readers take for something else unless it is quoted. */
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'yes',
      'on',
      'y',
      'null',
      '~',
      '',
      '0644',
      '1e3',
      '22:22',
      '<<',
      '2026-01-01',
      '.inf',
      '- a',
      '#',
      '0o17',
    ),
    fc.constantFrom(
      'a: b',
      '---',
      ' lead',
      'trail ',
      'two\nlines\n',
      '\ttab',
      '*a',
      '&a',
      '!a',
      '%a',
      '@a',
      '"',
      "'",
      '密码',
    ),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.constantFrom(null, true, false, 0, -1, 1.5, 9_007_199_254_740_991),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    ),
  }));

  it.each(['yaml', 'json'] as const)('reads back the same, as %s', async (format) => {
    const directory = await mkdtemp(join(tmpdir(), 'fadun-render-'));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 4 }), async (values) => {
        const objects = values.map((spec, index) => ({ ...role(`r${index}`, 'n'), spec }));
        const { files, errors } = renderObjects(
          objects.map((object) => sourced(object)),
          { format },
        );
        expect(errors).toEqual([]);
        for (const { path, text } of files) {
          await mkdir(dirname(join(directory, path)), { recursive: true });
          await writeFile(join(directory, path), text);
        }
        const read = await readManifests(files.map(({ path }) => join(directory, path)));
        expect(read.errors).toEqual([]);
        expect(read.objects.map(({ object }) => object)).toEqual(objects);
      }),
      { numRuns: 300 },
    );
    await rm(directory, { recursive: true });
  });
});
