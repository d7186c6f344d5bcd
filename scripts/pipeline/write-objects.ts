import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderObjects } from '../../policies/inputs/manifests/write.ts';
import { FadunError } from '../errors.ts';
import type { City } from './city.ts';
import { replaceFolder } from './workspace.ts';

/**
 * Writes a city's objects as YAML, one file a network, namespace and kind.
 * @returns how many files were written
 */
export function writeObjects({ objects, workspace }: City): Promise<number> {
  const { files, errors } = renderObjects([...objects.values()].flat());
  const [first] = errors;
  if (first) {
    throw new FadunError(
      `${first.source.file}: ${first.source.address ?? ''}: ${first.path}`,
      first.fault,
      first.remedy,
    );
  }
  return replaceFolder(workspace.objects, async (fresh) => {
    const folders = new Set(files.map(({ path }) => dirname(join(fresh, path))));
    await Promise.all([...folders].map((folder) => mkdir(folder, { recursive: true })));
    for (const { path, text } of files) await writeFile(join(fresh, path), text);
    return files.length;
  });
}
