import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pages } from './pages.ts';

/** Where the pages lie in the repository. */
export const pagesFolder = fileURLToPath(new URL('../../runbooks/pages', import.meta.url));

/** Writes every page anew; a page whose runbook is gone goes with it. */
export async function writePages(folder: string): Promise<number> {
  const all = await pages();
  await rm(folder, { recursive: true, force: true });
  for (const [name, text] of all) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return all.size;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${await writePages(pagesFolder)} pages in ${pagesFolder}\n`);
}
