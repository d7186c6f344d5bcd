import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifests } from '../../../../policies/inputs/manifests/read.ts';

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fadun-manifests-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Writes files below a directory of their own. */
async function write(files: Record<string, string | Uint8Array>): Promise<string> {
  count += 1;
  const directory = join(root, String(count));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  return directory;
}

async function read(files: Record<string, string | Uint8Array>) {
  return readManifests([await write(files)]);
}

/** Reads one file that holds no object and reports its only error. */
async function faultOf(content: string | Uint8Array, name = 'a.yaml'): Promise<string> {
  const { objects, errors } = await read({ [name]: content });
  expect(objects).toEqual([]);
  expect(errors).toHaveLength(1);
  const [error] = errors;
  expect(error!.remedy).not.toBe('');
  return [error!.source.address, error!.path, error!.fault].filter(Boolean).join(': ');
}

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

describe('files and directories', () => {
  it('are read in the order of their names, hidden ones too, hidden directories and other files listed', async () => {
    const directory = await write({
      'b.yml': configMap('b'),
      'a/z.json': '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"z"}}',
      '.git/x.yaml': configMap('x'),
      'notes.txt': 'x',
      '.hidden.yaml': configMap('h'),
      '.editorconfig': 'x',
    });
    const { objects, files, skipped } = await readManifests([directory], { network: 'court-net' });
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['h', 'z', 'b']);
    expect(objects[2]).toMatchObject({
      source: { file: join(directory, 'b.yml'), address: 'line 1' },
      network: 'court-net',
    });
    expect(files).toBe(3);
    expect(skipped).toEqual(['.editorconfig', '.git', 'notes.txt'].map((name) => join(directory, name)));
  });

  it('that are not there are errors', async () => {
    const { errors } = await readManifests([join(root, 'nowhere')]);
    expect(errors).toMatchObject([{ source: { file: join(root, 'nowhere') }, fault: 'there is no such file' }]);
  });

  it('over the limit are not read', async () => {
    const directory = await write({ 'a.yaml': configMap('a') });
    const { errors, objects } = await readManifests([directory], { maxFileBytes: 10 });
    expect(objects).toEqual([]);
    expect(errors).toMatchObject([{ remedy: 'Split it into smaller files.' }]);
  });

  it('named outright are read whatever their name', async () => {
    const directory = await write({
      one: configMap('a'),
      two: '\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}',
    });
    const { objects } = await readManifests([join(directory, 'one'), join(directory, 'two')]);
    expect(objects.map(({ object }) => object.kind)).toEqual(['ConfigMap', 'Pod']);
  });
});

