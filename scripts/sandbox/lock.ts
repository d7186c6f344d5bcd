import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode, SandboxError } from './errors.ts';
import { secretMode } from './files.ts';
import { isAlive, recordedIdentity, selfRecord } from './process/identity.ts';

/** How to wait for a lock. */
export interface LockOptions {
  /** What is locked, for the error. */
  readonly subject: string;
  /** How long to wait for another holder. */
  readonly waitMilliseconds: number;
  readonly signal?: AbortSignal;
  /** Called once, when another process holds the lock. */
  readonly onWait?: (holderPid: number) => void;
}

/**
 * Runs `work` while holding a lock file that names its holder by process identity: the lock of a killed holder is
 * void at once, and a reused process id does not keep it.
 * @throws SandboxError (exit code 1) when another process holds it beyond the wait.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, await selfRecord(), { mode: secretMode });
  try {
    await acquire(path, mine, options);
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string, mine: string, options: LockOptions): Promise<void> {
  const deadline = performance.now() + options.waitMilliseconds;
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      return await link(mine, path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const holder = await recordedIdentity(path);
    if (!holder || !(await isAlive(holder))) {
      await discard(path, mine, holder?.pid);
      continue;
    }
    if (!told) options.onWait?.(holder.pid);
    told = true;
    if (performance.now() >= deadline) {
      throw new SandboxError({
        subject: options.subject,
        fault: { zh: `进程 ${holder.pid} 正在使用。`, en: `process ${holder.pid} is working on it.` },
        remedy: { zh: '请等它结束，再重新执行命令。', en: 'Wait until it has ended, then run the command again.' },
        exitCode: 1,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Moves a dead holder's lock aside; if a live one slipped in between, its lock is put back. */
async function discard(path: string, mine: string, deadPid: number | undefined): Promise<void> {
  const aside = `${mine}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await recordedIdentity(aside);
  if (moved && moved.pid !== deadPid && (await isAlive(moved))) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
