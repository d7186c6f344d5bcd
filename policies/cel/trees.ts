import { createRequire } from 'node:module';
import { deserialize, serialize } from 'node:v8';
import type { parse } from '@bufbuild/cel';

/** A parsed expression, as far as compiling reads it. */
export type Expr = NonNullable<ReturnType<typeof parse>['expr']>;

const trees = new Map<string, Expr>();
/** Trees of another process, and how many they are once they are read. */
let kept: { readonly bytes: Uint8Array; count?: number } | undefined;

/**
 * The tree of an expression; parsed once. The parser is @bufbuild/cel's, and is loaded when a tree is not known.
 * @throws Error for a fault of syntax
 */
export function treeOf(source: string): Expr | undefined {
  if (kept && kept.count === undefined) {
    for (const [known, tree] of deserialize(kept.bytes) as readonly (readonly [string, Expr])[]) trees.set(known, tree);
    kept.count = trees.size;
  }
  let tree = trees.get(source);
  if (!tree) {
    const library = createRequire(import.meta.url)('@bufbuild/cel') as { parse: typeof parse };
    tree = library.parse(source).expr;
    if (tree) trees.set(source, tree);
  }
  return tree;
}

/** Every tree that is known, for another process of the same program: parsing costs 1 ms an expression before it is warm. */
export function keptTrees(): Uint8Array {
  if (kept && (kept.count ?? trees.size) === trees.size) return kept.bytes;
  return serialize([...trees].map(([source, tree]) => [source, essence(tree)]));
}

/** Takes over the trees of another process of the same program; they are read when the first is asked for. */
export function useKeptTrees(bytes: Uint8Array): void {
  kept = { bytes };
}

/** Without what the library notes beside the tree. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const fields = Object.entries(value).filter(([name]) => name !== '$typeName' && name !== 'id');
  return Object.fromEntries(fields.map(([name, field]) => [name, essence(field)]));
}
