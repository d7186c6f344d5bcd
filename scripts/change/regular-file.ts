import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';

/**
 * Opens a regular file for reading. A folder or a device is refused in words, and a pipe without waiting for who writes to it.
 * @param options.links whether a symbolic link is followed
 * @throws FadunError where there is none, or it is none
 */
export async function openRegular(
  path: string,
  remedy: Text,
  { links }: { readonly links: boolean },
): Promise<FileHandle> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (links ? 0 : constants.O_NOFOLLOW);
  const file = await open(path, flags).catch(({ code }: NodeJS.ErrnoException) => {
    throw new FadunError(
      path,
      code === 'ELOOP'
        ? { zh: '是符号链接', en: 'it is a symbolic link' }
        : { zh: `无法读取（${code}）`, en: `it cannot be read (${code})` },
      remedy,
    );
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new FadunError(path, { zh: '不是普通文件', en: 'it is no regular file' }, remedy);
}
