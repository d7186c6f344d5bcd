import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf, digestOfJson } from '../../../runbooks/kit/signing/digest.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { FadunError } from '../../errors.ts';
import type { PlannedStack } from './plan-stacks.ts';

/**
 * Keeps terraform's own plan files beside the saved plan, 0600: they are what is applied, to the byte.
 * @returns one digest over all of them, which the plan holds and approvals bind to
 */
export async function keepArtefacts(folder: string, planned: readonly PlannedStack[]): Promise<Digest> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { plan, file } of planned) await copyFile(file, artefactPath(folder, plan.stack));
  return digestOfArtefacts(
    folder,
    planned.map(({ plan }) => plan.stack),
  );
}

/** Where the plan file of one stack is kept. */
export function artefactPath(folder: string, stack: string): string {
  return join(folder, `${stack}.tfplan`);
}

/** One digest over the kept plan files. @throws FadunError where one is missing, is a link, or others may change it */
export async function digestOfArtefacts(folder: string, stacks: readonly string[]): Promise<Digest> {
  return digestOfContents(await readArtefacts(folder, stacks));
}

/**
 * Copies the kept plan files into a folder of their own, which nobody else reaches: what is applied minutes later is then
 * what was digested, whatever becomes of the files beside the saved plan.
 * @returns one digest over the copies
 * @throws FadunError as {@link digestOfArtefacts} does
 */
export async function copyArtefacts(from: string, stacks: readonly string[], to: string): Promise<Digest> {
  const contents = await readArtefacts(from, stacks);
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const [stack, content] of contents)
    await writeFile(artefactPath(to, stack), content, { flag: 'wx', mode: 0o600 });
  return digestOfContents(await readArtefacts(to, stacks));
}

function digestOfContents(contents: ReadonlyMap<string, Buffer>): Digest {
  return digestOfJson(Object.fromEntries([...contents].map(([stack, content]) => [stack, digestOf(content)])));
}

async function readArtefacts(folder: string, stacks: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const standing = await lstat(folder).catch(() => undefined);
  if (standing && !standing.isDirectory())
    throw refused(folder, { zh: '不是目录，或是指向目录的链接', en: 'it is no folder, or a link to one' });
  if (standing && isOthersToChange(standing.mode))
    throw refused(folder, { zh: '他人可改动其中内容', en: 'others may change what is in it' });
  const contents = new Map<string, Buffer>();
  for (const stack of stacks) contents.set(stack, await readArtefact(artefactPath(folder, stack)));
  return contents;
}

/** O_NOFOLLOW: what a link points to may be another thing at the next look. O_NONBLOCK: a pipe would wait for ever. */
async function readArtefact(path: string): Promise<Buffer> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(({ code }: NodeJS.ErrnoException) => {
    throw refused(
      path,
      code === 'ELOOP'
        ? { zh: '是符号链接', en: 'it is a symbolic link' }
        : { zh: '缺少 terraform 自身的计划文件', en: 'terraform’s own plan file is missing' },
    );
  });
  try {
    const standing = await file.stat();
    if (!standing.isFile()) throw refused(path, { zh: '不是普通文件', en: 'it is no regular file' });
    if (isOthersToChange(standing.mode)) throw refused(path, { zh: '他人可改动', en: 'others may change it' });
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function isOthersToChange(mode: number): boolean {
  return (mode & 0o022) !== 0;
}

function refused(path: string, fault: Text): FadunError {
  return new FadunError(
    path,
    fault,
    {
      zh: '将存盘计划旁的目录与计划一并保管，保持写成时的样子：目录 0700，文件 0600。可能被改动过的，请重新生成计划。',
      en: 'Keep the folder beside the saved plan with it, as it was written: folder 0700, files 0600. Where it may have been changed, plan again.',
    },
    1,
  );
}