describe('links, and what is no file', () => {
  it('links to files and folders are followed', async () => {
    const elsewhere = await write({ 'far.yaml': configMap('far'), 'sub/deep.yaml': configMap('deep') });
    const directory = await write({ 'a.yaml': configMap('a') });
    await symlink(join(elsewhere, 'far.yaml'), join(directory, 'far.yaml'));
    await symlink(join(elsewhere, 'sub'), join(directory, 'sub'));
    const { objects, errors } = await readManifests([directory]);
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['a', 'far', 'deep']);
    expect(errors).toEqual([]);
  });

  it('a link back into its own folder is an error, and what else is there is read once', async () => {
    const directory = await write({ 'a.yaml': configMap('a'), 'sub/b.yaml': configMap('b') });
    await symlink(directory, join(directory, 'sub', 'again'));
    await symlink('self.yaml', join(directory, 'self.yaml'));
    const { objects, errors } = await readManifests([directory]);
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
    expect(errors.map(({ source, fault }) => [source.file, fault]).sort()).toEqual([
      [join(directory, 'self.yaml'), 'its links lead in a circle'],
      [join(directory, 'sub', 'again'), 'it is a link to a folder that holds it'],
    ]);
  });

  it('a link to nothing is an error', async () => {
    const directory = await write({ 'a.yaml': configMap('a') });
    await symlink('gone.yaml', join(directory, 'b.yaml'));
    const { objects, errors } = await readManifests([directory]);
    expect(objects).toHaveLength(1);
    expect(errors).toMatchObject([{ source: { file: join(directory, 'b.yaml') }, fault: 'there is no such file' }]);
  });

  it('a pipe in a folder is an error and is not waited for', async () => {
    const directory = await write({ 'a.yaml': configMap('a') });
    execFileSync('mkfifo', [join(directory, 'p.yaml')]);
    const { objects, errors } = await readManifests([directory]);
    expect(objects).toHaveLength(1);
    expect(errors).toMatchObject([{ fault: 'it is neither a file nor a folder' }]);
  });

  it('links to pipes and devices in a folder are errors and are not read', async () => {
    const directory = await write({ 'a.yaml': configMap('a') });
    const pipe = join(await write({ 'b.yaml': '' }), 'pipe');
    execFileSync('mkfifo', [pipe]);
    await symlink(pipe, join(directory, 'p.yaml'));
    await symlink('/dev/zero', join(directory, 'zero.json'));
    const { objects, errors } = await readManifests([directory]);
    expect(objects).toHaveLength(1);
    expect(errors.map(({ source, fault }) => [source.file, fault])).toEqual([
      [join(directory, 'p.yaml'), 'it is neither a file nor a folder'],
      [join(directory, 'zero.json'), 'it is neither a file nor a folder'],
    ]);
  });

  it('a pipe that is named outright is read to its end', async () => {
    const directory = await write({ content: `${configMap('p')}data: {x: ${'y'.repeat(200_000)}}\n` });
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'cat content > pipe'], { cwd: directory, stdio: 'ignore' });
    const { objects, errors } = await readManifests([pipe]);
    writer.kill();
    expect(errors).toEqual([]);
    expect((objects[0]!.object.data as Record<string, string>).x).toHaveLength(200_000);
  });

  it('a device that is named outright is read no further than a file may go', async () => {
    const { objects, errors } = await readManifests(['/dev/zero'], { maxFileBytes: 100_000 });
    expect(objects).toEqual([]);
    expect(errors).toMatchObject([{ fault: 'it has more than 100000 bytes' }]);
  });

  it.skipIf(process.getuid?.() === 0)('files that may not be read are errors (skipped as root, who may)', async () => {
    const directory = await write({ 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
    await chmod(join(directory, 'b.yaml'), 0o000);
    const { objects, errors } = await readManifests([directory]);
    expect(objects).toHaveLength(1);
    expect(errors).toMatchObject([{ fault: 'it may not be read' }]);
  });
});

describe('documents', () => {
  it('that are empty or comments are none; a faulty one leaves the others standing', async () => {
    const text = `# first\n---\n${configMap('a')}---\n\n--- # nothing\n---\nbad: [1\n---\n${configMap('b')}`;
    const { objects, errors, documents } = await read({ 'a.yaml': text });
    expect(objects.map(({ object, source }) => [object.metadata.name, source.address])).toEqual([
      ['a', 'line 2'],
      ['b', 'line 11'],
    ]);
    expect(errors.map(({ source }) => source.address)).toEqual(['line 11']);
    expect(documents).toBe(3);
  });

  it('start at a marker even inside a block of text, as Kubernetes tools split them', async () => {
    const { objects } = await read({ 'a.yaml': `${configMap('a')}data:\n  x: |\n    1\n---\n${configMap('b')}` });
    expect(objects).toHaveLength(2);
  });

  it('may follow on the line of the marker, and use Windows line ends', async () => {
    const { objects } = await read({
      'a.yaml':
        '--- {apiVersion: v1, kind: A, metadata: {name: a}}\r\n---\r\nkind: B\r\napiVersion: v1\r\nmetadata: {name: b}\r\n',
    });
    expect(objects.map(({ object }) => object.kind)).toEqual(['A', 'B']);
  });

  it('of kind List are flattened, typed lists give their items a kind', async () => {
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }, 7],
    };
    const typed = { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {}, items: [{ metadata: { name: 'd' } }] };
    const { objects, errors, documents } = await read({
      'a.json': JSON.stringify(list),
      'b.json': JSON.stringify(typed),
    });
    expect(objects.map(({ object }) => `${object.apiVersion} ${object.kind}`)).toEqual([
      'v1 Pod',
      'apps/v1 Deployment',
    ]);
    expect(errors).toMatchObject([{ source: { address: 'line 1, item 1' }, fault: 'it is not an object' }]);
    expect(documents).toBe(3);
  });

  it('of a kind that only ends in List stay', async () => {
    const text = 'apiVersion: x.example/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [1, {kind: word}]\n';
    const { objects } = await read({ 'a.yaml': text });
    expect(objects).toMatchObject([{ object: { kind: 'AllowList' } }]);
  });
});

