import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FadunError } from '../errors.ts';

/** Writes a value as JSON, whole or not at all, readable by its owner only. */
export function savePrivately(path: string, value: unknown): Promise<void> {
  return save(path, value, 0o600);
}

/** Writes a value that is no secret as JSON, whole or not at all; only its owner may change it. */
export function savePublicly(path: string, value: unknown): Promise<void> {
  return save(path, value, 0o644);
}

async function save(path: string, value: unknown, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new-${randomBytes(4).toString('hex')}`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Largest file that is read: a plan of 20,000 objects takes about 10 MB. */
const largestBytes = 256 * 1024 * 1024;

/**
 * Reads a JSON file that only its owner may write, and that is a file itself: what a link points to may be changed by
 * others between two looks.
 * @throws FadunError where it cannot be read, is a link, lets others write, or is no JSON
 */
export async function readPrivately(path: string, remedy: string): Promise<unknown> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: NodeJS.ErrnoException) => {
    const fault = cause.code === 'ELOOP' ? 'it is a symbolic link' : `it cannot be read (${cause.code})`;
    throw new FadunError(path, fault, remedy);
  });
  try {
    const { mode, size } = await file.stat();
    const permissions = mode & 0o777;
    if ((permissions & 0o022) !== 0) {
      throw new FadunError(
        path,
        `mode ${permissions.toString(8)} lets others change it`,
        'Run chmod 600, and look at what it says before you rely on it.',
      );
    }
    if (size > largestBytes) throw new FadunError(path, `${size} bytes are more than any such file has`, remedy);
    return parsed(path, await file.readFile('utf8'), remedy);
  } finally {
    await file.close();
  }
}

function parsed(path: string, text: string, remedy: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FadunError(path, 'it is no JSON, or was cut off', remedy);
  }
}
