import { spawn } from 'node:child_process';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SandboxError } from '../errors.ts';
import { type ProcessIdentity, recordedIdentity } from './identity.ts';
import { claimThenExec, issueTicket, voidTicket } from './ticket.ts';

/** A process to start detached from its starter. */
export interface Launch {
  readonly binary: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Standard output and error are appended here. */
  readonly log: string;
  /** The process writes its own identity here before it becomes the binary. */
  readonly record: string;
}

/** A launched process, with the promise of its end (which only its starter learns this way). */
export interface Launched {
  readonly identity: ProcessIdentity;
  /** Resolves when the process ends, with how. Never rejects. */
  readonly ended: Promise<string>;
}

const largeLogBytes = 16 << 20;

/** Starts a process in its own session; it outlives the starter. @throws SandboxError when it cannot be started. */
export async function launch(request: Launch): Promise<Launched> {
  await mkdir(dirname(request.log), { recursive: true, mode: 0o700 });
  await issueTicket(request.record);
  await turnOver(request.log);
  const log = await open(request.log, 'a', 0o600);
  try {
    const child = spawn('/bin/sh', ['-c', claimThenExec, request.record, request.binary, ...request.arguments], {
      cwd: request.workingDirectory,
      env: request.environment,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exited with code ${code}`));
    });
    child.unref();
    return { identity: await recorded(request, ended), ended };
  } finally {
    await voidTicket(request.record);
    await log.close();
  }
}

/** Puts a log that has grown large aside, once; the one before that goes. */
async function turnOver(log: string): Promise<void> {
  const present = await stat(log).catch(() => undefined);
  if (present && present.size > largeLogBytes) await rename(log, `${log}.1`);
}

async function recorded(request: Launch, ended: Promise<string>): Promise<ProcessIdentity> {
  let end: string | undefined;
  ended.then((how) => {
    end = how;
  });
  for (let attempt = 0; attempt < 1000; attempt++) {
    const identity = await recordedIdentity(request.record);
    if (identity) return identity;
    if (end !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new SandboxError({
    subject: request.binary,
    fault: {
      zh: `未能启动：${end ?? '5 秒内没有进程记录'}。`,
      en: `did not start: ${end ?? 'no process record within 5 s'}.`,
    },
    remedy: { zh: `请查看 ${request.log}。`, en: `Read ${request.log}.` },
    exitCode: 4,
  });
}
