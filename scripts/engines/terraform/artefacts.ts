import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf, digestOfJson } from '../../../runbooks/kit/signing/digest.ts';
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

/** One digest over the kept plan files. @throws FadunError where one is missing */
export async function digestOfArtefacts(folder: string, stacks: readonly string[]): Promise<Digest> {
  const digests: Record<string, Digest> = {};
  for (const stack of stacks) {
    const path = artefactPath(folder, stack);
    const content = await readFile(path).catch(() => {
      throw new FadunError(
        path,
        'terraform’s own plan file is missing',
        'Keep the folder beside the saved plan with it.',
        1,
      );
    });
    digests[stack] = digestOf(content);
  }
  return digestOfJson(digests);
}