describe('a list that has a name', () => {
  const items = [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }];
  const metadata = { name: 'named' };

  it.each([
    ['List', { apiVersion: 'v1', kind: 'List', metadata, items }],
    ['List of another group', { apiVersion: 'x.example/v1', kind: 'List', metadata, items }],
    ['typed list', { apiVersion: 'v1', kind: 'PodList', metadata, items: [{ metadata: { name: 'p' } }] }],
    ['custom list of objects', { apiVersion: 'x.example/v1', kind: 'AllowList', metadata, items }],
    ['object of another kind with items', { apiVersion: 'v1', kind: 'ConfigMap', metadata, items }],
    [
      'list in a list',
      { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'List', metadata, items }] },
    ],
  ])('holds its objects all the same: %s', async (_, list) => {
    const { objects, errors } = await read({ 'a.json': JSON.stringify(list) });
    expect(objects.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toEqual(['Pod p']);
    expect(errors).toEqual([]);
  });

  it('is faulty where its items are no list, and empty where they are null', async () => {
    const list = (more: object) => JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata, ...more });
    expect(await faultOf(list({ items: {} }), 'a.json')).toBe('line 1: items: it is not a list');
    expect(await faultOf(list({}), 'a.json')).toBe('line 1: items: it is missing');
    expect(await read({ 'a.json': list({ items: null }) })).toMatchObject({ objects: [], errors: [], documents: 0 });
  });
});

describe('values', () => {
  it('mean what they mean to Kubernetes tools', async () => {
    const spec =
      '{a: yes, b: On, c: "yes", d: 0644, e: 0x1F, f: 1_000, g: 22:22, h: 2026-01-01, i: ~, j: 1e3, k: -0.5, l: no, m: 08}';
    const { objects } = await read({ 'a.yaml': `${configMap('a')}spec: ${spec}\n` });
    expect(objects[0]!.object.spec).toEqual({
      a: true,
      b: true,
      c: 'yes',
      d: 420,
      e: 31,
      f: 1000,
      g: '22:22',
      h: '2026-01-01',
      i: null,
      j: 1000,
      k: -0.5,
      l: false,
      m: 8,
    });
  });

  it('that look infinite are text where they are quoted', async () => {
    const { objects } = await read({ 'a.yaml': `${configMap('a')}x: ".inf"\n` });
    expect(objects[0]!.object.x).toBe('.inf');
  });

  it('behind aliases each have a place of their own', async () => {
    const { objects } = await read({ 'a.yaml': `${configMap('a')}one: &x {p: 1}\ntwo: *x\n` });
    const { one, two } = objects[0]!.object;
    expect(one).toEqual(two);
    expect(one).not.toBe(two);
  });

  it('follow anchors and merge keys', async () => {
    const text = `${configMap('a')}one: &x {p: 1, q: 2}\ntwo: {<<: *x, q: 3}\nthree: *x\n`;
    const { objects } = await read({ 'a.yaml': text });
    expect(objects[0]!.object).toMatchObject({ two: { p: 1, q: 3 }, three: { p: 1, q: 2 } });
  });

  it('under a key named __proto__ do not reach the prototype', async () => {
    const { objects } = await read({ 'a.yaml': `${configMap('a')}__proto__: {hostNetwork: true}\n` });
    expect((objects[0]!.object as Record<string, unknown>).hostNetwork).toBeUndefined();
  });
});

