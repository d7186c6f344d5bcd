import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Signature } from '../../runbooks/kit/signing/signature.ts';
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
    throw new FadunError(folder, 'something is there already', 'Choose a new folder; bundles are never overwritten.');
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
      'there is no such folder',
      'Give the folder that holds payload.tar and signatures.json.',
    );
  });
  const wanted: readonly string[] = Object.values(bundleFiles);
  const extra = entries.find((name) => !wanted.includes(name));
  if (extra !== undefined) throw refused(folder, `${JSON.stringify(extra)} does not belong to a bundle`);
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
  throw refused(folder, `${bundleFiles.signatures} is no list of signatures`);
}

/** O_NOFOLLOW: a link is refused by the kernel itself, so that nothing can be put in its place between check and use. */
async function readRegular(folder: string, name: string, most: number): Promise<Buffer> {
  const file = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      throw refused(folder, error.code === 'ELOOP' ? `${name} is a link` : `${name} is missing or cannot be read`);
    },
  );
  try {
    const { size, nlink } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: -1, nlink: 0 }));
    if (size < 0) throw refused(folder, `${name} is no regular file`);
    if (nlink > 1) throw refused(folder, `${name} is linked from elsewhere`);
    if (size > most) throw refused(folder, `${name} has ${size} bytes, more than ${most}`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function refused(folder: string, fault: string): FadunError {
  return new FadunError(folder, fault, 'Have the bundle sent again; apply nothing of this one.', 1);
}
