import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What verdicts come from: rules and engine, how they are kept, and the libraries. */
const sources = ['policies', 'scripts/check', 'package-lock.json'];

/** SHA-256 of the program that judges: another program's verdicts do not count. */
export function programDigest(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of sources.flatMap(filesUnder)) hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('base64url');
}

function filesUnder(source: string): string[] {
  if (source.includes('.')) return [source];
  return readdirSync(join(root, source), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|json)$/.test(name))
    .map((name) => join(source, name))
    .sort();
}
