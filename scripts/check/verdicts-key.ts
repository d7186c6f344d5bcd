import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOwn, userCache } from '../user-cache.mjs';

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
