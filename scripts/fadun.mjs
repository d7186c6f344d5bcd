#!/usr/bin/env node
// Starts the command line on a Node that runs TypeScript as it is; an older Node hands over to the `node` package.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepCompiledCode } from './user-cache.mjs';

const major = Number(process.versions.node.split('.')[0]);
if (major >= 24) {
  keepCompiledCode(process.env);
  await import('./cli.ts');
} else {
  const bundled = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(bundled)) {
    console.error(
      `fadun: Node ${process.versions.node} cannot run TypeScript.\n  Run npm ci in the checkout (it brings Node 24), or use Node 24 or newer.`,
    );
    process.exit(3);
  }
  const entry = fileURLToPath(import.meta.url);
  const child = spawnSync(bundled, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(child.status ?? 1);
}
