import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The checkout under test. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** How a run of the command line ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fadun` as a user would, in a process of its own. */
export function fadun(words: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${checkout}/scripts/cli.ts`, ...words], {
      cwd: options.cwd ?? checkout,
      env: { ...process.env, LANG: 'C', LC_ALL: '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

/** Runs a command with `--format json` and reads what it printed: one object, nothing else. */
export async function fadunJson<T>(
  words: readonly string[],
  options: Parameters<typeof fadun>[1] = {},
): Promise<Run & { data: T }> {
  const run = await fadun([...words, '--format', 'json'], options);
  try {
    return { ...run, data: JSON.parse(run.stdout) as T };
  } catch {
    throw new Error(`fadun ${words.join(' ')} printed no JSON (exit ${run.code}):\n${run.stdout}\n${run.stderr}`);
  }
}
