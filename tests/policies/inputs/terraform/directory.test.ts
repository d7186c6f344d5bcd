import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readSynthesised, type SynthesisedStack } from '../../../../policies/inputs/terraform/directory.ts';

let directory: string | undefined;
afterEach(async () => {
  if (directory) await rm(directory, { recursive: true, force: true });
  directory = undefined;
});

async function read(files: Record<string, string>): Promise<SynthesisedStack[]> {
  directory = await mkdtemp(join(tmpdir(), 'fadun-synthesised-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  const stacks: SynthesisedStack[] = [];
  const networkOf = (stack: string) => /^binhe-(.*)-cloud$/.exec(stack)?.[1];
  for await (const stack of readSynthesised(directory, { networkOf })) stacks.push(stack);
  return stacks;
}

const manifest = (...stacks: string[]) =>
  JSON.stringify({
    version: '0.21.0',
    stacks: Object.fromEntries(
      stacks.map((name) => [
        name,
        { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json`, workingDirectory: `stacks/${name}` },
      ]),
    ),
  });
const stack = (name: string) =>
  JSON.stringify({
    resource: { kubernetes_namespace_v1: { n: { '//': { metadata: { path: `${name}/ns` } }, metadata: { name } } } },
  });

it('yields each stack with its objects, network and construct paths', async () => {
  const stacks = await read({
    'manifest.json': manifest('binhe-court-net-cloud', 'other'),
    'stacks/binhe-court-net-cloud/cdk.tf.json': stack('a'),
    'stacks/other/cdk.tf.json': stack('b'),
  });
  expect(stacks).toMatchObject([
    {
      stack: 'binhe-court-net-cloud',
      network: 'court-net',
      objects: [{ source: { file: 'binhe-court-net-cloud', address: 'a/ns' }, network: 'court-net' }],
    },
    { stack: 'other', objects: [{ object: { metadata: { name: 'b' } } }] },
  ]);
  expect(stacks[1]).not.toHaveProperty('network');
});

it('reports a stack that is missing or torn, and goes on', async () => {
  const stacks = await read({
    'manifest.json': manifest('missing', 'torn', 'whole'),
    'stacks/torn/cdk.tf.json': '{"resource": {',
    'stacks/whole/cdk.tf.json': stack('a'),
  });
  expect(stacks.map(({ errors, objects }) => [errors.length, objects.length])).toEqual([
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
});

it('reports a directory that cdktf did not write', async () => {
  for (const text of ['[]', '{"stacks": {"a": {}}}', 'x']) {
    expect(await read({ 'manifest.json': text })).toMatchObject([
      { errors: [{ source: { file: expect.stringMatching(/manifest\.json$/) } }] },
    ]);
  }
  expect((await read({}))[0]!.errors).toHaveLength(1);
});
