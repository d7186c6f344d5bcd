import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Imports go one way: policies ← stacks ← runbooks ← scripts. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  policies: ['policies'],
  stacks: ['policies', 'stacks'],
  runbooks: ['policies', 'stacks', 'runbooks'],
  scripts: ['policies', 'stacks', 'runbooks', 'scripts'],
};

interface Import {
  readonly file: string;
  readonly target: string;
}

const sources = Object.keys(mayImport).flatMap((layer) =>
  readdirSync(join(root, layer), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
);

/** Static and dynamic imports of a file, type-only ones included. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;
  return [...text.matchAll(pattern)].map(([, target]) => ({ file, target: target! }));
}

const imports = sources.flatMap(importsOf);

describe('the layout', () => {
  it('reads enough of itself to judge', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(200);
  });

  it('imports one way: policies ← stacks ← runbooks ← scripts', () => {
    const wrong = imports.filter(({ file, target }) => {
      if (!target.startsWith('.')) return false;
      const layer = file.split('/')[0]!;
      const reached = relative(root, resolve(root, dirname(file), target)).split('/')[0]!;
      return !mayImport[layer]!.includes(reached);
    });
    expect(wrong).toEqual([]);
  });

  it('lets runbooks import nothing of stacks but the model and what names its objects', () => {
    const wrong = imports.filter(({ file, target }) => {
      if (!file.startsWith('runbooks/') || !target.startsWith('.')) return false;
      const reached = relative(root, resolve(root, dirname(file), target));
      return reached.startsWith('stacks/') && !/^stacks\/(model|catalogue|sites)\//.test(reached);
    });
    expect(wrong).toEqual([]);
  });

  it('imports cdktf and its provider in one file only', () => {
    const doors = new Set(
      imports.filter(({ target }) => /^(cdktf|constructs|@cdktf\/)/.test(target)).map(({ file }) => file),
    );
    expect([...doors]).toEqual(['stacks/terraform.ts']);
  });

  it('reaches the provider by deep paths, never by its barrel', () => {
    const barrel = imports.filter(({ target }) => target === '@cdktf/provider-kubernetes');
    expect(barrel).toEqual([]);
  });

  it('names no path of the machine it was written on', () => {
    const pattern = /(?<![\w.])\/(?:work|root|home\/[a-z]+)\//;
    const naming = sources.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')));
    expect(naming).toEqual([]);
  });
});
