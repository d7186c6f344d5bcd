import { chmod, lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FadunError } from '../errors.ts';
import { replaceFolder } from '../pipeline/workspace.ts';

/**
 * Writes a verified payload's files into a new folder, whole or not at all, for its owner alone: they show how the network is
 * built. Their names are plain relative paths: the archive holds no others.
 */
export async function extractFiles(files: ReadonlyMap<string, Buffer>, folder: string): Promise<void> {
  const exists = await lstat(folder).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new FadunError(
      folder,
      { zh: '该处已有内容', en: 'something is there already' },
      { zh: '请选一个新目录。', en: 'Choose a new folder.' },
    );
  await replaceFolder(folder, async (fresh) => {
    await chmod(fresh, 0o700);
    for (const [name, content] of files) {
      const path = join(fresh, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    }
  });
}
