import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from './command.ts';
import type { Redactor } from './redaction/redactor.ts';

export interface ProcessOptions {
  /** Wall-clock limit; at its end the whole process group is dead. */
  readonly deadlineSeconds: number;
  /** Between SIGTERM and the deadline's SIGKILL. @default a tenth of the deadline, at most 5 */
  readonly graceSeconds?: number;
  /** The complete environment of the child; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
  /** Captured characters of each stream; what is beyond is counted. @default 262144 */
  readonly longestOutput?: number;
  readonly workingFolder?: string;
  /** Written to standard input, then closed. Secrets go this way, never as arguments. */
  readonly input?: string;
  /** Receives redacted whole lines as they come. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Marks the process and its children, so that they are found when this program is killed. See `leftovers.ts`. */
  readonly mark?: string;
}

export interface ProcessResult {
  readonly ended: 'exited' | 'signalled' | 'deadline' | 'not-started';
  readonly code?: number;
  readonly signal?: string;
  /** Redacted. */
  readonly stdout: string;
  /** Redacted. */
  readonly stderr: string;
  /** Characters left out of stdout and stderr. */
  readonly omitted: number;
  readonly seconds: number;
}

/** Name of the environment variable that marks processes of a run. */
export const runMark = 'FADUN_RUN';

/**
 * Runs a command in a process group of its own. At `deadline − grace` the group gets SIGTERM, at the deadline SIGKILL;
 * a grandchild that fled the group cannot hold the result back. Never throws for what the child does.
 */
export async function runProcess(
  { program, arguments: given }: Command,
  options: ProcessOptions,
): Promise<ProcessResult> {
  const started = performance.now();
  const child = spawn(program, given, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...options.environment, ...(options.mark ? { [runMark]: options.mark } : {}) },
    ...(options.workingFolder ? { cwd: options.workingFolder } : {}),
  });
  const limit = options.longestOutput ?? 262_144;
  const stdout = capture(child.stdout, 'stdout', limit, options);
  const stderr = capture(child.stderr, 'stderr', limit, options);
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');

  const ending = endOf(child);
  const finished = new AbortController();
  const timer = enforceDeadline(child, options, finished.signal);
  const end = await Promise.race([ending, timer]);
  finished.abort();
  if (child.pid) killGroup(child.pid, 'SIGKILL');
  child.stdout.destroy();
  child.stderr.destroy();

  const omitted = stdout.omitted() + stderr.omitted();
  const seconds = (performance.now() - started) / 1000;
  return { ...end, stdout: stdout.text(), stderr: stderr.text(), omitted, seconds };
}

type End = Pick<ProcessResult, 'ended' | 'code' | 'signal'>;

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ ended: 'not-started' }));
    child.once('exit', (code, signal) => {
      const end: End = signal ? { ended: 'signalled', signal } : { ended: 'exited', code: code ?? 0 };
      const drained = setTimeout(() => resolve(end), 1_000);
      child.once('close', () => {
        clearTimeout(drained);
        resolve(end);
      });
    });
  });
}

async function enforceDeadline(child: ChildProcess, options: ProcessOptions, finished: AbortSignal): Promise<End> {
  const { deadlineSeconds } = options;
  const graceSeconds = options.graceSeconds ?? Math.min(5, deadlineSeconds / 10);
  try {
    await delay(Math.max(0, deadlineSeconds - graceSeconds) * 1000, undefined, { signal: finished });
    if (child.pid) killGroup(child.pid, 'SIGTERM');
    await delay(graceSeconds * 1000, undefined, { signal: finished });
    if (child.pid) killGroup(child.pid, 'SIGKILL');
  } catch {
    return new Promise(() => {});
  }
  return { ended: 'deadline', signal: 'SIGKILL' };
}

function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody of the group is left.
  }
}

function capture(source: Readable, name: 'stdout' | 'stderr', limit: number, { redactor, onOutput }: ProcessOptions) {
  const stream = redactor.stream();
  let kept = '';
  let omitted = 0;
  const take = (text: string) => {
    if (text === '') return;
    const room = Math.max(0, limit - kept.length);
    kept += text.slice(0, room);
    omitted += Math.max(0, text.length - room);
    onOutput?.(name, text);
  };
  source.setEncoding('utf8');
  source.on('data', (chunk: string) => take(stream.push(chunk)));
  source.on('error', () => {});
  const text = () => {
    take(stream.flush());
    return kept;
  };
  return { text, omitted: () => omitted };
}
