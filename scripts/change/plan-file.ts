import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ApprovalSubject } from '../../runbooks/kit/approvals/approval.ts';
import { digestOfJson, sameDigest } from '../../runbooks/kit/signing/digest.ts';
import { FadunError } from '../errors.ts';
import type { ChangePlan, PlanFile } from './plan.ts';

/** What an approval of this plan consents to. */
export function planSubject(plan: ChangePlan): ApprovalSubject {
  const { site, network, class: changeClass } = plan;
  return { kind: 'plan', site, network, digest: digestOfJson(plan), class: changeClass };
}

/** Writes a value as JSON, whole or not at all, readable by its owner only. */
export async function savePrivately(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new-${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, path);
}

/**
 * Reads a plan and checks that its digest is its own.
 * @throws FadunError where it cannot be read, is no plan, or was altered
 */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const file = (await readJson(path, 'Give the file that `fadun plan --out` wrote.')) as PlanFile;
  if (file?.plan?.type !== 'fadun/plan/v1' || !Array.isArray(file.plan.changes) || !file.digest?.sm3) {
    throw new FadunError(path, 'it is no plan', 'Give the file that `fadun plan --out` wrote.');
  }
  if (!sameDigest(file.digest, digestOfJson(file.plan))) {
    throw new FadunError(
      path,
      'the plan was altered: its digest is not its own',
      'Plan again, and have it approved.',
      1,
    );
  }
  return file;
}

/** @throws FadunError where the file cannot be read or is no JSON */
export async function readJson(path: string, remedy: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new FadunError(path, `it cannot be read (${cause.code})`, remedy);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new FadunError(path, 'it is no JSON', remedy);
  }
}
