import { readFileSync, statSync } from 'node:fs';
import { FadunError } from '../errors.ts';

/** Reads a bearer token from a file only its owner may read. @throws FadunError where it is not, or is too short to be one */
export function readToken(path: string): string {
  let token: string;
  try {
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) !== 0)
      throw new FadunError(
        path,
        `mode ${mode.toString(8)} lets others at the token`,
        'Run chmod 600, and draw a new one.',
      );
    token = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    if (cause instanceof FadunError) throw cause;
    throw new FadunError(path, `the token cannot be read (${(cause as { code?: string }).code})`, 'Correct the path.');
  }
  if (/^[\x21-\x7e]{16,4096}$/.test(token)) return token;
  throw new FadunError(path, 'it holds no token of 16 or more plain characters', 'Make one: openssl rand -hex 32.');
}
