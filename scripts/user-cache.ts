import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * A folder of this user alone below `$XDG_CACHE_HOME/fadun`, or `~/.cache/fadun` (XDG Base Directory); undefined where
 * there can be none, or where others may write.
 */
export function userCache(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const named = environment.XDG_CACHE_HOME;
  const root = named && isAbsolute(named) ? named : join(environment.HOME || homedir(), '.cache');
  const folder = join(root, 'fadun', name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    return isOwn(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

const keyBytes = 32;

/** The key that signs this user's kept verdicts, made at the first use; undefined where none can be kept. */
export function verdictsKeyOf(environment: NodeJS.ProcessEnv): Buffer | undefined {
  const folder = userCache('keys', environment);
  if (!folder) return undefined;
  const file = join(folder, 'verdicts');
  try {
    writeFileSync(file, randomBytes(keyBytes), { flag: 'wx', mode: 0o600 });
  } catch {
    // It is there already; whether it will do is seen below.
  }
  try {
    const key = readFileSync(file);
    return isOwn(file) && key.length === keyBytes ? key : undefined;
  } catch {
    return undefined;
  }
}

function isOwn(path: string): boolean {
  const { uid, mode } = lstatSync(path);
  const own = process.getuid === undefined || uid === process.getuid();
  return own && (mode & 0o022) === 0;
}
