import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadSite } from '../../stacks/model/load.ts';
import type { Site } from '../../stacks/model/site.ts';
import { loadSiteDeclaration, siteIds } from '../../stacks/sites/index.ts';
import { scaleSite } from '../../stacks/sites/scale.ts';
import { FadunError } from '../errors.ts';

/**
 * Loads a site by id (`binhe`) or from a file whose default export is a declaration.
 * @param scale multiplies the systems, for benchmarks @default 1
 * @throws SiteInvalid with every problem; FadunError where there is no such site
 */
export async function selectSite(reference: string, scale = 1): Promise<Site> {
  const site = loadSite(await declarationOf(reference), subjectOf(reference));
  return scale > 1 ? scaleSite(site, scale) : site;
}

/**
 * The id of a site named by id or by file. An id is taken at its word: what has been started under it can be looked at and
 * stopped when its declaration no longer loads.
 * @throws as {@link selectSite} where a file is named
 */
export async function siteIdOf(reference: string): Promise<string> {
  return isFile(reference) ? (await selectSite(reference)).id : reference;
}

function isFile(reference: string): boolean {
  return /\.[cm]?[jt]s$/.test(reference);
}

async function declarationOf(reference: string): Promise<unknown> {
  if ((siteIds as readonly string[]).includes(reference)) return loadSiteDeclaration(reference);
  if (!isFile(reference)) {
    throw new FadunError(
      `site ${reference}`,
      { zh: '没有此站点', en: 'there is no such site' },
      {
        zh: `指定 ${siteIds.join('、')} 之一，或给出 .ts 文件。`,
        en: `Name one of ${siteIds.join(', ')}, or give a .ts file.`,
      },
    );
  }
  const path = resolve(reference);
  await access(path).catch(() => {
    throw new FadunError(
      reference,
      { zh: '文件无法读取', en: 'the file cannot be read' },
      { zh: '给出导出站点声明的文件路径。', en: 'Give the path of a file that exports a declaration.' },
    );
  });
  const module: { default?: unknown } = await import(pathToFileURL(path).href).catch((cause: Error) => {
    throw new FadunError(
      reference,
      { zh: `无法加载：${cause.message}`, en: `it does not load: ${cause.message}` },
      { zh: '更正该文件；`npx tsc --noEmit` 指出位置。', en: 'Correct the file; `npx tsc --noEmit` shows where.' },
    );
  });
  if (module.default === undefined) {
    throw new FadunError(
      reference,
      { zh: '没有默认导出', en: 'it has no default export' },
      {
        zh: '文件以 `export default defineSite({ … })` 结尾。',
        en: 'End the file with `export default defineSite({ … })`.',
      },
    );
  }
  return module.default;
}

function subjectOf(reference: string): string {
  return /\.[cm]?[jt]s$/.test(reference) ? basename(reference) : `sites/${reference}.ts`;
}
