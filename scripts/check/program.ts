import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What verdicts come from: rules and engine, how they are kept, and the libraries. */
const sources = ['policies', 'scripts/check', 'package-lock.json'];

/** SHA-256 of the program that judges: another program's verdicts do not count. */
export function programDigest(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of sources.flatMap(filesUnder)) hash.update(`\n${file}\n`).update(readFileSync(`${root}${file}`));
  return hash.digest('base64url');
}

/** Code and tables below a folder, in a fixed order; the file itself where it is one. */
function filesUnder(source: string): string[] {
  if (source.includes('.')) return [source];
  // Walked by hand: `recursive` normalises each path anew, which took longer than to read and hash all files.
  return readdirSync(`${root}${source}`, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${source}/${entry.name}`;
      if (entry.isDirectory()) return filesUnder(path);
      return /\.(?:ts|json)$/.test(entry.name) ? [path] : [];
    });
}