describe('what misleads is refused', () => {
  const bomb = (levels: number) => {
    const names = [...'abcdefghijkl'].slice(0, levels);
    const line = (name: string, index: number) =>
      `${name}: &${name} [${Array(10)
        .fill(index === 0 ? 'x' : `*${names[index - 1]}`)
        .join(', ')}]`;
    return names.map(line).join('\n');
  };

  it.each([
    ['aliases of aliases', bomb(10), /expands to more than/],
    ['many aliases', `a: &a x\nb: [${Array(1_001).fill('*a').join(', ')}]`, /maxAliases/],
    ['circles', 'a: &a [*a]', /nests deeper/],
    ['depth', `${'['.repeat(200)}${']'.repeat(200)}`, /maxDepth/],
    ['duplicate keys', 'apiVersion: v1\nkind: A\nkind: B', /^line 3: a key stands twice/],
    ['a number that is none', `${configMap('a')}x: .nan`, /a number is not finite/],
    ['an infinite number', `${configMap('a')}x: [-.Inf]`, /a number is not finite/],
    ['unknown tags', 'a: !!js/function x', /unknown scalar tag/],
    ['NUL', 'a: "\0"', /byte 4 is NUL/],
    ['UTF-16', Buffer.from('\uFEFFa: b', 'utf16le'), /UTF-16/],
    ['UTF-16 without a mark', Buffer.from('a: b', 'utf16le'), /NUL/],
    ['Latin-1', Buffer.from('a: caf\xe9', 'latin1'), /another encoding/],
    ['a template', 'metadata: {{ .Values.x }}', /./],
    ['text', 'only text', /it is not an object/],
    ['a list', '- a', /it is not an object/],
    ['no apiVersion', 'kind: A\nmetadata: {name: a}', /apiVersion: it is missing/],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}', /kind: it is missing/],
    [
      'a kind in small letters',
      'apiVersion: v1\nkind: pod\nmetadata: {name: a}',
      /^line 1: kind: there is no kind pod in v1/,
    ],
    [
      'a kind of another group',
      'apiVersion: v1\nkind: Deployment\nmetadata: {name: a}',
      /^line 1: apiVersion: there is no kind Deployment in v1/,
    ],
    [
      'a group that Kubernetes has given up',
      'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}',
      /apiVersion: there is no kind Ingress in extensions\/v1beta1/,
    ],
    ['no name', 'apiVersion: v1\nkind: A\nmetadata: {}', /metadata.name: it is missing/],
    ['no metadata', 'apiVersion: v1\nkind: A', /metadata.name: it is missing/],
    ['a generated name', 'apiVersion: v1\nkind: A\nmetadata: {generateName: a-}', /the server would generate/],
    ['a number for a name', 'apiVersion: v1\nkind: A\nmetadata: {name: 12}', /metadata.name: it is not text/],
    [
      'a truth for a namespace',
      'apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: on}',
      /metadata.namespace: it is not text/,
    ],
  ])('%s', async (_, content, fault) => {
    expect(await faultOf(content)).toMatch(fault);
  });

  it('but a custom resource may share its name with a kind of Kubernetes, and any version of a group will do', async () => {
    const text = (apiVersion: string, kind: string) =>
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`;
    const documents = [
      text('serving.knative.dev/v1', 'Service'),
      text('batch.volcano.sh/v1alpha1', 'Job'),
      text('apps/v1beta2', 'Deployment'),
    ];
    const { objects, errors } = await read({ 'a.yaml': documents.join('---\n') });
    expect(errors).toEqual([]);
    expect(objects).toHaveLength(3);
  });

  it('in JSON too', async () => {
    expect(await faultOf('{\n"a": {"b": 1,\n"b": 2}}', 'a.json')).toBe('line 3: key "b" stands twice');
    expect(
      await faultOf('{"a": "{\\"b\\": 1, \\"b\\": 2}", "c": [{"d": 1}, {"d": 2}], "kind": "A"}', 'a.json'),
    ).toMatch(/apiVersion/);
    expect(await faultOf('{"a": ', 'a.json')).toMatch(/^line 1: /);
    expect(await faultOf('{"a": 1e999}', 'a.json')).toBe('line 1: a number is not finite');
    expect(await faultOf(`${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'a.json')).toMatch(/nests deeper|stack/);
  });

  it('but a byte order mark of UTF-8 is not', async () => {
    const { objects } = await read({ 'a.yaml': `\uFEFF${configMap('a')}` });
    expect(objects).toHaveLength(1);
  });
});
