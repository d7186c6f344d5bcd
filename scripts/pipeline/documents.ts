import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceSheet } from '../../stacks/documents/device-sheet.ts';
import { neighbourFiles } from '../../stacks/documents/neighbour.ts';
import type { Site } from '../../stacks/model/site.ts';
import { replaceFolder } from './workspace.ts';

/**
 * Writes each network's documents: `device-sheets/<channel>.md` on both sides of a channel and
 * `neighbours/<network>.json`.
 * @returns how many files were written
 */
export function writeDocuments(site: Site, folder: string): Promise<number> {
  return replaceFolder(folder, async (fresh) => {
    let written = 0;
    for (const network of Object.keys(site.networks)) {
      const [sheets, neighbours] = [join(fresh, network, 'device-sheets'), join(fresh, network, 'neighbours')];
      await Promise.all([mkdir(sheets, { recursive: true }), mkdir(neighbours, { recursive: true })]);
      const channels = Object.entries(site.channels).filter(([, { from, to }]) =>
        [from.network, to.network].includes(network),
      );
      const files = [
        ...channels.map(([id]) => [join(sheets, `${id}.md`), deviceSheet(site, id)] as const),
        ...neighbourFiles(site, network).map(
          (file) => [join(neighbours, `${file.neighbour}.json`), `${JSON.stringify(file, null, 2)}\n`] as const,
        ),
      ];
      await Promise.all(files.map(([path, content]) => writeFile(path, content)));
      written += files.length;
    }
    return written;
  });
}
