import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { unpackArchive } from '../../runbooks/kit/archive.ts';
import type { NeighbourFile } from '../../stacks/documents/neighbour.ts';
import { bundleFiles, readBundle } from '../bundle/bundle-folder.ts';
import { FadunError, type Said } from '../errors.ts';

const shape = z.strictObject({
  site: z.string(),
  network: z.string(),
  neighbour: z.string(),
  channels: z.array(
    z.strictObject({
      id: z.string(),
      contractDigest: z.string(),
      device: z.string(),
      direction: z.string(),
      port: z.int(),
      expires: z.string(),
      maxDataClass: z.string(),
      checks: z.strictObject({
        antivirus: z.boolean(),
        dlp: z.boolean(),
        signature: z.boolean(),
        masking: z.boolean(),
      }),
      returnChannel: z.string().nullable(),
      deviceAddresses: z.record(z.string(), z.string()),
      payloads: z.array(
        z.strictObject({
          exchange: z.string(),
          schemas: z.array(z.string()),
          dataClass: z.string(),
          style: z.string(),
        }),
      ),
    }),
  ),
});

const folderName = 'neighbours';

/**
 * The neighbour files of one side: a single file, a folder of a network's documents, or a bundle. They are compared and
 * relied on for nothing else, so a bundle's signatures are not asked for here.
 * @throws FadunError where there are none, or one is malformed
 */
export async function readNeighbourFiles(path: string): Promise<readonly NeighbourFile[]> {
  const texts = await textsAt(path);
  if (texts.length === 0)
    throw new FadunError(
      path,
      { zh: '没有对侧网络文件', en: 'it holds no neighbour files' },
      {
        zh: '请给出对侧网络文件、某网络的文档目录或发布包。',
        en: 'Give a neighbour file, a network’s folder of documents, or a bundle.',
      },
    );
  return texts.map(([name, text]) => parseNeighbourFile(name, text));
}

async function textsAt(path: string): Promise<(readonly [name: string, text: string])[]> {
  const entry = await lstat(path).catch(() => {
    throw new FadunError(
      path,
      { zh: '没有该文件或目录', en: 'there is no such file or folder' },
      { zh: '请更正路径。', en: 'Correct the path.' },
    );
  });
  if (!entry.isDirectory()) return [[path, await readFile(path, 'utf8')]];
  const names = await readdir(path);
  if (names.includes(bundleFiles.payload)) return textsInBundle(path);
  const folder = names.includes(folderName) ? join(path, folderName) : path;
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (name) => [join(folder, name), await readFile(join(folder, name), 'utf8')] as const),
  );
}

async function textsInBundle(path: string): Promise<(readonly [name: string, text: string])[]> {
  const { payload } = await readBundle(path);
  return [...unpackArchive(payload)]
    .filter(([name]) => name.startsWith(`${folderName}/`))
    .map(([name, content]) => [`${path}: ${name}`, content.toString('utf8')] as const);
}

/** @throws FadunError naming the field at fault */
export function parseNeighbourFile(name: string, text: string): NeighbourFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(name, { zh: '不是 JSON', en: 'it is no JSON' });
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data as NeighbourFile;
  const [issue] = parsed.error.issues;
  throw malformed(name, `${issue?.path.join('.') || basename(name)}: ${issue?.message}`);
}

function malformed(name: string, fault: Said): FadunError {
  return new FadunError(name, fault, {
    zh: '请给出本版本 `fadun synth` 写出的文件，或发布包中的文件。',
    en: 'Give a file that `fadun synth` or a bundle of this release wrote.',
  });
}
