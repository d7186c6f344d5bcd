import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import { openRegular } from './regular-file.ts';

/** Writes a value as JSON, whole or not at all, readable by its owner only. */
export function savePrivately(path: string, value: unknown): Promise<void> {
  return save(path, value, 0o600);
}

/** Writes a value that is no secret as JSON, whole or not at all; only its owner may change it. */
export function savePublicly(path: string, value: unknown): Promise<void> {
  return save(path, value, 0o644);
}

async function save(path: string, value: unknown, mode: number): Promise<void> {
  const draft = `${path}.new-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new FadunError(
      path,
      { zh: `无法写入（${code}）`, en: `it cannot be written (${code})` },
      { zh: '请指定位于可写目录中的文件。', en: 'Name a file in a folder that you may write to.' },
    );
  }
}

/** Largest file that is read: a plan of 20,000 objects takes about 10 MB. */
const largestBytes = 256 * 1024 * 1024;

/**
 * Reads a JSON file that only its owner may write, and that is a file itself: what a link points to may be changed by
 * others between two looks.
 * @throws FadunError where it cannot be read, is a link or no regular file, lets others write, or is no JSON
 */
export async function readPrivately(path: string, remedy: Text): Promise<unknown> {
  const file = await openRegular(path, remedy, { links: false });
  try {
    const { mode, size } = await file.stat();
    const permissions = mode & 0o777;
    if ((permissions & 0o022) !== 0) {
      throw new FadunError(
        path,
        {
          zh: `权限 ${permissions.toString(8)} 允许他人改动`,
          en: `mode ${permissions.toString(8)} lets others change it`,
        },
        {
          zh: '请执行 chmod 600，并在采信之前查看其内容。',
          en: 'Run chmod 600, and look at what it says before you rely on it.',
        },
      );
    }
    if (size > largestBytes)
      throw new FadunError(
        path,
        { zh: `${size} 字节，超过此类文件的上限`, en: `${size} bytes are more than any such file has` },
        remedy,
      );
    return parsed(path, await file.readFile('utf8'), remedy);
  } finally {
    await file.close();
  }
}

function parsed(path: string, text: string, remedy: Text): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FadunError(path, { zh: '不是 JSON，或内容不完整', en: 'it is no JSON, or was cut off' }, remedy);
  }
}
