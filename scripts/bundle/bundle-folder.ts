import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Signature } from '../../runbooks/kit/signing/signature.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import { replaceFolder } from '../pipeline/workspace.ts';

/** A bundle as it travels: a folder of exactly these two files. */
export const bundleFiles = { payload: 'payload.tar', signatures: 'signatures.json' } as const;

/** Far above any real bundle (eleven networks of the reference city make 30 MB), far below what a machine can hold. */
const largestPayloadBytes = 512 * 1024 * 1024;
const largestSignaturesBytes = 64 * 1024;

const signaturesShape = z
  .array(
    z.strictObject({
      algorithm: z.enum(['sm2-sm3', 'ed25519']),
      key: z.string().regex(/^[0-9a-f]{64}$/),
      value: z.string().max(200),
    }),
  )
  .max(16);

/** A bundle as read: bytes and detached signatures over them, neither trusted yet. */
export interface SealedBundle {
  readonly payload: Buffer;
  readonly signatures: readonly Signature[];
}

/** Writes a bundle, whole or not at all; a bundle is never written over another. @throws FadunError where one is there */
export async function writeBundle(folder: string, { payload, signatures }: SealedBundle): Promise<void> {
  const exists = await lstat(folder).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new FadunError(
      folder,
      { zh: '该处已有内容', en: 'something is there already' },
      { zh: '请选一个新目录；发布包从不覆盖。', en: 'Choose a new folder; bundles are never overwritten.' },
    );
  await replaceFolder(folder, (fresh) => writeFiles(fresh, { payload, signatures }));
}

/** Replaces the signatures of a bundle, its payload untouched. */
export async function writeSignatures(folder: string, bundle: SealedBundle): Promise<void> {
  await replaceFolder(folder, (fresh) => writeFiles(fresh, bundle));
}

async function writeFiles(folder: string, { payload, signatures }: SealedBundle): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeDurably(join(folder, bundleFiles.payload), payload);
  await writeDurably(join(folder, bundleFiles.signatures), `${JSON.stringify(signatures, null, 2)}\n`);
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Reads a bundle from media that nobody vouches for: exactly its two files, regular ones, of bounded size. No link is
 * followed.
 * @throws FadunError (exit 1) naming what is wrong
 */
export async function readBundle(folder: string): Promise<SealedBundle> {
  const entries = await readdir(folder).catch(() => {
    throw new FadunError(
      folder,
      { zh: '没有该目录', en: 'there is no such folder' },
      {
        zh: '请给出含 payload.tar 与 signatures.json 的目录。',
        en: 'Give the folder that holds payload.tar and signatures.json.',
      },
    );
  });
  const wanted: readonly string[] = Object.values(bundleFiles);
  const extra = entries.find((name) => !wanted.includes(name));
  if (extra !== undefined) {
    const name = JSON.stringify(extra);
    throw refused(folder, { zh: `${name} 不属于发布包`, en: `${name} does not belong to a bundle` });
  }
  const payload = await readRegular(folder, bundleFiles.payload, largestPayloadBytes);
  const text = (await readRegular(folder, bundleFiles.signatures, largestSignaturesBytes)).toString('utf8');
  return { payload, signatures: parseSignatures(folder, text) };
}

function parseSignatures(folder: string, text: string): readonly Signature[] {
  try {
    const parsed = signaturesShape.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Said below, in the same words as for any other malformed content.
  }
  throw refused(folder, {
    zh: `${bundleFiles.signatures} 不是签名列表`,
    en: `${bundleFiles.signatures} is no list of signatures`,
  });
}

/** O_NOFOLLOW: a link is refused by the kernel itself, so that nothing can be put in its place between check and use. */
async function readRegular(folder: string, name: string, most: number): Promise<Buffer> {
  const file = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      throw refused(
        folder,
        error.code === 'ELOOP'
          ? { zh: `${name} 是链接`, en: `${name} is a link` }
          : { zh: `${name} 缺失或无法读取`, en: `${name} is missing or cannot be read` },
      );
    },
  );
  try {
    const { size, nlink } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: -1, nlink: 0 }));
    if (size < 0) throw refused(folder, { zh: `${name} 不是普通文件`, en: `${name} is no regular file` });
    if (nlink > 1) throw refused(folder, { zh: `${name} 另有硬链接指向`, en: `${name} is linked from elsewhere` });
    if (size > most)
      throw refused(folder, {
        zh: `${name} 有 ${size} 字节，超过 ${most}`,
        en: `${name} has ${size} bytes, more than ${most}`,
      });
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function refused(folder: string, fault: Text): FadunError {
  return new FadunError(
    folder,
    fault,
    { zh: '请重新送达该发布包；本包内容一概不得下发。', en: 'Have the bundle sent again; apply nothing of this one.' },
    1,
  );
}
