import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readIfPresent, writeWhole } from '../files.ts';
import type { BinaryName, Pins } from './catalogue.ts';

const manifestName = 'SHA256SUMS';

/** The folder for binaries with these pins: below `$XDG_CACHE_HOME`, or `~/.cache` (XDG Base Directory). */
export function cacheDirectory(pins: Pins, environment: NodeJS.ProcessEnv): string {
  const named = environment.XDG_CACHE_HOME;
  const root = named && isAbsolute(named) ? named : join(environment.HOME || homedir(), '.cache');
  return join(root, 'fadun', 'binaries', pins.digest.slice(0, 16));
}

/** SHA-256 of a file, hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The recorded checksums: `<hex>  <name>` a line, as sha256sum writes and checks them. */
async function readManifest(directory: string): Promise<Map<string, string>> {
  const text = (await readIfPresent(join(directory, manifestName))) ?? '';
  const entries = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line);
    if (match?.[1] && match[2]) entries.set(match[2], match[1]);
  }
  return entries;
}

/** Adds or replaces one checksum; call it under the cache's lock. */
export async function recordChecksum(directory: string, name: BinaryName, checksum: string): Promise<void> {
  const entries = await readManifest(directory);
  entries.set(name, checksum);
  const lines = [...entries].sort(([a], [b]) => a.localeCompare(b)).map(([file, sum]) => `${sum}  ${file}\n`);
  await writeWhole(join(directory, manifestName), lines.join(''));
}

/** What the cache says of one binary: absent, whole, or not what was recorded (cut, changed, or never recorded). */
export type CacheState = 'absent' | 'whole' | 'damaged';

/** Compares a cached binary with the manifest. */
export async function cacheState(directory: string, name: BinaryName): Promise<CacheState> {
  const path = join(directory, name);
  const present = await stat(path).catch(() => undefined);
  if (!present?.isFile()) return 'absent';
  const recorded = (await readManifest(directory)).get(name);
  return recorded !== undefined && recorded === (await sha256OfFile(path)) ? 'whole' : 'damaged';
}
